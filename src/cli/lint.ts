import { checkDescriptions, lint } from "../lint/lint";
import { defaultFailLevel, failingSeverities, failLevels } from "../model/finding";
import { lintJson } from "../report/lint-json";
import { lintSarif } from "../report/lint-sarif";
import { lintText } from "../report/lint-text";
import { printText } from "./colour";
import { anyDeployment, deploymentsOf } from "./deployments";
import { print } from "./print";
import { defineVerb, formatOption } from "./verb";

export const lintVerb = defineVerb({
  purpose: "prove",
  summary: "find overly permissive, duplicate and over-quota rules",
  options: {
    ...anyDeployment,
    "fail-on": {
      value: "LEVEL",
      allowed: failLevels,
      default: defaultFailLevel,
      description: "the lowest severity for which the exit code is 1",
    },
    format: formatOption(["text", "json", "sarif"]),
  },
  notes: `docs/lint.md lists the checks, and how to acknowledge a finding in the config.
Exit code 1 if a finding of this severity or a higher one is not acknowledged.`,
  run({ options }) {
    const today = new Date().toISOString().slice(0, 10);
    const { chosen, all } = deploymentsOf(options);
    const plans = all.map(({ plan }) => plan);
    const reports = chosen.map(({ name, plan, document, path, addressLists }) => ({
      deployment: name,
      place: document.placeOf(path),
      findings: lint(plan, today, { plans, addressLists }),
    }));
    if (options.format === "json") print(lintJson(reports));
    else if (options.format === "sarif") print(lintSarif(reports, checkDescriptions));
    else printText(lintText(reports));
    const counts = reports.flatMap(({ findings }) => findings).filter((finding) => !finding.acknowledged);
    const failing = failingSeverities(options["fail-on"]);
    return counts.some(({ severity }) => failing.includes(severity)) ? 1 : 0;
  },
});
