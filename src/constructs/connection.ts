/** Connections as port rules of the deployment: from here on they are projected, written and proved as all others. */
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

/** What a connection became. */
export interface Connection {
  /** The id of its port rule, as the plan and the descriptions of the rules name it. */
  readonly portRule: string;
  /** The rules of both sides that it asks for. Empty where none is needed: see `skippedRequirements`. */
  readonly rules: readonly RuleResource[];
  /** What needs no rule of it, and why: covered by open egress, for one. */
  readonly skippedRequirements: readonly SkippedRequirement[];
}

/** The two ends, the other one as parties of the deployment or as a peer. */
export interface ConnectionEnds {
  readonly verb: ConnectionVerb;
  readonly own: readonly Party[];
  readonly other: { readonly parties: readonly Party[] } | { readonly peer: PeerBinding };
}

/** The port rule, but for its id; or what is wrong with it. */
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

/** Reports each end of a port range that is not a number of a port. The schema's text would be about config files. */
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

/** The argument `port` has the `ports` and the `protocol` of the schema. */
function asArgument(issue: Issue): Issue {
  const [verb = "", key, ...rest] = issue.path;
  if (key === "protocol") return { ...issue, path: [verb, "port", key] };
  return key === "ports" ? { ...issue, path: [verb, "port", ...rest] } : issue;
}

/** `worker-to-etcd-5432-tcp`, as `explain` proposes ids; the first that is free. `peerText` is what the peer is called. */
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

/** `8` is an ICMP type with every code, and `8-1` the type with one code. */
function idOfPorts(protocol: AddedRule["protocol"], ports: PortRange): string {
  if (!isIcmpProtocol(protocol)) return portsText(ports);
  return ports.to === -1 ? `${ports.from}` : `${ports.from}-${ports.to}`;
}

/** Two purposes of one connection. */
export function joinedPurpose(purposes: readonly string[]): string {
  return [...new Set(purposes)].sort().join("; ");
}

function kebab(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
