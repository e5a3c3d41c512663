import { check } from "../questions/check";
import { Reachability } from "../reach/reachability";
import { answerJson, answerText } from "../report/answer";
import { deploymentsOf, onlyOne } from "./deployments";
import { print, printJson } from "./print";
import { questionOf, questionOptions } from "./question";
import { defineVerb, textOrJson } from "./verb";

export const checkVerb = defineVerb({
  summary: "whether one party may reach another: allowed, partly, or denied",
  options: { ...questionOptions, format: textOrJson },
  notes: `Example: rancher-sg check --from worker --to etcd --protocol tcp --port 2379

Exit code 0 if all of it is allowed, else 1.`,
  run({ options }) {
    const { plan } = onlyOne(deploymentsOf(options).chosen);
    const question = questionOf(options, plan);
    const answer = check(new Reachability(plan), question);
    if (options.format === "json") printJson(answerJson(question, answer));
    else print(answerText(question, answer));
    return answer.verdict === "allowed" ? 0 : 1;
  },
});
