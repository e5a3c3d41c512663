/**
 * The same proof by another way: compares the traffic that the rules of the JSON let through between the nodes of two
 * parties with the selected port rules, and with the flows that the layout of groups adds. Takes from the plan who the
 * parties are, which groups their nodes attach and which requirements others write, and nothing of its rules: how those
 * were made, assigned to groups, merged or optimized does not matter here.
 */

import { RuleComparison } from "../diff/compare-networks";
import { AddressSet, FlowSet, type TrafficSet, trafficLines, trafficSet } from "../flows";
import { requiresEgressOf } from "../model/condition";
import { groupBy } from "../model/group-by";
import { type Direction, type Network, type NetworkPeer, type NetworkRule, peerName } from "../model/network";
import type { Party } from "../model/party";
import {
  isPublicDestination,
  type Plan,
  type PlannedParty,
  type PlannedSecurityGroup,
  type PortRuleEnd,
  partyIn,
} from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import type { PlanNames } from "../network/planned-network";
import { keepsEgress } from "../projection/direct";
import { addressesOf, touches, withWorld } from "../reach/reachability";
import type { Violation } from "./verification";
import { unique } from "./verify-flows";

export function verifyReach(plan: Plan, found: Network, names: PlanNames): readonly Violation[] {
  const bySide = groupBy(
    found.groups.flatMap(({ peer, rules }) => rules.map((rule) => ({ side: sideOf(peerName(peer), rule), rule }))),
    ({ side }) => side,
  );
  const subjects = subjectsOf(plan, names);
  const holders = holdersIn(subjects);
  const members = new Map([...holders].map(([name, held]) => [name, addressesOf(held.map(nodesOf))] as const));
  const withHolders = (peers: AddressSet) => peers.resolve(members);
  const parties = subjects.map(({ party, ends, publicEnds = [] }) => {
    return { party, addresses: addressesOf([...ends, ...publicEnds]) };
  });
  const everyone = AddressSet.unionOf(parties.map(({ addresses }) => addresses));
  const reachOf = (flows: FlowSet) => flows.mapPeers((peers) => withWorld(withHolders(peers), everyone, plan.ipFamily));
  const soleHolders = new Map(
    [...holders].flatMap(([name, [party, ...others]]) =>
      party === undefined || others.length > 0 ? [] : [[name, nodesOf(party)] as const],
    ),
  );
  const withSoleHolder = (rule: NetworkRule) => ({ ...rule, peer: soleHolders.get(peerName(rule.peer)) ?? rule.peer });
  const requirements = requirementsOf(plan, names, subjects);
  // The peer of a single port rule that has a group of parties is judged with these.
  const isJudged = ({ planned, groups }: Subject) => !isEnd(planned) || !groups.every(({ name }) => holders.has(name));
  const sides = subjects
    .filter(isJudged)
    .flatMap((subject) => directionsOf(subject, plan).map((direction) => ({ subject, direction })));
  const violations = sides.flatMap(({ subject, direction }): readonly Violation[] => {
    const asked = requirements(subject, direction);
    const written = subject.groups.flatMap(({ name }) =>
      (bySide.get(sideOf(name, { direction })) ?? []).map(({ rule }) => rule),
    );
    // The quick way, if each role has a separate group.
    if (new RuleComparison(asked, written.map(withSoleHolder)).hasSameRules) return [];
    const [should, does] = [reachOf(FlowSet.of(asked)), reachOf(FlowSet.of(written))];
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
          trafficSet([rule]).intersects(traffic) &&
          touches(withHolders(addressesOf([rule.peer])), other, plan.ipFamily);
        const portRules = kind === "missing-reach" ? asked.filter(concerns).flatMap((rule) => rule.portRules) : [];
        const addresses = kind === "extra-reach" ? written.filter(concerns).map(({ key }) => key) : [];
        const group = subject.groups.map(({ planned }) => planned.name).join(" + ");
        const about = { deployment: plan.deployment.name, group, direction, witness, flows };
        return [{ kind, ...about, portRules: unique(portRules), addresses: unique(addresses) }];
      };
      return [...violation("missing-reach", wants.subtract(has)), ...violation("extra-reach", has.subtract(wants))];
    });
  });
  // Parties that attach the same groups have the same violations.
  return [...new Map(violations.map((violation) => [JSON.stringify(violation), violation])).values()];
}

