/** `--from worker --to etcd --protocol tcp --port 2379` as a question. */
import { SecurityGroupsError } from "../errors";
import type { SecurityGroupPlan } from "../model/plan";
import type { Question } from "../verify/check";
import { parseQuestion } from "../verify/question";
import { deploymentOptions } from "./options";

export const questionOptions = ["from", "to", "protocol", "port", ...deploymentOptions] as const;

export const questionHelp = `  --from ENDS        who sends: a party, a CIDR, sg-... or pl-...; several, with commas, are one node with all roles
  --to ENDS          who receives, likewise
  --protocol NAME    tcp (default), udp, icmp, icmpv6, all, or a number
  --port PORTS       a port, or a range such as 30000-32767; for icmp a type, or type/code (default: all)
`;

/** @throws SecurityGroupsError with every mistake in the options. */
export function questionOf(own: Readonly<Record<string, string | undefined>>, plan: SecurityGroupPlan): Question {
  const { value, issues } = parseQuestion(own, plan);
  if (value) return value;
  throw new SecurityGroupsError(issues.map((issue) => ({ ...issue, path: issue.path.map((part) => `--${part}`) })));
}
