/**
 * The packets that the groups in EC2's report let through: an egress rule of the source's groups and an ingress rule of
 * the destination's groups must allow each. Knows rules only in EC2's form.
 */
import { BlockList, isIPv6 } from "node:net";
import type { ReportedGroup, ReportedPeer, ReportedRule } from "../../scripts/emulator/ec2-readback";
import type { Probe } from "./probe";

/** A network interface in the VPC with its groups, or a host outside, which has none. */
export interface Endpoint {
  readonly address: string;
  readonly groupIds: readonly string[];
}

export function isAllowed(groups: readonly ReportedGroup[], from: Endpoint, to: Endpoint, probe: Probe): boolean {
  return openBetween(groups, from, to)(probe);
}

/** Like `isAllowed`, for many packets between the same two endpoints. */
export function openBetween(groups: readonly ReportedGroup[], from: Endpoint, to: Endpoint): (probe: Probe) => boolean {
  const sides = [openSide(groups, from, "egress", to), openSide(groups, to, "ingress", from)];
  return (probe) => sides.every((side) => side(probe));
}

/** Whether the rules of one side let a packet pass. */
export function openSide(
  groups: readonly ReportedGroup[],
  holder: Endpoint,
  direction: ReportedRule["direction"],
  other: Endpoint,
): (probe: Probe) => boolean {
  const rules = rulesOf(groups, holder, direction, other);
  return (probe) => rules === undefined || rules.some((rule) => carries(rule, probe));
}

/**
 * The rules of a holder's groups that name the other side. Undefined if it has no groups, so that nothing filters it.
 */
function rulesOf(
  groups: readonly ReportedGroup[],
  holder: Endpoint,
  direction: ReportedRule["direction"],
  other: Endpoint,
): readonly ReportedRule[] | undefined {
  if (holder.groupIds.length === 0) return undefined;
  return holder.groupIds.flatMap((id) => {
    const group = groups.find((candidate) => candidate.id === id);
    if (!group) throw new Error(`EC2 reports no group ${id}`);
    return group.rules.filter((rule) => rule.direction === direction && isPeer(rule.peer, other));
  });
}

function carries({ protocol, fromPort, toPort }: ReportedRule, probe: Probe): boolean {
  if (protocol === "-1") return true;
  if (protocol !== probe.protocol) return false;
  if (protocol.startsWith("icmp")) return fromPort === -1 || fromPort === probe.port;
  return fromPort <= probe.port && probe.port <= toPort;
}

function isPeer(peer: ReportedPeer, { address, groupIds }: Endpoint): boolean {
  if ("groupId" in peer) return groupIds.includes(peer.groupId);
  const family = familyOf(address);
  return peer.cidrs.filter((cidr) => familyOf(cidr) === family).some((cidr) => blockOf(cidr).check(address, family));
}

const blocks = new Map<string, BlockList>();

function blockOf(cidr: string): BlockList {
  const known = blocks.get(cidr);
  if (known) return known;
  const [network = "", prefix = ""] = cidr.split("/");
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), familyOf(cidr));
  blocks.set(cidr, block);
  return block;
}

function familyOf(text: string): "ipv4" | "ipv6" {
  return isIPv6(text.split("/")[0] as string) ? "ipv6" : "ipv4";
}
