/** `--from worker --to etcd --protocol tcp --port 2379` as a question. */
import { SecurityGroupsError } from "../errors";
import type { Plan } from "../model/plan";
import type { Question } from "../questions/check";
import { parseQuestion } from "../questions/question";
import { oneDeployment } from "./deployments";
import type { OptionValues } from "./verb";

export const questionOptions = {
  from: {
    value: "ENDS",
    example: "worker",
    description:
      "the sender: a party, pool:NAME, a CIDR, sg-... or pl-...; several, with commas, are one node with all roles",
  },
  to: { value: "ENDS", example: "etcd", description: "the receiver, written in the same way" },
  protocol: { value: "NAME", default: "tcp", description: "tcp, udp, icmp, icmpv6, all, or a number" },
  port: {
    value: "PORTS",
    description: "a port, or a range such as 30000-32767; for icmp a type, or type/code (default: all)",
  },
  ...oneDeployment,
} as const;

/** @throws SecurityGroupsError with the first mistake in the options. */
export function questionOf(options: OptionValues<typeof questionOptions>, plan: Plan): Question {
  const { value, issues } = parseQuestion(options, plan);
  if (value) return value;
  const inOptions = issues.map((issue) => ({ ...issue, path: issue.path.map((part) => `--${part}`) }));
  throw new SecurityGroupsError(inOptions.slice(0, 1));
}
