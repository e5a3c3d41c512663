import { matrixCsv, matrixMarkdown, matrixText } from "../report/matrix";
import { matrix } from "../verify/matrix";
import { parseOptions } from "./options";
import { commonHelp, entriesOf, print, printJson, type Verb } from "./verb";

export const matrixVerb: Verb = {
  summary: "who may reach whom, as a From/To table",
  help: `Usage: rancher-sg matrix

${commonHelp}                     (default: every deployment)
  --format FORMAT    text (default), markdown, csv or json
`,
  run(args) {
    const options = parseOptions(args, { formats: ["text", "markdown", "csv", "json"] });
    const tables = entriesOf(options).map(({ name, plan }) => ({ deployment: name, ...matrix(plan) }));
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
  },
};