/** A party, or what one port rule means by it. */
interface Subject {
  readonly party: Party;
  readonly planned: PlannedParty;
  /** Its form in the rules of others: its nodes, by any of the groups that they attach, and its addresses. */
  readonly ends: readonly NetworkPeer[];
  /** The same in traffic to a load balancer at its public addresses. Absent if they are not known. */
  readonly publicEnds?: readonly NetworkPeer[];
  /** The groups that its nodes attach. */
  readonly groups: readonly { readonly name: string; readonly planned: PlannedSecurityGroup }[];
  /** Those of them that belong to this deployment, if the subject is a party: others know them by their holders. */
  readonly own: ReadonlySet<string>;
}

/** The parties; and the peers of single port rules, which are no parties of the plan: a lost rule towards one must be noticed. */
function subjectsOf(plan: Plan, names: PlanNames): readonly Subject[] {
  const groups = new Map(
    plan.groups.map((planned) => [planned.key, { name: peerName(names.group(plan, planned)), planned }]),
  );
  return [...plan.parties, ...plan.ends].map((planned) => {
    const { party } = planned;
    const held = planned.groups.flatMap((key) => groups.get(key) ?? []);
    const own = isEnd(planned)
      ? []
      : held.filter(({ planned: { existing } }) => !existing || !("deployment" in existing));
    const ownNames = new Set(own.map(({ name }) => name));
    const others = planned.peers.map((peer) => names.peer(plan, peer)).filter((peer) => !ownNames.has(peerName(peer)));
    return {
      party,
      planned,
      groups: held,
      own: ownNames,
      ends: [...(own.length > 0 ? [nodesOf(party)] : []), ...others],
      ...(planned.publicPeers ? { publicEnds: planned.publicPeers.map((peer) => names.peer(plan, peer)) } : {}),
    };
  });
}

const isEnd = (planned: PlannedParty): planned is PortRuleEnd => "portRule" in planned;

/** The nodes of a party as a peer, whichever groups they attach. */
const nodesOf = (party: string): NetworkPeer => ({ type: "group", value: party });

/** The parties whose nodes attach each group, by the name of the group. */
function holdersIn(subjects: readonly Subject[]): ReadonlyMap<string, readonly Party[]> {
  const held = groupBy(
    subjects.flatMap(({ party, own }) => [...own].map((name) => ({ name, party }))),
    ({ name }) => name,
  );
  return new Map([...held].map(([name, entries]) => [name, entries.map(({ party }) => party)]));
}

/** An existing group keeps the egress it has, unless its egress is written one by one. */
function directionsOf({ groups }: Subject, { deployment }: Plan): readonly Direction[] {
  if (groups.length === 0) return [];
  const keeps = groups.every(({ planned: { existing } }) => existing && !requiresEgressOf(deployment, existing));
  return keeps ? ["ingress"] : ["ingress", "egress"];
}

/** One direction of one group. */
const sideOf = (group: string, { direction }: Pick<NetworkRule, "direction">) => `${direction} ${group}`;

