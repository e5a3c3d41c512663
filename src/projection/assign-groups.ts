/**
 * Into which groups are the rules written that port rules require between parties? Guarantees: the same flows whichever
 * groups the parties have, and besides them only those that no group separates from them, which are listed.
 */
import { trafficSet } from "../flows";
import { groupBy } from "../model/group-by";
import type { AddedFlow, SecurityGroupRule } from "../model/plan";
import type { PortRule } from "../model/port-rule";
import type { TargetGroup } from "./bind";
import { compare } from "./compare";
import { cover, type Pair } from "./cover";
import type { PeerSide, TrafficEnd } from "./ends";
import type { RuleTraffic } from "./rule-traffic";

/** The traffic that one port rule requires from one party to another. */
export interface Requirement {
  readonly portRule: PortRule;
  readonly traffic: RuleTraffic;
  /** Who is let into the groups of the destination. */
  readonly ingress: readonly Pair<TrafficEnd>[];
  /** Where the groups of the source let traffic out to. */
  readonly egress: readonly Pair<TrafficEnd>[];
}

/** One rule of one group, asked for by one port rule. */
export interface DirectedRule extends Omit<SecurityGroupRule, "portRules" | "description"> {
  readonly group: TargetGroup;
  readonly portRule: PortRule;
}

type Direction = SecurityGroupRule["direction"];

export function assignGroups(requirements: readonly Requirement[]): {
  readonly rules: readonly DirectedRule[];
  readonly addedFlows: readonly AddedFlow[];
} {
  const isRequired = requiredFlows(requirements);
  const alike = groupBy(requirements, ({ portRule, traffic }) => `${portRule.scope} ${trafficKey(traffic)}`);
  const written = [...alike.values()].flatMap((same) =>
    (["ingress", "egress"] as const).map((direction) => writtenIn(direction, same, isRequired)),
  );
  return {
    rules: written.flatMap(({ rules }) => rules),
    addedFlows: written.flatMap(({ addedFlows }) => addedFlows),
  };
}

/** The rules of one direction for requirements of the same traffic. */
function writtenIn(
  direction: Direction,
  same: readonly Requirement[],
  isRequired: (pair: Pair<string>, traffic: RuleTraffic) => boolean,
): { readonly rules: readonly DirectedRule[]; readonly addedFlows: readonly AddedFlow[] } {
  const [{ traffic }] = same as readonly [Requirement];
  const sides = new Map<string, readonly PeerSide[]>();
  const needed = new Map<string, { pair: Pair<string>; portRules: Set<PortRule> }>();
  for (const requirement of same) {
    for (const { from, to } of requirement[direction]) {
      sides.set(from.name, from.sides).set(to.name, to.sides);
      const pair = { from: from.name, to: to.name };
      const known = needed.get(keyOf(pair));
      if (known) known.portRules.add(requirement.portRule);
      else needed.set(keyOf(pair), { pair, portRules: new Set([requirement.portRule]) });
    }
  }
  const sorted = [...needed].sort(([a], [b]) => compare(a, b)).map(([, { pair }]) => pair);
  const { rules, added } = cover(
    sorted,
    (pair) => isRequired(pair, traffic),
    (end) => sides.get(end) ?? [],
  );
  const askedBy = (pairs: readonly Pair<string>[]) => [
    ...new Set(pairs.flatMap((pair) => [...(needed.get(keyOf(pair))?.portRules ?? [])])),
  ];
  return {
    rules: rules.flatMap(({ from, to, covered }) => {
      const [holder, other] = direction === "ingress" ? [to, from] : [from, to];
      const { group } = holder;
      if (!group) return [];
      return askedBy(covered).map((portRule) => ({ group, portRule, direction, ...traffic, peer: other.peer }));
    }),
    addedFlows: added.map(({ pair, rule }) => {
      const portRules = [...new Set(askedBy(rule.covered).map(({ id }) => id))].sort(compare);
      return { ...pair, ...traffic, groups: [rule.from.name, rule.to.name], portRules };
    }),
  };
}

/** Whether all of some traffic is required from one end to another, by all requirements together. */
function requiredFlows(requirements: readonly Requirement[]): (pair: Pair<string>, traffic: RuleTraffic) => boolean {
  const required = new Map<string, Map<string, RuleTraffic>>();
  for (const { traffic, ingress, egress } of requirements) {
    for (const { from, to } of [...ingress, ...egress]) {
      const key = keyOf({ from: from.name, to: to.name });
      const known = required.get(key) ?? new Map<string, RuleTraffic>();
      required.set(key, known.set(trafficKey(traffic), traffic));
    }
  }
  return (pair, traffic) => {
    const all = required.get(keyOf(pair));
    if (!all || all.has(trafficKey(traffic))) return all !== undefined;
    return trafficSet([traffic]).subtract(trafficSet([...all.values()])).isEmpty;
  };
}

const trafficKey = ({ ipProtocol, fromPort, toPort }: RuleTraffic) => `${ipProtocol} ${fromPort} ${toPort}`;
const keyOf = ({ from, to }: Pair<string>) => JSON.stringify([from, to]);
