/** Is each flow that the tables require open? Judged by what the rules of both sides admit together. */
import { AddressSet, FlowSet } from "../flows";
import { flowText } from "../flows/flow-text";
import { groupBy } from "../model/group-by";
import { type Direction, type NetworkPeer, type NetworkRule, peerName } from "../model/network";
import type { Party } from "../model/party";
import { isPublicDestination, type Plan, type PlannedParty, partyIn } from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import { keepsEgress } from "../projection/direct";
import { trafficOf } from "../projection/rule-traffic";
import type { NodeAddresses } from "../reach/address-book";
import { Admission, type End, peersOf } from "./ends";
import type { ExistingGroups } from "./existing-groups";
import type { FlowState } from "./flow-state";

/** Which groups nodes attach: while the layout changes, those of either; otherwise all. */
type Stage = "from" | "to" | "only";

/** A side of a flow: the outbound rules of the source, or the inbound rules of the destination. */
interface RequiredSide {
  readonly direction: Direction;
  readonly holder: PlannedParty;
  readonly other: End;
}

/** A flow that a port rule requires from one party to another. */
export interface RequiredFlow extends Pick<PortRule, "protocol" | "ports"> {
  readonly portRule: string;
  readonly from: Party;
  readonly to: Party;
  readonly state: FlowState;
  /** The rules that admit any of it, on either side; where it is undecided, those that may. */
  readonly by: readonly NetworkRule[];
  /** Those of them that admit more than is required. */
  readonly wider: readonly NetworkRule[];
  /** The closed part, in words, by direction. */
  readonly closed: Readonly<Partial<Record<Direction, readonly string[]>>>;
  /** The part that cannot be decided, in words, by direction. */
  readonly undecided: Readonly<Partial<Record<Direction, readonly string[]>>>;
}

export interface FlowJudge {
  readonly groups: ExistingGroups;
  /** Whether a rule admits more than is required. */
  readonly isWider: (rule: NetworkRule) => boolean;
  readonly addressesOf: (held: readonly string[]) => NodeAddresses;
}

/** All flows that the deployment requires and of which the groups of a side are known. */
export function requiredFlows(plan: Plan, judge: FlowJudge): readonly RequiredFlow[] {
  const reasons = new Map(
    plan.skippedRequirements.map(({ portRule, from, to, reason }) => [`${portRule} ${from} ${to}`, reason]),
  );
  const planned = new Map(judge.groups.groupsOf(plan).map(({ planned: { key }, peer }) => [key, peer]));
  // While the layout changes, nodes attach the groups of one layout or of both. Those of both have all rules of either.
  const stages: readonly Stage[] = plan.pools.some(({ change }) => change) ? ["from", "to"] : ["only"];
  const heldBy = (party: PlannedParty, stage: Stage) => {
    const held = party.groups.flatMap((key) => planned.get(key) ?? []);
    const changes = plan.pools.filter(({ roles }) => roles.includes(party.party)).flatMap(({ change }) => change ?? []);
    if (stage === "only" || changes.length === 0) return held;
    const attached = changes.flatMap((change) => change[stage].map((peer) => peerName(judge.groups.peer(plan, peer))));
    return held.filter((peer) => attached.includes(peerName(peer)));
  };
  const holderOf = (party: PlannedParty, stage: Stage): Holder => {
    const own = heldBy(party, "only").map(peerName);
    const names = party.peers.map((peer) => peerName(judge.groups.peer(plan, peer)));
    return { held: heldBy(party, stage).map(peerName), others: names.filter((name) => !own.includes(name)) };
  };
  /** At public addresses no rule that names a group admits the party. */
  const endOf = (party: PlannedParty, isPublic: boolean, stage: Stage): End => {
    const { publicPeers } = party;
    const held = isPublic && publicPeers ? [] : heldBy(party, stage).map(peerName);
    const own = heldBy(party, "only").map(peerName);
    const others = ((isPublic && publicPeers) || party.peers)
      .map((peer) => judge.groups.peer(plan, peer))
      .filter((peer) => !own.includes(peerName(peer)));
    return { party: party.party, held, others, addresses: judge.addressesOf(held) };
  };
  /** Traffic that stays on a node: from its group, or from the addresses that the deployment names for it. */
  const localEnd = (party: PlannedParty, local: NonNullable<PlannedParty["local"]>, stage: Stage): End => {
    const held = heldBy(party, stage).map(peerName);
    const peers = local.map((peer) => judge.groups.peer(plan, peer));
    const isSelf = (peer: NetworkPeer) => held.includes(peerName(peer));
    const self = peers.some(isSelf) ? held : [];
    return { party: party.party, held: self, others: peers.filter((peer) => !isSelf(peer)), addresses: {} };
  };
  return plan.portRules.flatMap((rule) =>
    pairsOf(rule).flatMap(([from, to]): readonly RequiredFlow[] => {
      const reason = reasons.get(`${rule.id} ${from} ${to}`);
      if (reason === "localTraffic" || reason === "partyNone" || reason === "otherDeployment") return [];
      const [source, destination] = [partyIn(plan, from, rule), partyIn(plan, to, rule)];
      if (!source || !destination) return [];
      const keeps = reason === "existingEgress" && keepsEgress(plan.deployment, rule, to, existingOf(plan, source));
      if (keeps) return [];
      const local = rule.scope === "node" ? source.local : undefined;
      if (rule.scope === "node" && !local) return [];
      const judged = stages.flatMap((stage) => {
        const other = (end: PlannedParty) =>
          local ? localEnd(source, local, stage) : endOf(end, isPublicDestination(destination), stage);
        const sides: readonly RequiredSide[] = [
          { direction: "egress", holder: source, other: other(destination) },
          { direction: "ingress", holder: destination, other: other(source) },
        ];
        return sides.flatMap((side) => judgeSide(plan, rule, side, holderOf(side.holder, stage), judge) ?? []);
      });
      if (judged.length === 0) return [];
      return [{ portRule: rule.id, from, to, protocol: rule.protocol, ports: rule.ports, ...together(judged, judge) }];
    }),
  );
}

