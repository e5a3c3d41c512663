import { answerJson, answerText } from "../report/answer";
import { check } from "../verify/check";
import { Reachability } from "../verify/reachability";
import { parseOptions } from "./options";
import { questionHelp, questionOf, questionOptions } from "./question";
import { commonHelp, entryOf, print, printJson, type Verb } from "./verb";

export const checkVerb: Verb = {
  summary: "whether one party may reach another: allowed, partly, or denied",
  help: `Usage: rancher-sg check --from PARTY --to PARTY [--protocol tcp] [--port 2379]

${questionHelp}${commonHelp}  --format FORMAT    text (default) or json

Exit code 0 if all of it is allowed, else 1.
`,
  run(args) {
    const options = parseOptions(args, { formats: ["text", "json"], own: questionOptions });
    const { plan } = entryOf(options);
    const question = questionOf(options.own, plan);
    const answer = check(new Reachability(plan), question);
    if (options.format === "json") printJson(answerJson(question, answer));
    else print(answerText(question, answer));
    return answer.verdict === "allowed" ? 0 : 1;
  },
};
