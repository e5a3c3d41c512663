/** `--from worker --to etcd --protocol tcp --port 2379` as a question. */
import type { LoadedEntry } from "../config/config-file";
import { SecurityGroupsError } from "../errors";
import { parseDeployment } from "../model/parse-deployment";
import { planDeployment } from "../projection/plan-deployment";
import type { Question } from "../verify/check";
import { parseQuestion } from "../verify/question";
import { anyText, deploymentOptions, type Options } from "./options";
import { tried } from "./together";
import { deploymentsOf, onlyOne } from "./verb";

export const questionOptions = { from: anyText, to: anyText, protocol: anyText, port: anyText, ...deploymentOptions };

export const questionHelp = `  --from ENDS        who sends: a party, a CIDR, sg-... or pl-...; several, with commas, are one node with all roles
  --to ENDS          who receives, likewise
  --protocol NAME    tcp (default), udp, icmp, icmpv6, all, or a number
  --port PORTS       a port, or a range such as 30000-32767; for icmp a type, or type/code (default: all)
`;

/**
 * The question, and the deployment that it is about. Default of `read`: the deployments that the options name.
 * @throws SecurityGroupsError with every mistake in the options.
 */
export function asked(
  options: Options,
  read: () => Pick<ReturnType<typeof deploymentsOf>, "chosen"> = () => deploymentsOf(options),
): LoadedEntry & { readonly question: Question } {
  const { value: entry, issues = [] } = tried(() => onlyOne(read().chosen));
  const { value: question, issues: more = [] } = parseQuestion(options.values, entry?.plan ?? noPlan);
  if (entry && question) return { ...entry, question };
  const told = entry ? more : more.filter(({ code }) => code !== "not-an-endpoint");
  const inOptions = told.map((issue) => ({ ...issue, path: issue.path.map((part) => `--${part}`) }));
  throw new SecurityGroupsError([...issues, ...inOptions]);
}

/** For questions about a deployment that is not found: whose parties they name is then unknown. */
const noPlan = planDeployment(parseDeployment({ type: "rancher-nodes", name: "none" }));
