/**
 * What exists, and what the deployments of a config ask for, under one name for each group: that of EC2 for a group that
 * exists, that of the plan for one that does not. Prefix lists whose entries are known are addresses.
 */
import { AddressSet, FlowSet } from "../flows";
import { world } from "../model/cidr";
import { requiresEgressOf } from "../model/condition";
import { groupBy } from "../model/group-by";
import { type Direction, type NetworkPeer, type NetworkRule, peerName, withoutAccount } from "../model/network";
import type { Peer, Plan, PlannedSecurityGroup } from "../model/plan";
import type { Ec2Group, Ec2Network } from "../network/ec2-network";
import { FoundGroups, type PlacedPlan } from "../network/found-groups";
import { PlanNames } from "../network/planned-network";

/** A group of a plan, and that of EC2, if it exists. */
export interface PairedGroup {
  readonly planned: PlannedSecurityGroup;
  /** The name under which rules know it. */
  readonly peer: NetworkPeer;
  readonly found?: Ec2Group;
}

type Side = `${Direction} ${string}`;
const sideOf = (direction: Direction, group: string): Side => `${direction} ${group}`;

export class ExistingGroups {
  readonly names: PlanNames;
  readonly found: FoundGroups;
  readonly prefixLists: ReadonlyMap<string, AddressSet>;
  readonly #groups: ReadonlyMap<string, Ec2Group>;
  readonly #written: ReadonlyMap<string, readonly NetworkRule[]>;
  readonly #asked: ReadonlyMap<string, readonly NetworkRule[]>;
  readonly #opensAll: ReadonlySet<string>;
  /** Groups that exist by their ids, whether or not they were read. */
  readonly #bound: ReadonlySet<string>;
  /** The parties that attach each group, and the groups that each party attaches. */
  readonly #holders: ReadonlyMap<string, readonly string[]>;
  readonly #attached: ReadonlyMap<string, readonly string[]>;
  readonly #parties: ReadonlyMap<string, AddressSet>;
  readonly #admitted = new Map<Side, FlowSet>();
  readonly #ofRules = new Map<NetworkRule, FlowSet>();

