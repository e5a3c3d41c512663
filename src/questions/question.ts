/** Parses a user's question, such as `from worker to etcd, tcp 2379`, against a plan. */
import { type Issue, problems } from "../errors";
import type { Traffic } from "../flows";
import type { Plan } from "../model/plan";
import { isIcmp, tcpPortsProblem, toRange } from "../model/ports";
import { isIcmpProtocol, isProtocolNumber } from "../model/protocol";
import type { Validated } from "../model/validate";
import { type Endpoint, parseEndpoints, poolName } from "../reach/endpoint";
import type { Question } from "./check";

/**
 * The parts of a question as texts. Several ends are separated by commas and are one node with all these roles, like
 * `pool:<name>`.
 */
export interface AskedQuestion {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Default: tcp. */
  readonly protocol?: string | undefined;
  /** A port or a range; for icmp a type, or type/code. Default: all. */
  readonly port?: string | undefined;
}

/** The question, or every mistake in it. The path of an issue is the part with the mistake. */
export function parseQuestion(asked: AskedQuestion, plan: Plan): Validated<Question> {
  const issues: Issue[] = [];
  const question = {
    from: endpoints("from", asked.from, plan, issues),
    to: endpoints("to", asked.to, plan, issues),
    traffic: traffic(asked.protocol ?? "tcp", asked.port, issues),
  };
  return issues.length > 0 ? { issues } : { value: question };
}

function endpoints(part: "from" | "to", text: string | undefined, plan: Plan, issues: Issue[]): readonly Endpoint[] {
  if (!text) {
    issues.push({ ...problems.missing("worker"), path: [part] });
    return [];
  }
  return text.split(",").flatMap((end): readonly Endpoint[] => {
    const parsed = parseEndpoints(end.trim(), plan);
    if ("endpoints" in parsed) return parsed.endpoints;
    issues.push({ ...parsed.problem, path: [part], received: poolName(end.trim()) === undefined ? end : end.trim() });
    return [];
  });
}

function traffic(protocol: string, port: string | undefined, issues: Issue[]): Traffic {
  const path = ["port"];
  if (isIcmpProtocol(protocol)) {
    if (port === undefined) return { ipProtocol: protocol };
    const icmp = toRange(port, protocol);
    if (icmp && isIcmp(icmp)) return { ipProtocol: protocol, fromPort: icmp.from, toPort: icmp.to };
    issues.push({ ...problems.notIcmp("write 8, or 8/0 with its code"), path, received: port });
    return { ipProtocol: protocol };
  }
  const hasPorts = protocol === "tcp" || protocol === "udp";
  if (protocol === "all" || isProtocolNumber(protocol)) {
    if (port !== undefined) issues.push({ ...problems.portsOfAll(), path, received: port });
    return { ipProtocol: protocol === "all" ? "-1" : protocol };
  }
  if (!hasPorts) issues.push({ ...problems.notAProtocol(protocol), path: ["protocol"], received: protocol });
  if (port === undefined) return { ipProtocol: protocol };
  const ports = toRange(port);
  const problem = ports ? tcpPortsProblem(ports) : problems.notPorts("2379, or 30000-32767 for a range");
  if (problem) issues.push({ ...problem, path, received: port });
  return ports && !problem
    ? { ipProtocol: protocol, fromPort: ports.from, toPort: ports.to }
    : { ipProtocol: protocol };
}