/** What port rules ask the groups of a party to let through in one direction, and what the layout of groups adds. */
function requirementsOf(
  plan: Plan,
  names: PlanNames,
  subjects: readonly Subject[],
): (subject: Subject, direction: Direction) => readonly NetworkRule[] {
  const others = plan.skippedRequirements.filter(({ reason }) => reason !== "egressAll" && reason !== "existingEgress");
  const leftToOthers = new Set(others.map(({ portRule, from, to }) => `${portRule} ${from} ${to}`));
  const byPlanned = new Map(subjects.map((subject) => [subject.planned, subject]));
  const subjectIn = (party: Party, rule: PortRule) => {
    const planned = partyIn(plan, party, rule);
    return planned && byPlanned.get(planned);
  };
  const required = new Map<string, NetworkRule[]>();
  const keyOf = (subject: Subject, direction: Direction) => `${direction} ${subjects.indexOf(subject)}`;
  const ask = (direction: Direction, subject: Subject | undefined, peers: readonly NetworkPeer[], rule: AskedRule) => {
    if (!subject) return;
    const key = keyOf(subject, direction);
    const known = required.get(key) ?? [];
    required.set(key, known);
    for (const peer of peers) known.push({ ...rule, direction, peer, key: "", description: "" });
  };
  for (const rule of plan.portRules) {
    for (const [from, to] of pairsOf(rule)) {
      if (leftToOthers.has(`${rule.id} ${from} ${to}`)) continue;
      const [source, destination] = [subjectIn(from, rule), subjectIn(to, rule)];
      const asked = { ...trafficOf(rule), portRules: [rule.id] };
      const local = rule.scope === "node" ? localOf(source, plan, names) : undefined;
      const isPublic = destination !== undefined && isPublicDestination(destination.planned);
      const endsOf = (subject: Subject | undefined) => (isPublic && subject?.publicEnds) || (subject?.ends ?? []);
      ask("ingress", destination, local ?? endsOf(source), asked);
      if (keepsEgress(plan.deployment, rule, to, existingOf(source))) continue;
      ask("egress", source, local ?? endsOf(destination), asked);
    }
  }
  const peersByName = new Map(
    subjects.flatMap(({ planned: { peers, local = [] } }) =>
      [...peers, ...local].flatMap((peer) => {
        const named = names.peer(plan, peer);
        return [[peer.label, named] as const, [`${peer.type} ${peer.label}`, named] as const];
      }),
    ),
  );
  /** An end of an added flow. If its groups belong to this deployment, any group of the party is its form in rules. */
  const endOf = (name: string, group: string) => {
    const subject = subjects.find(({ planned }) => endNames(planned).includes(name));
    const peer = subject && subject.own.size > 0 ? nodesOf(name) : peersByName.get(group);
    return { subject, peers: peer ? [peer] : [] };
  };
  for (const { from, to, portRules, groups, ...traffic } of plan.addedFlows) {
    const [source, destination] = [endOf(from, groups[0] ?? ""), endOf(to, groups[1] ?? "")];
    ask("ingress", destination.subject, source.peers, { ...traffic, portRules });
    ask("egress", source.subject, destination.peers, { ...traffic, portRules });
  }
  // Two parties may be bound to one group of another deployment, which the plan has twice.
  const sharing = (subject: Subject) =>
    subjects.filter((other) =>
      other.groups.some(({ name }) => !other.own.has(name) && subject.groups.some((group) => group.name === name)),
    );
  return (subject, direction) =>
    [...new Set([subject, ...sharing(subject)])].flatMap((each) => required.get(keyOf(each, direction)) ?? []);
}

type AskedRule = Pick<NetworkRule, "ipProtocol" | "fromPort" | "toPort" | "portRules">;

/** The names that added flows have for a party; for the peer of a single port rule, one for each of its groups. */
const endNames = (planned: PlannedParty): readonly string[] =>
  isEnd(planned) ? planned.groups.map((key) => `${planned.party} ${key}`) : [planned.party];

/** How rules name the sources of traffic that stays on a node of the party. */
function localOf(source: Subject | undefined, plan: Plan, names: PlanNames): readonly NetworkPeer[] | undefined {
  const peers = source?.planned.local?.map((peer) => names.peer(plan, peer));
  const isSelf = peers?.every((peer) => source?.own.has(peerName(peer)));
  return isSelf && source ? [nodesOf(source.party)] : peers;
}

/** Set if all groups of the party exist already. */
function existingOf(subject: Subject | undefined): PlannedSecurityGroup["existing"] {
  const existing = subject?.groups.map(({ planned }) => planned.existing) ?? [];
  return existing.includes(undefined) ? undefined : (existing.find((one) => one?.egress !== "required") ?? existing[0]);
}

function trafficOf({ protocol, ports }: PortRule) {
  if (protocol === "all") return { ipProtocol: "-1" };
  return ports === "all" ? { ipProtocol: protocol } : { ipProtocol: protocol, fromPort: ports.from, toPort: ports.to };
}