function existingOf({ groups }: Plan, { groups: keys }: PlannedParty) {
  const existing = keys.map((key) => groups.find((group) => group.key === key)?.existing);
  return existing.includes(undefined) ? undefined : (existing.find((one) => one?.egress !== "required") ?? existing[0]);
}

/** The groups of a side: those that each node attaches, and names that may be groups of other nodes. */
interface Holder {
  readonly held: readonly string[];
  readonly others: readonly string[];
}

interface JudgedSide {
  readonly direction: Direction;
  readonly needed: FlowSet;
  readonly closed: FlowSet;
  readonly undecided: FlowSet;
  /** The rules that admit any of it. */
  readonly by: readonly NetworkRule[];
  /** The rules that admit any of what is undecided, if addresses are as they need. */
  readonly perhapsBy: readonly NetworkRule[];
}

/** Undefined if nothing is known of the groups of the side. */
function judgeSide(
  plan: Plan,
  rule: PortRule,
  { direction, other }: RequiredSide,
  holder: Holder,
  { groups }: FlowJudge,
): JudgedSide | undefined {
  const needed = flowsTo(rule, peersOf(other)).resolve(groups.prefixLists);
  if (needed.isEmpty) return undefined;
  const admission = new Admission(other, plan.ipFamily);
  // Nodes have all of their groups; each group of others has other members, all of which are meant.
  const foreign = holder.others.filter((name) => groups.group(name));
  const populations = [
    ...(holder.held.length > 0 ? [holder.held] : []),
    ...foreign.flatMap((name) => groups.attachedWith(name)),
  ];
  if (populations.length === 0) return undefined;
  const sides = populations.map((held) => {
    const admitted = held.reduce((all, group) => all.union(groups.admitted(direction, group)), FlowSet.empty);
    const relevant = admitted.within(needed.trafficWhere((peers) => !peers.isEmpty));
    const missing = needed.subtract(relevant.mapPeers(admission.certain));
    // Rules that were not read may admit anything.
    const isUnknown = missing.isEmpty || held.some((name) => groups.isUnread(name));
    const closed = isUnknown ? FlowSet.empty : missing.subtract(relevant.mapPeers(admission.possible));
    const undecided = missing.subtract(closed);
    const rules = held.flatMap((group) => groups.rules(direction, group));
    const admitting = (flows: FlowSet, admits: (peers: AddressSet) => AddressSet) =>
      flows.isEmpty
        ? []
        : rules.filter((one) => groups.flowsOfRule(one).intersects(flows, (peers, of) => admits(peers).intersects(of)));
    return {
      closed,
      undecided,
      by: admitting(needed, admission.some),
      perhapsBy: admitting(undecided, admission.possible),
    };
  });
  const all = (key: "closed" | "undecided") => sides.reduce((sum, side) => sum.union(side[key]), FlowSet.empty);
  return {
    direction,
    needed,
    closed: all("closed"),
    undecided: all("undecided"),
    by: sides.flatMap(({ by }) => by),
    perhapsBy: sides.flatMap(({ perhapsBy }) => perhapsBy),
  };
}

/** A part of what is needed: `tcp 22 from 0.0.0.0/0 except 198.51.100.7/32` reads better than the 32 CIDRs around it. */
function partText(part: FlowSet, { needed, direction }: JudgedSide): readonly string[] {
  const rounded = part.roundedUpTo(needed);
  const except = rounded.subtract(part);
  const [text = "", ...more] = flowText(rounded, direction);
  if (except.isEmpty) return [text, ...more];
  const peers = AddressSet.unionOf(except.parts().map((one) => one.peers));
  return [`${[text, ...more].join(", ")} except ${peers}`];
}

function flowsTo(rule: PortRule, peers: AddressSet): FlowSet {
  const one = FlowSet.of([{ ...trafficOf(rule), peer: { type: "group", value: "" } }]);
  return one.mapPeers(() => peers);
}

function together(sides: readonly JudgedSide[], { isWider }: FlowJudge) {
  const wordsOf = (key: "closed" | "undecided") => {
    const texts = sides
      .filter((side) => !side[key].isEmpty)
      .flatMap((side) => partText(side[key], side).map((text) => ({ direction: side.direction, text })));
    const byDirection = groupBy(texts, ({ direction }) => direction);
    return Object.fromEntries(
      [...byDirection].map(([direction, all]) => [direction, [...new Set(all.map(({ text }) => text))]]),
    );
  };
  const by = [...new Set(sides.flatMap((side) => [...side.by, ...side.perhapsBy]))];
  const wider = by.filter(isWider);
  const isAny = (key: "closed" | "undecided") => sides.some((side) => !side[key].isEmpty);
  const open = wider.length > 0 ? "open-wider" : "open";
  const state: FlowState = isAny("closed") ? "closed" : isAny("undecided") ? "undecided" : open;
  return { state, by, wider, closed: wordsOf("closed"), undecided: wordsOf("undecided") };
}
