import { lintJson } from "../report/lint-json";
import { lintSarif } from "../report/lint-sarif";
import { lintText } from "../report/lint-text";
import { checkDescriptions, lint } from "../verify/lint";
import { deploymentOptions } from "./options";
import { choice, commonHelp, entriesOf, print, type Verb } from "./verb";

const formats = ["text", "json", "sarif"] as const;

export const lintVerb: Verb = {
  summary: "what is open too far, said twice, or too much for a quota",
  help: `Usage: rancher-sg lint

${commonHelp}                     (default: every deployment)
  --format FORMAT    ${choice(formats)}

docs/lint.md lists the checks, and how to acknowledge a finding in the config.
Exit code 1 on any finding that is not acknowledged; notes do not count.
`,
  options: { ...deploymentOptions, format: formats },
  prepare(options) {
    const entries = entriesOf(options);
    return () => {
      const today = new Date().toISOString().slice(0, 10);
      const reports = entries.map(({ name, plan, document, path }) => ({
        deployment: name,
        place: document.placeOf(path),
        findings: lint(plan, today),
      }));
      if (options.format === "json") print(lintJson(reports));
      else print(options.format === "sarif" ? lintSarif(reports, checkDescriptions) : lintText(reports));
      const counts = reports.flatMap(({ findings }) => findings).filter((finding) => !finding.acknowledged);
      return counts.some(({ severity }) => severity !== "note") ? 1 : 0;
    };
  },
};
