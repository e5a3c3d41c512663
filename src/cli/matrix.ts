import { matrixCsv, matrixMarkdown, matrixText } from "../report/matrix";
import { matrix } from "../verify/matrix";
import { deploymentOptions } from "./options";
import { choice, commonHelp, entriesOf, print, printJson, type Verb } from "./verb";

const formats = ["text", "markdown", "csv", "json"] as const;

export const matrixVerb: Verb = {
  summary: "who may reach whom, as a From/To table",
  help: `Usage: rancher-sg matrix

${commonHelp}                     (default: every deployment)
  --format FORMAT    ${choice(formats)}
`,
  options: { ...deploymentOptions, format: formats },
  prepare(options) {
    const entries = entriesOf(options);
    return () => {
      const tables = entries.map(({ name, plan }) => ({ deployment: name, ...matrix(plan) }));
      switch (options.format) {
        case "json":
          printJson(tables);
          break;
        case "csv":
          print(matrixCsv(tables));
          break;
        case "markdown":
          print(tables.map(matrixMarkdown).join("\n"));
          break;
        default:
          print(tables.map(matrixText).join("\n"));
      }
      return 0;
    };
  },
};
