/**
 * Flows that stay open but move to other rules: each rule that opens them before is removed, and new rules open them
 * after. Terraform does not order the destruction of one rule and the creation of another, so these flows may close for
 * seconds. A rule stays if its Terraform address exists before and after; a change in place keeps the flows that both
 * versions open.
 *
 *     before: tcp 10250 from lab-etcd, in the ingress of lab-worker
 *     after:  tcp 10250 from lab-nodes, in the ingress of lab-nodes
 *     moved:  tcp 10250 from etcd, in the ingress of worker
 *
 * The flows are those of parties, because nodes may attach both groups. Terraform's JSON has no parties: there, only
 * flows that move within one group are found. Time is n log n in the rules of a deployment.
 */

import { AddressSet, FlowSet } from "../flows";
import { flowText } from "../flows/flow-text";
import { append } from "../model/append";
import { groupBy } from "../model/group-by";
import { type Direction, type Network, type NetworkGroup, type NetworkRule, peerName } from "../model/network";
import { ruleIdentity } from "../model/rule-identity";
import { peerText } from "../network/planned-network";
import { compare } from "../projection/compare";
import { everyAddress } from "../reach/reachability";

/** Flows of one party, in one direction, that stay open and move to other rules. */
export interface FlowMove {
  readonly deployment: string;
  /** The party whose nodes attach the groups of the rules; in networks without parties, the group. */
  readonly party: string;
  readonly direction: Direction;
  readonly flows: readonly string[];
  /** The removed rules that open them before. */
  readonly oldRules: readonly RulePlace[];
  /** The rules that open them after. */
  readonly newRules: readonly RulePlace[];
}

/** A rule and its group. */
export interface RulePlace {
  readonly group: string;
  /** The key of the rule in a plan, or its address in Terraform. */
  readonly rule: string;
}

/** The groups of some rules, each with its number of rules. */
export function ruleCounts(rules: readonly RulePlace[]): readonly (readonly [group: string, rules: number])[] {
  return [...groupBy(rules, ({ group }) => group)].map(([group, { length }]) => [group, length]);
}

interface Written {
  readonly group: NetworkGroup;
  readonly rule: NetworkRule;
  /** Equal for rules that are the same Terraform resource. */
  readonly address: string;
  /** Equal for rules with the same address and content. */
  readonly content: string;
}

/** Sorted by deployment, party and direction. */
export function movedFlows(before: Network, after: Network): readonly FlowMove[] {
  const isPlanned = (network: Network) => network.groups.every(({ planned }) => planned);
  const havePlans = [isPlanned(before), isPlanned(after)];
  const haveSameKeys = havePlans[0] === havePlans[1];
  const [first, second] = [before, after].map((network) => new Side(network, haveSameKeys, !havePlans.includes(false)));
  return first && second
    ? [...first.deployments.keys()].sort(compare).flatMap((name) => moves(name, first, second))
    : [];
}

/** One of the two networks. */
class Side {
  readonly deployments: ReadonlyMap<string, readonly NetworkGroup[]>;
  /** The parties of created groups, for deployments that refer to them. */
  private readonly created: ReadonlyMap<string, AddressSet>;

  constructor(
    { groups }: Network,
    private readonly hasComparableKeys: boolean,
    private readonly hasParties: boolean,
  ) {
    this.deployments = groupBy(groups, ({ deployment }) => deployment);
    this.created = members(
      hasParties ? groups.filter(({ planned }) => !planned?.existing) : [],
      ({ deployment, planned }) => (planned?.parties ?? []).map((party) => `${deployment}/${party}`),
    );
  }

  rulesOf(deployment: string): readonly Written[] {
    return (this.deployments.get(deployment) ?? []).flatMap((group) =>
      group.rules.map((rule) => {
        const content = ruleIdentity(rule);
        const place = [peerName(group.peer), rule.direction, group.planned?.key ?? ""];
        // Rules of a plan and of Terraform's JSON have different keys, and EC2 may report none.
        const isKeyed = this.hasComparableKeys && rule.key !== "";
        const address = JSON.stringify(isKeyed ? [...place, rule.key] : [place[0], content]);
        return { group, rule, address, content: `${address} ${content}` };
      }),
    );
  }

  /** The parties whose nodes attach a group. */
  partiesOf(group: NetworkGroup): readonly string[] {
    return this.hasParties ? (group.planned?.parties ?? []) : [peerText(group.peer)];
  }

  /** Replaces groups with the parties whose nodes attach them. */
  namer(deployment: string): Namer {
    const own = members(this.hasParties ? (this.deployments.get(deployment) ?? []) : [], (group) =>
      this.partiesOf(group),
    );
    return (set) => set.resolve(own).resolve(this.created);
  }
}

type Namer = <S extends { resolve(members: ReadonlyMap<string, AddressSet>): S }>(set: S) => S;

function members(
  groups: readonly NetworkGroup[],
  partiesOf: (group: NetworkGroup) => readonly string[],
): ReadonlyMap<string, AddressSet> {
  const byName = groupBy(groups, ({ peer }) => peerName(peer));
  return new Map(
    [...byName].map(([name, all]) => {
      const parties = all.flatMap(partiesOf);
      return [name, AddressSet.of({ atoms: parties.map((party) => `party:${party}`) })] as const;
    }),
  );
}

