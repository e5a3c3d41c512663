/** `--from worker --to etcd --protocol tcp --port 2379` as a question. */
import { type Issue, problems, SecurityGroupsError } from "../errors";
import type { Traffic } from "../flows";
import type { SecurityGroupPlan } from "../model/plan";
import { isIcmp, tcpPortsSchema } from "../model/ports";
import { validate } from "../model/validate";
import type { Question } from "../verify/check";
import { type Endpoint, parseEndpoint } from "../verify/endpoint";
import { deploymentOptions } from "./options";

export const questionOptions = ["from", "to", "protocol", "port", ...deploymentOptions] as const;

export const questionHelp = `  --from ENDS        who sends: a party, a CIDR, sg-... or pl-...; several, with commas, are one node with all roles
  --to ENDS          who receives, likewise
  --protocol NAME    tcp (default), udp, icmp, icmpv6, all, or a number
  --port PORTS       a port, or a range such as 30000-32767; for icmp a type, or type/code (default: all)
`;

/** @throws SecurityGroupsError with every mistake in the options. */
export function questionOf(own: Readonly<Record<string, string | undefined>>, plan: SecurityGroupPlan): Question {
  const issues: Issue[] = [];
  const question = {
    from: endpoints("from", own.from, plan, issues),
    to: endpoints("to", own.to, plan, issues),
    traffic: traffic(own.protocol ?? "tcp", own.port, issues),
  };
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return question;
}

function endpoints(
  option: string,
  text: string | undefined,
  plan: SecurityGroupPlan,
  issues: Issue[],
): readonly Endpoint[] {
  if (!text) {
    issues.push({ ...problems.missing("worker"), path: [`--${option}`] });
    return [];
  }
  return text.split(",").flatMap((part) => {
    const parsed = parseEndpoint(part.trim(), plan);
    if ("endpoint" in parsed) return [parsed.endpoint];
    issues.push({ ...parsed.problem, path: [`--${option}`], received: part });
    return [];
  });
}

function traffic(protocol: string, port: string | undefined, issues: Issue[]): Traffic {
  const path = ["--port"];
  if (protocol === "icmp" || protocol === "icmpv6") {
    if (port === undefined) return { ipProtocol: protocol };
    const [, type, code = -1] = /^(\d+)(?:\/(\d+))?$/.exec(port) ?? [];
    const icmp = { from: Number(type ?? -1), to: Number(code) };
    if (type !== undefined && isIcmp(icmp)) return { ipProtocol: protocol, fromPort: icmp.from, toPort: icmp.to };
    issues.push({ ...problems.notIcmp("write 8, or 8/0 with its code"), path, received: port });
    return { ipProtocol: protocol };
  }
  const hasPorts = protocol === "tcp" || protocol === "udp";
  const isNumber = /^(0|[1-9]\d{0,2})$/.test(protocol) && Number(protocol) < 256;
  if (protocol === "all" || isNumber) {
    if (port !== undefined) issues.push({ ...problems.portsOfAll(), path, received: port });
    return { ipProtocol: protocol === "all" ? "-1" : protocol };
  }
  if (!hasPorts) issues.push({ ...problems.notAProtocol(protocol), path: ["--protocol"], received: protocol });
  if (port === undefined) return { ipProtocol: protocol };
  const ports = validate(tcpPortsSchema, port, path);
  const fix = "write 2379, or 30000-32767 for a range";
  issues.push(...(ports.issues ?? []).map((issue) => (issue.code === "not-ports" ? { ...issue, fix } : issue)));
  return ports.issues
    ? { ipProtocol: protocol }
    : { ipProtocol: protocol, fromPort: ports.value.from, toPort: ports.value.to };
}
