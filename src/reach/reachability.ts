/**
 * Who can reach whom in a network? Answered by set algebra over its rules. Guarantees: traffic is allowed if and only
 * if the egress of the source's groups and the ingress of the destination's groups both admit it. A side whose groups
 * are not in the network admits everything, and so does an existing group in a direction for which the plan has no
 * rule. Knows no catalog and no conditions.
 */
import { AddressSet, allTraffic, FlowSet, IntervalSet, type TrafficSet } from "../flows";
import { hasFamily, world } from "../model/cidr";
import { groupBy } from "../model/group-by";
import { type Direction, type Network, type NetworkGroup, type NetworkPeer, peerName } from "../model/network";
import type { Party } from "../model/party";
import { isGroupReference, isPublicDestination, type Peer, type Plan } from "../model/plan";
import type { IpFamily } from "../model/settings";
import { isToken } from "../model/token";
import { PlanNames, plannedNetwork } from "../network/planned-network";
import { admitsAll, mayAdmitUnknown, type NodeAddresses } from "./address-book";
import type { Endpoint } from "./endpoint";

/** The traffic that one set of parties may send to another. */
export interface Reach {
  /** Allowed for every member of the source to every member of the destination. */
  readonly allowed: TrafficSet;
  /** Allowed for at least some members; contains `allowed`. */
  readonly partly: TrafficSet;
  /** Not in `partly`, and unknown, because a prefix list, a group or the addresses of nodes are unknown. */
  readonly undecided: TrafficSet;
  /** Whether the deployment manages the groups of each side. A side that it does not manage admits everything. */
  readonly governs: { readonly egress: boolean; readonly ingress: boolean };
}

/** The traffic that one side of a flow admits. */
export interface SideReach {
  readonly allowed: TrafficSet;
  readonly partly: TrafficSet;
  readonly undecided: TrafficSet;
  readonly governs: boolean;
}

const nothing: TrafficSet = IntervalSet.of<number>([]);

/** The peers that rules of the network use for a party, and the names of the groups that each of its nodes attaches. */
interface NetworkParty {
  readonly peers: readonly NetworkPeer[];
  /** The peers in traffic to a load balancer at its public addresses. Absent if they are not known. */
  readonly publicPeers?: readonly NetworkPeer[];
  /** Whether traffic to the party arrives at its public addresses. */
  readonly isPublicDestination: boolean;
  readonly groups: readonly string[];
}

/** Facts about the members of groups. */
export interface ReachabilityOptions {
  /**
   * Whether a rule for a CIDR may admit the members of a group, whose addresses are not known. In a plan it cannot,
   * because a plan names everything that it admits; among existing rules a CIDR is often that of the VPC. Default:
   * false.
   */
  readonly cidrsMayAdmitGroups?: boolean;
  /**
   * The addresses of the nodes that attach all of the given groups, by the names that rules use. Default: none are
   * known.
   */
  readonly addressesOf?: (groups: readonly string[]) => NodeAddresses;
}

/** A role of a node: its groups, and the peers that a rule must admit completely to admit the node. */
interface Role {
  readonly peers: AddressSet;
  readonly held: readonly string[];
}

/** Computes who can reach whom in a network, and caches the results. The plan defines the parties. */
export class Reachability {
  private readonly parties: ReadonlyMap<Party, NetworkParty>;
  #holders: ReadonlyMap<string, readonly { readonly party: Party }[]> | undefined;
  /** The groups of the network by the name that rules use. */
  #groups: ReadonlyMap<string, readonly NetworkGroup[]> | undefined;
  /** Addresses of the prefix lists whose entries are known. */
  private readonly lists: ReadonlyMap<string, AddressSet>;
  private readonly flows = new Map<NetworkGroup, Partial<Record<Direction, FlowSet>>>();

  /**
   * `network` defaults to the network of the plan. `names` are the names of groups and peers in the network. Default:
   * those of the plan.
   */
  constructor(
    readonly plan: Plan,
    readonly network: Network = plannedNetwork([plan]),
    readonly names: PlanNames = new PlanNames([plan]),
    readonly options: ReachabilityOptions = {},
  ) {
    this.lists = new Map(
      [...(network.prefixLists ?? [])].map(
        ([id, cidrs]) => [peerName({ type: "prefixList", value: id }), AddressSet.of({ cidrs })] as const,
      ),
    );
    const groups = new Map(plan.groups.map((group) => [group.key, peerName(names.group(plan, group))]));
    this.parties = new Map(
      plan.parties.map((planned) => {
        const { party, peers, publicPeers, groups: keys } = planned;
        const named = (some: readonly Peer[]) => some.map((peer) => names.peer(plan, peer));
        return [
          party,
          {
            peers: named(peers),
            ...(publicPeers ? { publicPeers: named(publicPeers) } : {}),
            isPublicDestination: isPublicDestination(planned),
            groups: keys.flatMap((key) => groups.get(key) ?? []),
          },
        ];
      }),
    );
  }