function moves(deployment: string, first: Side, second: Side): readonly FlowMove[] {
  const [old, now] = [first.rulesOf(deployment), second.rulesOf(deployment)];
  const [oldContents, nowContents] = [old, now].map((rules) => new Set(rules.map(({ content }) => content)));
  const isSame = ({ content }: Written) => oldContents?.has(content) === true && nowContents?.has(content) === true;
  if (old.every(isSame)) return [];
  const nowByAddress = groupBy(now, ({ address }) => address);
  const [nameOld, nameNow] = [first.namer(deployment), second.namer(deployment)];
  const [oldByParty, nowByParty] = [byParty(old, first), byParty(now, second)];
  const keys = [...oldByParty.keys()].sort(compare);
  return keys.flatMap((key) => {
    const [before, after] = [oldByParty.get(key), nowByParty.get(key)];
    if (!before || !after || before.written.every(isSame)) return [];
    const [oldRules, newRules] = [new Opened(before.written, nameOld), new Opened(after.written, nameNow)];
    const groups = oldRules.groups.union(newRules.groups);
    const kept = nameOld(keptFlows(before.written, isSame, nowByAddress));
    const both = oldRules.flows(groups).intersect(newRules.flows(groups));
    const moved = both.subtract(withWorld(kept, groups));
    if (moved.isEmpty) return [];
    const removed = oldRules.opening(moved, groups).filter((one) => !isSame(one));
    const opening = newRules.opening(moved, groups);
    const { party, direction } = before;
    const flows = flowText(withoutImplied(moved, groups), direction);
    return [{ deployment, party, direction, flows, oldRules: placesOf(removed), newRules: placesOf(opening) }];
  });
}

/** Each place once, sorted by group and rule. */
function placesOf(written: readonly Written[]): readonly RulePlace[] {
  const places = written.map(({ group, rule }) => {
    return { group: peerText(group.peer), rule: rule.key || ruleIdentity(rule) };
  });
  const byText = new Map(places.map((place) => [`${place.group} ${place.rule}`, place]));
  return [...byText].sort(([a], [b]) => compare(a, b)).map(([, place]) => place);
}

/**
 * The flows of the rules whose addresses stay. If the content at an address changes, the flows that both contents open.
 */
function keptFlows(
  old: readonly Written[],
  isSame: (written: Written) => boolean,
  nowByAddress: ReadonlyMap<string, readonly Written[]>,
): FlowSet {
  const unchanged: NetworkRule[] = [];
  const changed: FlowSet[] = [];
  for (const [address, written] of groupBy(old, (one) => one.address)) {
    const next = nowByAddress.get(address);
    const rules = written.map(({ rule }) => rule);
    if (written.every(isSame)) append(unchanged, rules);
    else if (next) changed.push(inBoth(rules, next));
  }
  return FlowSet.unionOf([FlowSet.of(unchanged), ...changed]);
}

function inBoth(first: readonly NetworkRule[], next: readonly Written[]): FlowSet {
  const second = next.map(({ rule }) => rule);
  const groups = groupsNamedBy([...first, ...second]);
  const [mine, theirs] = [first, second].map((rules) => withWorld(FlowSet.of(rules), groups)) as [FlowSet, FlowSet];
  return mine.intersect(theirs);
}

interface PartyRules {
  readonly party: string;
  readonly direction: Direction;
  readonly written: Written[];
}

/** The rules of the groups that each party's nodes attach, by direction. */
function byParty(rules: readonly Written[], side: Side): ReadonlyMap<string, PartyRules> {
  const found = new Map<string, PartyRules>();
  for (const written of rules) {
    const { direction } = written.rule;
    for (const party of side.partiesOf(written.group)) {
      const key = `${party} ${direction}`;
      const known = found.get(key);
      if (known) known.written.push(written);
      else found.set(key, { party, direction, written: [written] });
    }
  }
  return found;
}

/** The flows that some rules open together. */
class Opened {
  /** The groups that the rules reference, or their parties. */
  readonly groups: AddressSet;
  private readonly named: FlowSet;

  constructor(
    private readonly written: readonly Written[],
    private readonly namer: Namer,
  ) {
    this.named = namer(FlowSet.of(written.map(({ rule }) => rule)));
    this.groups = namer(groupsNamedBy(written.map(({ rule }) => rule)));
  }

  flows(groups: AddressSet): FlowSet {
    return withWorld(this.named, groups);
  }

  /** The rules that open any of the flows, alone or together with others. */
  opening(flows: FlowSet, groups: AddressSet): readonly Written[] {
    const isWorld = (peers: AddressSet) => peers.contains(everyAddress);
    const byWorld = flows.within(this.named.trafficWhere(isWorld)).mapPeers((peers) => peers.intersect(groups));
    return this.written.filter(({ rule }) => {
      const own = this.namer(FlowSet.of([rule]));
      if (own.intersects(flows)) return true;
      return rule.peer.type === "cidrIpv4" && own.mapPeers(() => groups).intersects(byWorld);
    });
  }
}

function groupsNamedBy(rules: readonly NetworkRule[]): AddressSet {
  return AddressSet.of({
    atoms: rules.filter(({ peer }) => groupTypes.has(peer.type)).map(({ peer }) => peerName(peer)),
  });
}

const groupTypes: ReadonlySet<string> = new Set(["group", "securityGroup", "deployment"]);

/** Nodes of a group have IPv4 addresses, so rules that admit every IPv4 address admit each group. */
function withWorld(flows: FlowSet, groups: AddressSet): FlowSet {
  return flows.mapPeers((peers) => (peers.contains(everyAddress) ? peers.union(groups) : peers));
}

/** Removes the groups from flows that every IPv4 address has. */
function withoutImplied(flows: FlowSet, groups: AddressSet): FlowSet {
  return flows.mapPeers((peers) => (peers.contains(everyAddress) ? peers.subtract(groups) : peers));
}
