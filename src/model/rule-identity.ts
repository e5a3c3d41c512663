/**
 * What EC2 treats as the same rule of one group: the same direction, protocol, ports and peer, however they are spelled.
 * Descriptions and tags make no difference. Every comparison of single rules in this package is made by `ruleIdentity`.
 *
 *     tcp 443 from 2001:DB8::/32             is 6 443 from 2001:db8:0::/32
 *     tcp 443 from 123456789012/sg-0a1b2c3d  is tcp 443 from sg-0a1b2c3d
 */
import { canonicalCidr, cidrProblem } from "./cidr";
import { bareGroupId } from "./network";
import { type Peer, portsOf, type SecurityGroupRule } from "./plan";
import { portsText } from "./ports";
import { protocolNames } from "./protocol";
import { isToken } from "./token";

/** The protocol and ports of a rule. */
export interface RuleTraffic extends Pick<SecurityGroupRule, "ipProtocol"> {
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
}

type CanonicalTraffic = Pick<SecurityGroupRule, "ipProtocol" | "fromPort" | "toPort">;

/** A peer. `label` is needed only if the value is a token, which has another text at each reading. */
export type IdentifiedPeer = Pick<Peer, "type" | "value"> & { readonly label?: string };

/** Equal for two rules of one group if and only if EC2 would refuse the second as a duplicate. */
export function ruleIdentity(
  rule: RuleTraffic & Pick<SecurityGroupRule, "direction"> & { readonly peer: IdentifiedPeer },
): string {
  return `${rule.direction} ${trafficIdentity(rule)} ${peerIdentity(rule.peer)}`;
}

/** Equal for the same protocol and ports. */
function trafficIdentity(traffic: RuleTraffic): string {
  const { ipProtocol, fromPort, toPort } = canonicalTraffic(traffic);
  return fromPort === undefined ? ipProtocol : `${ipProtocol} ${fromPort} ${toPort}`;
}

/** The protocol by its name, if EC2 has a name for it, and the ports if the protocol has ports. */
export function canonicalTraffic({ ipProtocol, fromPort, toPort }: RuleTraffic): CanonicalTraffic {
  const lower = ipProtocol.toLowerCase();
  const name = protocolNames.get(lower) ?? lower;
  const protocol = name === "all" ? "-1" : name;
  const [first, last] = everyPort.get(protocol) ?? [];
  if (first === undefined || last === undefined) return { ipProtocol: protocol };
  // EC2 reports -1 for every port, and for every type or code of ICMP.
  if ((fromPort ?? -1) === -1 && (toPort ?? -1) === -1) return { ipProtocol: protocol, fromPort: first, toPort: last };
  return { ipProtocol: protocol, fromPort: fromPort ?? -1, toPort: toPort ?? -1 };
}

/** Protocols with ports, or with types and codes, and how EC2 writes all of them. */
const everyPort: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["tcp", [0, 65_535]],
  ["udp", [0, 65_535]],
  ["icmp", [-1, -1]],
  ["icmpv6", [-1, -1]],
]);

/** Equal for the same peer. The account in front of the id of a group makes no difference: ids are unique. */
export function peerIdentity({ type, value, label }: IdentifiedPeer): string {
  if (isToken(value)) return `${type} ${expressionOf(label ?? value)}`;
  if (type === "securityGroup") return `${type} ${bareGroupId(value)}`;
  // Of the two families, only IPv6 has several spellings of one address.
  return `${type} ${type === "cidrIpv6" && !cidrProblem(value) ? canonicalCidr(value) : value}`;
}

/** An expression of Terraform without the marks around it. */
const expressionOf = (text: string) => text.replaceAll(/[${}]/g, "");

/**
 * The id of a rule's construct within its group, and so a part of its Terraform address. Made of the values as the
 * user wrote them: if a value is spelled differently, Terraform replaces the rule.
 */
export function ruleKey(
  rule: RuleTraffic & Pick<SecurityGroupRule, "direction"> & { readonly peer: Pick<Peer, "label"> },
): string {
  const ports = portsOf(rule);
  const protocol = rule.ipProtocol === "-1" ? "all" : rule.ipProtocol;
  return [rule.direction, protocol, ...(ports === "all" ? [] : [portsText(ports)]), rule.peer.label].join("-");
}