  /** Several endpoints on one side are one node that is all of them: it holds the groups of every party. */
  between(from: readonly Endpoint[], to: readonly Endpoint[]): Reach {
    const egress = this.side("egress", from, to);
    const ingress = this.side("ingress", to, from);
    const partly = egress.partly.intersect(ingress.partly);
    const possible = (side: SideReach) => side.partly.union(side.undecided);
    return {
      allowed: egress.allowed.intersect(ingress.allowed),
      partly,
      undecided: possible(egress).intersect(possible(ingress)).subtract(partly),
      governs: { egress: egress.governs, ingress: ingress.governs },
    };
  }

  /** The traffic that the groups of `holders` admit from, or to, `others`. */
  side(direction: Direction, holders: readonly Endpoint[], others: readonly Endpoint[]): SideReach {
    return this.admittedBy(this.flowsOf(direction, holders), direction, holders, others);
  }

  /** Like `side`, but through rules that name addresses. A reference to a group matches private addresses only. */
  sideByAddress(direction: Direction, holders: readonly Endpoint[], others: readonly Endpoint[]): SideReach {
    const flows = this.flowsOf(direction, holders).mapPeers((peers) =>
      peers.subtract(AddressSet.of({ atoms: peers.atoms().filter(isGroup) })),
    );
    return this.admittedBy(flows, direction, holders, others);
  }

  private admittedBy(
    flows: FlowSet,
    direction: Direction,
    holders: readonly Endpoint[],
    others: readonly Endpoint[],
  ): SideReach {
    const groups = this.governing(direction, holders);
    const governs = groups.length > 0;
    const none = { allowed: nothing, partly: nothing, undecided: nothing, governs };
    const roles = this.rolesOf(direction, holders, others);
    if (roles.length === 0 || this.peersOf(holders).isEmpty) return none;
    if (!governs) return { ...none, allowed: allTraffic, partly: allTraffic };
    const where = (holds: (admitted: AddressSet, role: Role) => boolean) =>
      flows.trafficWhere((admitted) => roles.some((role) => holds(admitted, role)));
    const partly = where((admitted, role) => this.admitsSome(admitted, role));
    const possible = groups.some(({ unread }) => unread) ? allTraffic : where((...sets) => this.mayAdmit(...sets));
    return {
      allowed: where((admitted, role) => this.admitsEach(admitted, role)),
      partly,
      undecided: possible.subtract(partly),
      governs,
    };
  }

  /** Whether a rule of the holders for this peer admits, or may admit, any of the others. */
  mayLetThrough(
    peer: NetworkPeer,
    direction: Direction,
    holders: readonly Endpoint[],
    others: readonly Endpoint[],
  ): boolean {
    const admitted = this.addresses([peer]);
    const roles = this.rolesOf(direction, holders, others);
    return roles.some((role) => this.admitsSome(admitted, role) || this.mayAdmit(admitted, role));
  }

  private admitsEach(admitted: AddressSet, role: Role): boolean {
    const { ipFamily } = this.plan;
    const known = groupsIn(role).filter((group) => admitsAll(admitted, this.addressesIn(role, group), ipFamily));
    return withWorld(admitted, role.peers, ipFamily)
      .union(AddressSet.of({ atoms: known }))
      .contains(role.peers);
  }

  private admitsSome(admitted: AddressSet, role: Role): boolean {
    if (touches(admitted, role.peers, this.plan.ipFamily)) return true;
    return groupsIn(role).some((group) => {
      const addresses = this.addressesIn(role, group);
      return addresses.all?.intersects(admitted) || admitsAll(admitted, addresses, this.plan.ipFamily);
    });
  }

  /** Whether a rule's peers may include any of the role, because the addresses of either are unknown. */
  private mayAdmit(admitted: AddressSet, role: Role): boolean {
    // Known lists are already resolved, so the entries of these are unknown.
    if (admitted.atoms().some(isPrefixList)) return true;
    if (admitted.cidrs().length === 0) return false;
    if (role.peers.atoms().some(isPrefixList)) return true;
    const { cidrsMayAdmitGroups = false } = this.options;
    return (
      cidrsMayAdmitGroups && groupsIn(role).some((group) => mayAdmitUnknown(admitted, this.addressesIn(role, group)))
    );
  }

  /**
   * For the node's own groups, the addresses of an interface with all of them. For other groups, the addresses of all
   * members.
   */
  private addressesIn({ held }: Role, group: string): NodeAddresses {
    return this.options.addressesOf?.(held.includes(group) ? held : [group]) ?? {};
  }

