import { answerJson, answerText } from "../report/answer";
import { check } from "../verify/check";
import { Reachability } from "../verify/reachability";
import { asked, questionHelp, questionOptions } from "./question";
import { choice, commonHelp, print, printJson, textOrJson, type Verb } from "./verb";

export const checkVerb: Verb = {
  summary: "whether one party may reach another: allowed, partly, or denied",
  help: `Usage: rancher-sg check --from PARTY --to PARTY [--protocol tcp] [--port 2379]

${questionHelp}${commonHelp}  --format FORMAT    ${choice(textOrJson)}

Exit code 0 if all of it is allowed, else 1.
`,
  options: { ...questionOptions, format: textOrJson },
  prepare(options) {
    const { plan, question } = asked(options);
    return () => {
      const answer = check(new Reachability(plan), question);
      if (options.format === "json") printJson(answerJson(question, answer));
      else print(answerText(question, answer));
      return answer.verdict === "allowed" ? 0 : 1;
    };
  },
};
