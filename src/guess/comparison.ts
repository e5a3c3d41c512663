/** Compares the rules that a candidate plans for existing groups with the rules that the groups have. */
import type { NetworkPeer, NetworkRule } from "../model/network";
import type { Peer, Plan, PlannedSecurityGroup, SecurityGroupRule } from "../model/plan";
import { peerIdentity, ruleIdentity } from "../model/rule-identity";
import type { Ec2Group } from "../network/ec2-network";
import { type Candidate, exists } from "./candidate";

/** A planned rule, with its peer under its name in EC2. */
export interface PlannedRule {
  readonly group: Ec2Group;
  readonly rule: NetworkRule;
  readonly planned: SecurityGroupRule;
  /** The key of the group in the plan. */
  readonly key: string;
}

export interface ExtraRule {
  readonly group: Ec2Group;
  readonly rule: NetworkRule;
}

export interface Comparison {
  readonly matching: readonly PlannedRule[];
  /** Planned rules that the group does not have. */
  readonly missing: readonly PlannedRule[];
  /** Rules of the group that are not planned. */
  readonly extra: readonly ExtraRule[];
}

export function compare(candidate: Candidate, plan: Plan): Comparison {
  const planned = plannedRules(candidate, plan);
  const existing = existingRules(candidate);
  const wanted = new Set(planned.map(keyOf));
  const found = new Set(existing.map(keyOf));
  return {
    matching: planned.filter((one) => found.has(keyOf(one))),
    missing: planned.filter((one) => !found.has(keyOf(one))),
    extra: existing.filter((one) => !wanted.has(keyOf(one))),
  };
}

const keyOf = ({ group, rule }: ExtraRule) => `${group.id} ${ruleIdentity(rule)}`;

export function plannedRules(candidate: Candidate, plan: Plan): readonly PlannedRule[] {
  const groupOf = (planned: PlannedSecurityGroup) =>
    candidate.groups.find(({ group }) => planned.key === group.id || planned.name === group.name)?.group;
  const byKey = new Map(plan.groups.map((planned) => [planned.key, groupOf(planned)]));
  const peerOf = ({ type, value }: Peer): NetworkPeer =>
    (type === "group" ? byKey.get(value)?.peer : undefined) ?? { type, value };
  return plan.groups.flatMap((planned) => {
    const group = byKey.get(planned.key);
    if (!group) return [];
    return planned.rules.map((rule) => ({
      group,
      key: planned.key,
      planned: rule,
      rule: { ...rule, peer: peerOf(rule.peer), key: "" },
    }));
  });
}

/** The rules to compare: an existing group keeps its outbound rules unless egress is listed. */
function existingRules({ groups, type, egress }: Candidate): readonly ExtraRule[] {
  return groups.flatMap(({ group }) => {
    const keepsEgress = type !== "rancher-nodes" && egress === "all" && exists(group);
    return group.rules
      .filter(({ direction }) => direction === "ingress" || !keepsEgress)
      .map((rule) => ({ group, rule }));
  });
}

/**
 * The rules that open all of a rule: in its group, or in another group that the same nodes attach. Empty if part of it
 * is closed.
 */
export function widerRules({ groups }: Candidate, { group, rule }: ExtraRule): readonly NetworkRule[] {
  const byId = new Map(groups.map((held) => [held.group.id, held.parties]));
  const isWithin = (some: string, all: string) =>
    byId.get(some)?.every((party) => byId.get(all)?.includes(party)) ?? some === all;
  const held = groups.filter((one) => isWithin(group.id, one.group.id));
  const peerOf = ({ peer }: NetworkRule) =>
    peer.type === "securityGroup" && rule.peer.type === "securityGroup" && isWithin(rule.peer.value, peer.value)
      ? rule.peer
      : peer;
  const rules = held.flatMap((one) =>
    one.group.rules.map((other) => ({ other, as: { ...other, peer: peerOf(other) } })),
  );
  const used = new Set(
    covering(
      rule,
      rules.map(({ as }) => as),
    ),
  );
  return rules.filter(({ as }) => used.has(as)).map(({ other }) => other);
}

/** The rules that open a part of a rule, if together they open all of it; otherwise none. */
export function covering(rule: NetworkRule, rules: readonly NetworkRule[]): readonly NetworkRule[] {
  const near = rules.filter((one) => one.direction === rule.direction && hasPeersOf(one.peer, rule.peer));
  const wide = near.find(({ ipProtocol }) => ipProtocol === "-1");
  if (wide) return [wide];
  const { fromPort: first = -1, toPort: last = -1 } = rule;
  const ofProtocol = near
    .filter(({ ipProtocol, fromPort = -1 }) => ipProtocol === rule.ipProtocol && (fromPort === -1 || first !== -1))
    .sort((a, b) => (a.fromPort ?? -1) - (b.fromPort ?? -1));
  const every = ofProtocol.find(({ fromPort = -1 }) => fromPort === -1);
  if (every) return [every];
  const used: NetworkRule[] = [];
  let next = first;
  for (const one of ofProtocol) {
    const [from, to] = [one.fromPort ?? -1, one.toPort ?? -1];
    if (from > next || to < next) continue;
    used.push(one);
    next = to + 1;
  }
  return next > last && first !== -1 ? used : [];
}

function hasPeersOf(wide: NetworkPeer, peer: NetworkPeer): boolean {
  if (wide.value === "0.0.0.0/0") return peer.type !== "cidrIpv6" && peer.type !== "prefixList";
  return peerIdentity(wide) === peerIdentity(peer);
}

/** Equal for the same direction, protocol and ports. */
export const trafficKey = (rule: Pick<NetworkRule, "direction" | "ipProtocol" | "fromPort" | "toPort">): string =>
  ruleIdentity({ ...rule, peer: { type: "cidrIpv4", value: "" } });

/** Equal for rules of the same group with the same traffic. */
export const trafficOfGroup = ({ group, rule }: ExtraRule): string => `${group.id} ${trafficKey(rule)}`;
