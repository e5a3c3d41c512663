import { explanationJson, explanationText } from "../report/explanation";
import { explain } from "../verify/explain";
import { asked, questionHelp, questionOptions } from "./question";
import { choice, commonHelp, print, printJson, textOrJson, type Verb } from "./verb";

export const explainVerb: Verb = {
  summary: "why it is allowed, or what stands in the way and what would change it",
  help: `Usage: rancher-sg explain --from PARTY --to PARTY [--protocol tcp] [--port 2379]

${questionHelp}${commonHelp}  --format FORMAT    ${choice(textOrJson)}

Exit code 0 if all of it is allowed, else 1.
`,
  options: { ...questionOptions, format: textOrJson },
  prepare(options) {
    const { deployment, plan, question } = asked(options);
    return () => {
      const explanation = explain(deployment, plan, question);
      if (options.format === "json") printJson(explanationJson(question, explanation));
      else print(explanationText(question, explanation));
      return explanation.answer.verdict === "allowed" ? 0 : 1;
    };
  },
};
