import { matrix } from "../questions/matrix";
import { Reachability } from "../reach/reachability";
import { matrixCsv, matrixMarkdown, matrixText } from "../report/matrix";
import { anyDeployment, deploymentsOf } from "./deployments";
import { existingFor, liveFlag, liveOptions, originPositional } from "./existing";
import { originsText } from "./origin";
import { print, printJson } from "./print";
import { defineVerb, formatOption } from "./verb";

export const matrixVerb = defineVerb({
  purpose: "ask",
  summary: "who may reach whom, as a From/To table",
  positionals: originPositional,
  about: `Without ORIGIN, by the groups of the config. With ORIGIN or --live, by the groups that exist:
${originsText}.`,
  flags: liveFlag,
  options: { ...anyDeployment, ...liveOptions, format: formatOption(["text", "markdown", "csv", "json"]) },
  async run({ options, flags, positionals: [name] }) {
    const { all, chosen } = deploymentsOf(options);
    const existing = await existingFor({ name, isLive: flags.live, options }, all, chosen);
    const tables = chosen.map(({ name, plan }) => ({
      deployment: name,
      ...matrix(existing?.(plan) ?? new Reachability(plan)),
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
