import { matrix } from "../questions/matrix";
import { Reachability } from "../reach/reachability";
import { matrixCsv, matrixMarkdown, matrixText } from "../report/matrix";
import { anyDeployment, deploymentsOf } from "./deployments";
import { print, printJson } from "./print";
import { defineVerb, formatOption } from "./verb";

export const matrixVerb = defineVerb({
  purpose: "ask",
  summary: "who may reach whom, as a From/To table",
  options: { ...anyDeployment, format: formatOption(["text", "markdown", "csv", "json"]) },
  run({ options }) {
    const tables = deploymentsOf(options).chosen.map(({ name, plan }) => ({
      deployment: name,
      ...matrix(new Reachability(plan)),
    }));
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
      case "text":
        print(tables.map(matrixText).join("\n"));
    }
    return 0;
  },
});
