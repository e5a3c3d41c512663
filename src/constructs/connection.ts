/** Turns connections into port rules of the deployment, which are then planned, written and proved like all others. */
import { type Issue, type Path, problems } from "../errors";
import type { PeerBinding } from "../model/binding";
import { type AddedRule, addedRuleSchema } from "../model/layer";
import type { Party } from "../model/party";
import type { SkippedRequirement } from "../model/plan";
import { type PortRange, portsText, toRange } from "../model/ports";
import { isIcmpProtocol, protocolText } from "../model/protocol";
import { isNumberToken } from "../model/token";
import { withoutUndefined } from "../model/without-undefined";
import type { Port } from "./port";
import type { RuleResource } from "./rule-resource";
import { validateProps } from "./validate-props";

export type ConnectionVerb = "allowFrom" | "allowTo" | "allowInternally";

/** The result of `allowFrom`, `allowTo` or `allowInternally`. */
export interface Connection {
  /** The id of the connection's port rule. The plan and the descriptions of the rules contain it. */
  readonly portRule: string;
  /** The rules of both groups that the connection requires. Empty if it needs none: see `skippedRequirements`. */
  readonly rules: readonly RuleResource[];
  /** The parts of the connection that need no rule, with the reason, such as open egress. */
  readonly skippedRequirements: readonly SkippedRequirement[];
}

/** The two ends of a connection. The other end is parties of the deployment or a peer. */
export interface ConnectionEnds {
  readonly verb: ConnectionVerb;
  readonly own: readonly Party[];
  readonly other: { readonly parties: readonly Party[] } | { readonly peer: PeerBinding };
}

/** The port rule of a connection without its id, or the problems with it. */
export function connectionRule(
  { verb, own, other }: ConnectionEnds,
  port: Port,
  purpose: string,
): { readonly value: AddedRule; readonly issues?: never } | { readonly issues: readonly Issue[] } {
  const theirs = "parties" in other ? other.parties : ["peer"];
  const [from, to] = verb === "allowFrom" ? [theirs, own] : [own, theirs];
  const { protocol, range } = (port ?? {}) as Partial<Port>;
  const isOnePort = range && range.from === range.to && (protocol === "tcp" || protocol === "udp");
  const ports = isOnePort ? range.from : range;
  const peer = "peer" in other ? other.peer : undefined;
  const written = { id: "connection", from, to, protocol, purpose, ...withoutUndefined({ ports, peer }) };
  const found = validateProps(addedRuleSchema, written, [verb]);
  if (!found.issues) return { value: found.value };
  const portIssues = notNumbers(ports, [verb, "port"]);
  const others = found.issues.filter(({ path: [, key] }) => key !== "ports" || portIssues.length === 0);
  return { issues: [...portIssues, ...others.map(asArgument)] };
}

/** Reports each end of a port range that is not a port number. The schema's message would be about config files. */
function notNumbers(ports: PortRange | number | undefined, path: Path): readonly Issue[] {
  if (ports === undefined) return [];
  const isToken =
    typeof ports === "number" ? isNumberToken(ports) : isNumberToken(ports.from) || isNumberToken(ports.to);
  if (isToken) return [{ ...problems.numberToken(), path }];
  const ends = typeof ports === "number" ? [[ports]] : [[ports.from, "from"] as const, [ports.to, "to"] as const];
  return ends
    .filter(([end]) => (typeof ports === "number" ? !toRange(end) : !Number.isInteger(end)))
    .map(([received, ...key]) => ({ ...problems.notAPort(), path: [...path, ...key], received }));
}

/** Renames the schema's paths `ports` and `protocol` to the argument `port`. */
function asArgument(issue: Issue): Issue {
  const [verb = "", key, ...rest] = issue.path;
  if (key === "protocol") return { ...issue, path: [verb, "port", key] };
  return key === "ports" ? { ...issue, path: [verb, "port", ...rest] } : issue;
}

/**
 * The first unused id such as `worker-to-etcd-5432-tcp`, in the form that `explain` proposes. `peerText` is the name of
 * the peer in it.
 */
export function connectionId(rule: AddedRule, peerText: string, taken: ReadonlySet<string>): string {
  const [source, destination] = [rule.from, rule.to].map((ends) => ends.filter((end) => end !== "peer").join("-"));
  const peer = kebab(peerText).slice(0, 60);
  const named = source ? `${source}-to-${destination || peer}` : `${destination}-from-${peer}`;
  const ports = rule.ports && rule.ports.from >= 0 ? `-${idOfPorts(rule.protocol, rule.ports)}` : "";
  const id = kebab(`${named}${ports}-${protocolText(rule.protocol)}`);
  let free = id;
  for (let count = 2; taken.has(free); count++) free = `${id}-${count}`;
  return free;
}

/** For ICMP, `8` is a type with every code, and `8-1` a type with one code. */
function idOfPorts(protocol: AddedRule["protocol"], ports: PortRange): string {
  if (!isIcmpProtocol(protocol)) return portsText(ports);
  return ports.to === -1 ? `${ports.from}` : `${ports.from}-${ports.to}`;
}

/** Joins the purposes of one connection into one text. */
export function joinedPurpose(purposes: readonly string[]): string {
  return [...new Set(purposes)].sort().join("; ");
}

function kebab(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
