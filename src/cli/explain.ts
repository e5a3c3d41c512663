import { explanationJson, explanationText } from "../report/explanation";
import { explain } from "../verify/explain";
import { parseOptions } from "./options";
import { questionHelp, questionOf, questionOptions } from "./question";
import { commonHelp, entryOf, print, printJson, type Verb } from "./verb";

export const explainVerb: Verb = {
  summary: "why it is allowed, or what stands in the way and what would change it",
  help: `Usage: rancher-sg explain --from PARTY --to PARTY [--protocol tcp] [--port 2379]

${questionHelp}${commonHelp}  --format FORMAT    text (default) or json

Exit code 0 if all of it is allowed, else 1.
`,
  run(args) {
    const options = parseOptions(args, { formats: ["text", "json"], own: questionOptions });
    const { plan, deployment } = entryOf(options);
    const question = questionOf(options.own, plan);
    const explanation = explain(deployment, plan, question);
    if (options.format === "json") printJson(explanationJson(question, explanation));
    else print(explanationText(question, explanation));
    return explanation.answer.verdict === "allowed" ? 0 : 1;
  },
};
