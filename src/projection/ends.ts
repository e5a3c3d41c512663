/** The ends of traffic as rules can name them: a party by each group that its nodes attach, an address by its CIDR. */
import { type Party, parties } from "../model/party";
import type { Peer } from "../model/plan";
import type { Binder, BoundParty, TargetGroup } from "./bind";
import { compare } from "./compare";
import type { Pair, Side } from "./cover";

/** A group, or one address or other peer. */
export interface PeerSide extends Side {
  readonly peer: Peer;
  /** Set if rules can be written into it. */
  readonly group?: TargetGroup;
}

/** The nodes of a party that attach its groups, or one address or other peer. */
export interface TrafficEnd {
  readonly name: string;
  /** Whether it is nodes that attach groups whose rules are ours. */
  readonly isHeld: boolean;
  readonly sides: readonly PeerSide[];
}

export class Ends {
  /** The side that each group is, with all parties whose nodes attach it. */
  readonly #groups = new Map<string, PeerSide>();
  /** The parties in the form that most port rules have. */
  readonly #usual = new Set<BoundParty>();
  /** The roles that attach the group of all nodes; undefined if it belongs to no role. */
  #nodes: readonly Party[] | undefined;
  readonly #addresses = new Map<string, TrafficEnd>();

  /** `otherLayouts`: while a layout replaces another, nodes may have the groups of either. */
  constructor(resolveParty: Binder, otherLayouts: readonly Binder[]) {
    const others = holdersIn((party) => otherLayouts.flatMap((bind) => bind(party)?.groups ?? []));
    for (const [key, { group, names }] of holdersIn((party) => resolveParty(party)?.groups ?? [])) {
      // `nodes` are the same nodes as those of the roles.
      const isOther = (name: Party) => !names.has(name) && name !== "nodes" && !names.has("nodes");
      const otherHolders = [...(others.get(key)?.names ?? [])].filter(isOther);
      this.#groups.set(key, { ...sideOf(group, [...names]), otherHolders });
      if (resolveParty("nodes")?.groups.some((held) => held.key === key) && !names.has("nodes"))
        this.#nodes = [...names];
    }
    for (const party of parties) {
      const bound = resolveParty(party);
      if (bound) this.#usual.add(bound);
    }
  }

  /** The roles in place of `nodes`, if the group of all nodes is theirs in this layout. */
  withRoles([from, to]: readonly [Party, Party]): readonly (readonly [Party, Party])[] {
    const rolesOf = (party: Party): readonly Party[] => (party === "nodes" ? (this.#nodes ?? [party]) : [party]);
    return rolesOf(from).flatMap((source) => rolesOf(to).map((destination) => [source, destination] as const));
  }

  /** Everything that the party is. */
  of(party: Party, bound: BoundParty): readonly TrafficEnd[] {
    return this.among(party, bound, bound.peers);
  }

  /** Those ends of the party that are some of `peers`, and the peers that are not of the party. */
  among(party: Party, bound: BoundParty, peers: readonly Peer[]): readonly TrafficEnd[] {
    const groups = new Set(bound.groups.map(({ peer }) => peer));
    const addresses = peers.filter((peer) => !groups.has(peer)).map((peer) => this.addressEnd(peer));
    return addresses.length < peers.length ? [this.heldEnd(party, bound), ...addresses] : addresses;
  }

  private heldEnd(party: Party, bound: BoundParty): TrafficEnd {
    const isUsual = this.#usual.has(bound);
    const name = isUsual ? party : `${party} ${bound.groups.map(({ key }) => key).join(" ")}`;
    const side = (group: TargetGroup) => (isUsual ? (this.#groups.get(group.key) as PeerSide) : sideOf(group, [name]));
    const sides = bound.groups.map(side).sort((a, b) => compare(a.name, b.name));
    return { name, isHeld: true, sides };
  }

  private addressEnd(peer: Peer): TrafficEnd {
    const name = `${peer.type} ${peer.label}`;
    const known = this.#addresses.get(name) ?? { name, isHeld: false, sides: [{ name, holders: [name], peer }] };
    this.#addresses.set(name, known);
    return known;
  }
}

/** The parties that attach each group, by its key. */
function holdersIn(groupsOf: (party: Party) => readonly TargetGroup[]) {
  const holders = new Map<string, { readonly group: TargetGroup; readonly names: Set<Party> }>();
  for (const party of parties) {
    for (const group of groupsOf(party)) {
      const known = holders.get(group.key);
      // `nodes` are the same nodes as those of the roles.
      if (known && party !== "nodes") known.names.add(party);
      if (!known) holders.set(group.key, { group, names: new Set([party]) });
    }
  }
  return holders;
}

function sideOf(group: TargetGroup, holders: readonly string[]): PeerSide {
  return { name: group.key, holders, peer: group.peer, group };
}

/** The same nodes by their created groups; by all groups if none is created. */
export function byCreatedGroups(end: TrafficEnd): TrafficEnd {
  const created = end.sides.filter(({ group }) => group && !group.existing);
  return created.length > 0 ? { ...end, sides: created } : end;
}

/** Everything from one list to everything in the other. */
export function pairs<T>(sources: readonly T[], destinations: readonly T[]): readonly Pair<T>[] {
  return sources.flatMap((from) => destinations.map((to) => ({ from, to })));
}
