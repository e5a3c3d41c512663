/**
 * The same proof by another way: what the rules of the JSON let each group exchange with each party is what the selected
 * port rules ask for. Takes from the plan who the parties are and which requirements others write, and nothing of its
 * rules: how those were made, merged or optimized does not matter here.
 */

import { RuleComparison } from "../diff/compare-networks";
import { AddressSet, type FlowSet, type TrafficSet, trafficLines, trafficSet } from "../flows";
import { requiresEgressOf } from "../model/condition";
import type { Deployment } from "../model/deployment";
import { groupBy } from "../model/group-by";
import { type Direction, type Network, type NetworkPeer, type NetworkRule, peerName } from "../model/network";
import { type Peer, type Plan, type PlannedSecurityGroup, partyIn } from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import type { PlanNames } from "../network/planned-network";
import { keepsEgress } from "../projection/direct";
import { addressesOf, touches, withWorld } from "../reach/reachability";
import type { Violation } from "./verification";
import { unique } from "./verify-flows";

export function verifyReach(plan: Plan, found: Network, names: PlanNames): readonly Violation[] {
  const { deployment } = plan;
  const required = requirements(plan, names);
  const written = found.groups.flatMap(({ peer, rules }) => rules.map((rule) => ({ side: sideOf(peer, rule), rule })));
  const bySide = groupBy(written, ({ side }) => side);
  const known = new Set(plan.parties.map(({ party }) => party));
  // The peers of single port rules are no parties of the plan, and a lost rule towards one must be noticed.
  const parties = [...plan.parties, ...plan.ends.filter(({ party }) => !known.has(party))].map(({ party, peers }) => ({
    party,
    addresses: addressesOf(peers.map((peer) => names.peer(plan, peer))),
  }));
  const everyone = AddressSet.unionOf(parties.map(({ addresses }) => addresses));
  const reachOf = (flows: FlowSet) => flows.mapPeers((peers) => withWorld(peers, everyone, plan.ipFamily));
  const sides = plan.groups.flatMap((group) =>
    directionsOf(group, deployment).map((direction) => {
      return [sideOf(names.group(plan, group), { direction }), { group, direction }] as const;
    }),
  );
  // Two parties may be bound to one group of another deployment.
  return [...new Map(sides)].flatMap(([side, { group, direction }]) => {
    const asked = required.get(side) ?? [];
    const written = (bySide.get(side) ?? []).map(({ rule }) => rule);
    const compared = new RuleComparison(asked, written);
    if (compared.hasSameRules) return [];
    const [should, does] = compared.flows.map(reachOf) as [FlowSet, FlowSet];
    if (should.equals(does)) return [];
    return parties.flatMap(({ party, addresses: other }) => {
      const towards = (flows: FlowSet) => flows.trafficWhere((peers) => peers.intersects(other));
      const [wants, has] = [towards(should), towards(does)];
      const violation = (kind: Violation["kind"], traffic: TrafficSet): Violation[] => {
        const flows = trafficLines(traffic).map(
          (line) => `${line} ${direction === "ingress" ? "from" : "to"} ${party}`,
        );
        const [witness] = flows;
        if (witness === undefined) return [];
        const concerns = (rule: NetworkRule) =>
          trafficSet([rule]).intersects(traffic) && touches(addressesOf([rule.peer]), other, plan.ipFamily);
        const portRules = kind === "missing-reach" ? asked.filter(concerns).flatMap((rule) => rule.portRules) : [];
        const addresses = kind === "extra-reach" ? written.filter(concerns).map(({ key }) => key) : [];
        const about = { deployment: plan.deployment.name, group: group.name, direction, witness, flows };
        return [{ kind, ...about, portRules: unique(portRules), addresses: unique(addresses) }];
      };
      return [...violation("missing-reach", wants.subtract(has)), ...violation("extra-reach", has.subtract(wants))];
    });
  });
}

/** An existing group keeps the egress it has, unless its egress is written one by one. */
function directionsOf({ existing }: PlannedSecurityGroup, deployment: Deployment): readonly Direction[] {
  return existing && !requiresEgressOf(deployment, existing) ? ["ingress"] : ["ingress", "egress"];
}

/** One direction of one group. */
const sideOf = (group: NetworkPeer, { direction }: Pick<NetworkRule, "direction">) => `${direction} ${peerName(group)}`;

/** What each port rule asks each group to let through, by side. */
function requirements(plan: Plan, names: PlanNames): ReadonlyMap<string, readonly NetworkRule[]> {
  const others = plan.skippedRequirements.filter(({ reason }) => reason !== "egressAll" && reason !== "existingEgress");
  const leftToOthers = new Set(others.map(({ portRule, from, to }) => `${portRule} ${from} ${to}`));
  const groups = new Map(plan.groups.map((group) => [group.key, group]));
  const asked = (direction: Direction, portRule: PortRule, key: string | undefined, peers: readonly Peer[] = []) => {
    const group = key === undefined ? undefined : groups.get(key);
    if (!group) return [];
    const side = sideOf(names.group(plan, group), { direction });
    const rule = { direction, ...trafficOf(portRule), key: "", portRules: [portRule.id], description: "" };
    return peers.map((peer) => ({ side, rule: { ...rule, peer: names.peer(plan, peer) } }));
  };
  const required = plan.portRules.flatMap((rule) =>
    pairsOf(rule).flatMap(([from, to]) => {
      if (leftToOthers.has(`${rule.id} ${from} ${to}`)) return [];
      const [source, destination] = [partyIn(plan, from, rule), partyIn(plan, to, rule)];
      const existing = source?.group === undefined ? undefined : groups.get(source.group)?.existing;
      const isKept = keepsEgress(plan.deployment, rule, to, existing);
      const local = rule.scope === "node" ? source?.local : undefined;
      return [
        ...asked("ingress", rule, destination?.group, local ?? source?.peers),
        ...(isKept ? [] : asked("egress", rule, source?.group, local ?? destination?.peers)),
      ];
    }),
  );
  const bySide = groupBy(required, ({ side }) => side);
  return new Map([...bySide].map(([side, entries]) => [side, entries.map(({ rule }) => rule)]));
}

function trafficOf({ protocol, ports }: PortRule) {
  if (protocol === "all") return { ipProtocol: "-1" };
  return ports === "all" ? { ipProtocol: protocol } : { ipProtocol: protocol, fromPort: ports.from, toPort: ports.to };
}