  /** All flows that the groups of these endpoints admit together in one direction. */
  flowsOf(direction: Direction, holders: readonly Endpoint[]): FlowSet {
    const sets = this.governing(direction, holders).map((group) => this.groupFlows(direction, group));
    return sets.reduce((all, more) => all.union(more), FlowSet.empty);
  }

  /** The groups of these endpoints whose rules of one direction are managed here. */
  governing(direction: Direction, endpoints: readonly Endpoint[]): readonly NetworkGroup[] {
    const held = new Set(
      endpoints.flatMap((endpoint) =>
        "party" in endpoint ? (this.parties.get(endpoint.party)?.groups ?? []) : [peerName(endpoint.peer)],
      ),
    );
    this.#groups ??= groupBy(this.network.groups, ({ peer }) => peerName(peer));
    const groups = [...held].flatMap((name) => this.#groups?.get(name) ?? []);
    return groups.filter(
      ({ planned, rules }) => !planned?.existing || rules.some((rule) => rule.direction === direction),
    );
  }

  /** The flows with the groups' keys in the plan, which are shorter than their names in the network. */
  withKeys(flows: FlowSet): FlowSet {
    const keys = this.network.groups.map(
      ({ peer, planned }) =>
        [peerName(peer), AddressSet.of({ atoms: [`group:${planned?.key ?? peer.value}`] })] as const,
    );
    return flows.resolve(new Map(keys));
  }

  /** The parties whose nodes attach a group. */
  holders({ peer }: Pick<NetworkGroup, "peer">): readonly Party[] {
    this.#holders ??= groupBy(
      [...this.parties].flatMap(([party, { groups }]) => groups.map((group) => ({ party, group }))),
      ({ group }) => group,
    );
    return (this.#holders.get(peerName(peer)) ?? []).map(({ party }) => party);
  }

  /** The endpoints as peers of a rule. Empty if none of them has a group or addresses. */
  peersOf(endpoints: readonly Endpoint[]): AddressSet {
    return this.addresses(endpoints.flatMap((endpoint) => this.namedPeers(endpoint)));
  }

  /**
   * Peers that are only these endpoints, without groups that nodes of other parties attach too. Includes their public
   * addresses if they send to `destination` at public addresses.
   */
  ownPeersOf(endpoints: readonly Endpoint[], destination?: Endpoint): AddressSet {
    const named = new Set(endpoints.map((endpoint) => ("party" in endpoint ? endpoint.party : undefined)));
    const isOwn = (peer: NetworkPeer) => this.holders({ peer }).every((party) => named.has(party));
    const isPublic = destination !== undefined && this.isPublicDestination(destination);
    return this.addresses(
      endpoints.flatMap((endpoint) => {
        const peers = this.namedPeers(endpoint);
        if (!("party" in endpoint)) return peers;
        return [...peers.filter(isOwn), ...((isPublic && this.parties.get(endpoint.party)?.publicPeers) || [])];
      }),
    );
  }

  /** Peers as a set. A prefix list with known entries becomes its addresses. */
  addresses(peers: readonly NetworkPeer[]): AddressSet {
    return addressesOf(peers).resolve(this.lists);
  }

  /** The peers that rules of the network use for an endpoint. */
  namedPeers(endpoint: Endpoint): readonly NetworkPeer[] {
    return "party" in endpoint ? (this.parties.get(endpoint.party)?.peers ?? []) : [endpoint.peer];
  }

  /** All peers that any rule uses for a party. */
  allPeers(party: Party): readonly NetworkPeer[] {
    const { peers = [], publicPeers = [] } = this.parties.get(party) ?? {};
    return [...peers, ...publicPeers];
  }

  /** The peers that rules of `holders` use for `others`: public addresses on both sides if the destination has them. */
  seenPeers(direction: Direction, holders: readonly Endpoint[], others: readonly Endpoint[]): readonly NetworkPeer[] {
    return others.flatMap((other) =>
      this.isPublicTraffic(direction, holders, other) ? this.publicPeers(other) : this.namedPeers(other),
    );
  }

  /**
   * Endpoints of `from` that send to a load balancer at its public addresses, but whose own public addresses are not
   * known.
   */
  withUnknownAddresses(from: readonly Endpoint[], to: readonly Endpoint[]): readonly Endpoint[] {
    return from.filter(
      (source) => this.isPublicTraffic("ingress", to, source) && this.publicPeers(source).some(isUnknown),
    );
  }

  private isPublicTraffic(direction: Direction, holders: readonly Endpoint[], other: Endpoint): boolean {
    return (direction === "egress" ? [other] : holders).some((end) => this.isPublicDestination(end));
  }

  private isPublicDestination(endpoint: Endpoint): boolean {
    return "party" in endpoint && this.parties.get(endpoint.party)?.isPublicDestination === true;
  }

  /** If the public addresses of a group's nodes are not known, only a rule that is open to the world admits them. */
  private publicPeers(endpoint: Endpoint): readonly NetworkPeer[] {
    const known = "party" in endpoint ? this.parties.get(endpoint.party)?.publicPeers : undefined;
    return known ?? this.namedPeers(endpoint).map((peer) => (isGroupReference(peer) ? unknownAddressesOf(peer) : peer));
  }

  /**
   * The roles of one node: a rule that admits any of them admits the node. It has the groups of every endpoint but
   * sends from one address, so all endpoints that are addresses form one role.
   */
  private rolesOf(direction: Direction, holders: readonly Endpoint[], endpoints: readonly Endpoint[]): readonly Role[] {
    const roles = endpoints.flatMap((endpoint): readonly Role[] =>
      this.isPublicTraffic(direction, holders, endpoint)
        ? [{ peers: this.addresses(this.publicPeers(endpoint)), held: [] }]
        : this.waysToName(endpoint),
    );
    const groups = roles.filter((role) => groupsIn(role).length > 0);
    const addresses = AddressSet.unionOf(roles.filter((role) => !groups.includes(role)).map(({ peers }) => peers));
    return [...groups, { peers: addresses, held: [] }].filter(({ peers }) => !peers.isEmpty);
  }

  /**
   * A rule that references any of the groups that a party's nodes attach admits the nodes. Addresses are separate
   * nodes.
   */
  private waysToName(endpoint: Endpoint): readonly Role[] {
    const peers = this.namedPeers(endpoint);
    const held = "party" in endpoint ? (this.parties.get(endpoint.party)?.groups ?? []) : [];
    const groups = peers.filter((peer) => held.includes(peerName(peer)));
    const others = peers.filter((peer) => !groups.includes(peer));
    if (groups.length === 0) return [{ peers: this.addresses(others), held }];
    return groups.map((group) => ({ peers: this.addresses([group, ...others]), held }));
  }

  private groupFlows(direction: Direction, group: NetworkGroup): FlowSet {
    const known = this.flows.get(group) ?? {};
    this.flows.set(group, known);
    known[direction] ??= FlowSet.of(group.rules.filter((rule) => rule.direction === direction)).resolve(this.lists);
    return known[direction];
  }
}

const groupsIn = ({ peers }: Role) => peers.atoms().filter(isGroup);
const isGroup = (atom: string) => /^(group|securityGroup|deployment):/.test(atom);
const isPrefixList = (atom: string) => atom.startsWith("prefixList:") && !atom.includes(unknownAddresses);

/** A placeholder for addresses that no rule names: a prefix list that no rule contains. */
const unknownAddressesOf = (group: NetworkPeer): NetworkPeer => ({
  type: "prefixList",
  value: `${unknownAddresses}${peerName(group)}`,
});
const unknownAddresses = "public addresses of ";
const isUnknown = ({ type, value }: NetworkPeer) => type === "prefixList" && value.startsWith(unknownAddresses);

/** Peers as a set of addresses and atoms. */
export function addressesOf(peers: readonly NetworkPeer[]): AddressSet {
  const isCidr = ({ type, value }: NetworkPeer) => (type === "cidrIpv4" || type === "cidrIpv6") && !isToken(value);
  return AddressSet.of({
    cidrs: peers.filter(isCidr).map(({ value }) => value),
    atoms: peers.filter((peer) => !isCidr(peer)).map(peerName),
  });
}

/** All IPv4 addresses. */
export const everyAddress = AddressSet.of({ cidrs: [world.ipv4] });
const everyIpv6Address = AddressSet.of({ cidrs: [world.ipv6] });

/** Whether a rule's peers include any of `peers`. */
export function touches(admitted: AddressSet, peers: AddressSet, ipFamily: IpFamily): boolean {
  return withWorld(admitted, peers, ipFamily).intersects(peers);
}

/**
 * Adds members of groups to a rule that is open to the world: they have addresses, although only the group's name is
 * known.
 */
export function withWorld(admitted: AddressSet, peers: AddressSet, ipFamily: IpFamily): AddressSet {
  const isOpen =
    (hasFamily(ipFamily, "ipv4") && admitted.contains(everyAddress)) ||
    (hasFamily(ipFamily, "ipv6") && admitted.contains(everyIpv6Address));
  return isOpen ? admitted.union(AddressSet.of({ atoms: peers.atoms() })) : admitted;
}