  /** `subjects` are all deployments of the config: they may write into one another's groups. */
  constructor(
    readonly existing: Ec2Network,
    readonly subjects: readonly PlacedPlan[],
  ) {
    const plans = subjects.map(({ plan }) => plan);
    this.names = new PlanNames(plans);
    this.found = new FoundGroups(existing, subjects, this.names);
    this.prefixLists = new Map(
      [...(existing.prefixLists ?? [])].map(([id, cidrs]) => [`prefixList:${id}`, AddressSet.of({ cidrs })]),
    );
    this.#groups = new Map(existing.groups.map((group) => [peerName(group.peer), group]));
    this.#written = bySide(existing.groups.map(({ peer, rules }) => ({ name: peerName(peer), rules })));
    const pairs = plans.flatMap((plan) => this.groupsOf(plan).map((pair) => ({ plan, ...pair })));
    this.#asked = bySide(
      pairs.map(({ plan, planned, peer }) => ({
        name: peerName(peer),
        rules: planned.rules.map((rule) => ({ ...rule, peer: this.peer(plan, rule.peer), key: "" })),
      })),
    );
    this.#bound = new Set(
      pairs
        .filter(({ planned: { existing } }) => existing && "securityGroupId" in existing)
        .map(({ peer }) => peerName(peer)),
    );
    const held = plans.flatMap((plan) => {
      const names = new Map(this.groupsOf(plan).map(({ planned, peer }) => [planned.key, peerName(peer)]));
      return plan.parties.flatMap(({ party, groups: keys }) =>
        keys.map((key) => ({ party: `party:${plan.deployment.name}/${party}`, group: names.get(key) ?? key })),
      );
    });
    this.#holders = namesBy(
      held,
      ({ group }) => group,
      ({ party }) => party,
    );
    this.#attached = namesBy(
      held,
      ({ party }) => party,
      ({ group }) => group,
    );
    this.#parties = new Map([...this.#holders].map(([group, atoms]) => [group, AddressSet.of({ atoms })]));
    this.#opensAll = new Set(
      pairs
        .filter(({ plan, planned: { existing } }) => existing && !requiresEgressOf(plan.deployment, existing))
        .map(({ peer }) => peerName(peer)),
    );
  }

  /** The groups that a party's nodes attach, by the name of one of them; of each party that attaches it. */
  attachedWith(group: string): readonly (readonly string[])[] {
    const held = (this.#holders.get(group) ?? []).flatMap((party) => [this.#attached.get(party) ?? []]);
    return held.length > 0 ? held : [[group]];
  }

  groupsOf(plan: Plan): readonly PairedGroup[] {
    return plan.groups.map((planned) => {
      const found = this.found.group(plan, planned);
      const peer = withoutAccount(found?.peer ?? this.names.group(plan, planned));
      return { planned, peer, ...(found ? { found } : {}) };
    });
  }

  /** A peer of a plan as rules of EC2 name it. */
  peer(plan: Plan, peer: Peer): NetworkPeer {
    return withoutAccount(this.found.nameOf(this.names.peer(plan, peer)));
  }

  /** Whether a group is known: it exists and was read. */
  group(name: string): Ec2Group | undefined {
    return this.#groups.get(name);
  }

  /** Whether the group exists, and not all of its rules are known. */
  isUnread(name: string): boolean {
    const group = this.#groups.get(name);
    return group ? group.unread !== undefined : this.#bound.has(name);
  }

  rules(direction: Direction, group: string): readonly NetworkRule[] {
    return this.#written.get(sideOf(direction, group)) ?? [];
  }

  /** The rules that all deployments together ask of a group. */
  asked(direction: Direction, group: string): readonly NetworkRule[] {
    return this.#asked.get(sideOf(direction, group)) ?? [];
  }

  /** The flows that the rules of a group admit. */
  admitted(direction: Direction, group: string): FlowSet {
    return remembered(this.#admitted, sideOf(direction, group), () => this.flowsOf(this.rules(direction, group)));
  }

  /**
   * The flows that all deployments together ask for every party that attaches a group, by whichever of its groups. The
   * peers are parties in place of their groups; `withAddresses` adds the addresses of the nodes of a group.
   */
  needed(direction: Direction, group: string, withAddresses: (peers: AddressSet) => AddressSet): FlowSet {
    const [first = FlowSet.empty, ...others] = this.attachedWith(group).map((held) => {
      const asked = this.flowsOf(held.flatMap((name) => this.asked(direction, name)));
      // An existing group keeps the egress it has, where the deployment says that all of it is open.
      const opensAll = direction === "egress" && held.some((name) => this.#opensAll.has(name));
      return this.byParties((opensAll ? asked.union(everything) : asked).mapPeers(withAddresses));
    });
    return others.reduce((all, other) => all.intersect(other), first);
  }

  /** The same flows, with parties in place of the groups that their nodes attach. */
  byParties(flows: FlowSet): FlowSet {
    return flows.resolve(this.#parties);
  }

  flowsOf(rules: readonly NetworkRule[]): FlowSet {
    return FlowSet.of(rules).resolve(this.prefixLists);
  }

  /** The flows that one rule admits. */
  flowsOfRule(rule: NetworkRule): FlowSet {
    return remembered(this.#ofRules, rule, () => this.flowsOf([rule]));
  }
}

/** All traffic of both families of addresses. */
export const everything = FlowSet.of(
  (["cidrIpv4", "cidrIpv6"] as const).map((type) => ({
    ipProtocol: "-1",
    peer: { type, value: type === "cidrIpv4" ? world.ipv4 : world.ipv6 },
  })),
);

function bySide(groups: readonly { readonly name: string; readonly rules: readonly NetworkRule[] }[]) {
  const placed = groups.flatMap(({ name, rules }) =>
    rules.map((rule) => ({ side: sideOf(rule.direction, name), rule: { ...rule, peer: bare(rule.peer) } })),
  );
  return new Map(
    [...groupBy(placed, ({ side }) => side)].map(([side, rules]) => [side, rules.map(({ rule }) => rule)]),
  );
}

/** The label keeps the account. */
function bare(peer: NetworkPeer): NetworkPeer {
  const { value } = withoutAccount(peer);
  return value === peer.value ? peer : { ...peer, value, label: peer.label ?? peer.value };
}

function namesBy<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string,
  nameOf: (entry: T) => string,
): ReadonlyMap<string, readonly string[]> {
  return new Map([...groupBy(entries, keyOf)].map(([key, all]) => [key, [...new Set(all.map(nameOf))]]));
}

function remembered<K, V>(known: Map<K, V>, key: K, compute: () => V): V {
  const value = known.get(key) ?? compute();
  known.set(key, value);
  return value;
}
