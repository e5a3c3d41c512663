import type { Peer } from "../model/plan";
import { isToken } from "../model/token";
import { AddressSet } from "./address-set";
import { type FlowPart, flowLines, flowParts } from "./flow-lines";
import { edgesUpTo, type Interval, IntervalSet, overlay } from "./interval-set";
import { leastTraffic, type Traffic, type TrafficSet, trafficInterval } from "./traffic-line";

/** A security group rule without its group and direction. */
export interface FlowRule extends Traffic {
  /** A CIDR, or the name of a set of members. A name, and a CIDR that is a token, becomes the atom `<type>:<value>`. */
  readonly peer: Pick<Peer, "type" | "value">;
}

/**
 * A set of flows: pairs of one traffic (a protocol and port, or ICMP type and code) and one peer. Immutable and pure.
 * It does not know groups, directions or the members of atoms (see `AddressSet` for the consequences).
 *
 * Stored as the points of the traffic line where the set of peers changes, each with the peers from there on. This form
 * is unique, so equal sets are equal by structure. Size and time grow with the number of changes times the peers
 * allowed at each.
 */
export class FlowSet {
  static readonly empty = new FlowSet([], []);

  /** `peers[i]` applies from `edges[i]` up to the next edge. Adjacent entries differ, and the last one is empty. */
  private constructor(
    private readonly edges: readonly number[],
    private readonly peers: readonly AddressSet[],
  ) {}

  /** The flows that the rules allow together, in any order. Throws a RangeError on a rule that EC2 would reject. */
  static of(rules: Iterable<FlowRule>): FlowSet {
    const peersByTraffic = new Map<string, { rule: Traffic; cidrs: string[]; atoms: string[] }>();
    for (const rule of rules) {
      const key = `${rule.ipProtocol} ${rule.fromPort} ${rule.toPort}`;
      const entry = peersByTraffic.get(key) ?? { rule, cidrs: [], atoms: [] };
      peersByTraffic.set(key, entry);
      const { type, value } = rule.peer;
      if ((type !== "cidrIpv4" && type !== "cidrIpv6") || isToken(value)) entry.atoms.push(`${type}:${value}`);
      else if (value.includes(":") === (type === "cidrIpv6")) entry.cidrs.push(value);
      else throw new RangeError(`${type}: a CIDR of the other family, got "${value}"`);
    }
    const parts = Array.from(peersByTraffic.values(), ({ rule, cidrs, atoms }) => {
      const { from, end } = trafficInterval(rule);
      return new FlowSet([from, end], [AddressSet.of({ cidrs, atoms }), AddressSet.empty]);
    });
    return unionOf(parts);
  }

  /** The union of many sets, in log n rounds of unions of two. */
  static unionOf(sets: readonly FlowSet[]): FlowSet {
    return unionOf(sets.filter((set) => !set.isEmpty));
  }

  get isEmpty(): boolean {
    return this.edges.length === 0;
  }

  union(other: FlowSet): FlowSet {
    return this.combine(other, (mine, theirs) => mine.union(theirs));
  }

  intersect(other: FlowSet): FlowSet {
    return this.combine(other, (mine, theirs) => mine.intersect(theirs));
  }

  /**
   * Whether any flow is in both. `meet` may replace the test for common peers. A small set is found in a large one by
   * binary search.
   */
  intersects(
    other: FlowSet,
    meet = (mine: AddressSet, theirs: AddressSet): boolean => mine.intersects(theirs),
  ): boolean {
    let i = Math.max(0, edgesUpTo(this.edges, other.edges[0] ?? 0) - 1);
    let j = Math.max(0, edgesUpTo(other.edges, this.edges[0] ?? 0) - 1);
    // No peer is allowed from the last edge on.
    while (i + 1 < this.edges.length && j + 1 < other.edges.length) {
      const [myEnd, theirEnd] = [this.edges[i + 1] as number, other.edges[j + 1] as number];
      const overlap = (this.edges[i] as number) < theirEnd && (other.edges[j] as number) < myEnd;
      if (overlap && meet(this.peers[i] as AddressSet, other.peers[j] as AddressSet)) return true;
      if (myEnd < theirEnd) i++;
      else j++;
    }
    return false;
  }

  subtract(other: FlowSet): FlowSet {
    return this.combine(other, (mine, theirs) => mine.subtract(theirs));
  }

  contains(other: FlowSet): boolean {
    return other.subtract(this).isEmpty;
  }

  equals(other: FlowSet): boolean {
    return (
      this.edges.length === other.edges.length &&
      this.edges.every((edge, i) => edge === other.edges[i]) &&
      this.peers.every((peers, i) => peers.equals(other.peers[i] as AddressSet))
    );
  }

  /** Replaces atoms with their members, as `AddressSet.resolve` does. */
  resolve(members: ReadonlyMap<string, AddressSet>): FlowSet {
    return this.mapPeers((peers) => peers.resolve(members));
  }

  /** The same traffic with other peers. Empty peers stay empty. */
  mapPeers(change: (peers: AddressSet) => AddressSet): FlowSet {
    return this.combine(FlowSet.empty, (mine) => (mine.isEmpty ? mine : change(mine)));
  }

  /** The traffic whose allowed peers satisfy `holds`. Traffic without allowed peers is never included. */
  trafficWhere(holds: (peers: AddressSet) => boolean): TrafficSet {
    const intervals: Interval<number>[] = [];
    for (const [i, peers] of this.peers.entries()) {
      const end = this.edges[i + 1];
      if (end !== undefined && holds(peers)) intervals.push({ from: this.edges[i] as number, end });
    }
    return IntervalSet.of(intervals);
  }

  /** The flows of the given traffic. */
  within(traffic: TrafficSet): FlowSet {
    const kept = AddressSet.of({ atoms: ["kept"] });
    const edges = [...traffic].flatMap(({ from, end }) => [from, end]);
    const mask = new FlowSet(
      edges,
      edges.map((_, i) => (i % 2 === 0 ? kept : AddressSet.empty)),
    );
    return this.combine(mask, (mine, theirs) => (theirs.isEmpty ? AddressSet.empty : mine));
  }

  /** Number of flows: pairs of a traffic and an address, and pairs of a traffic and an atom. */
  size(): { readonly addresses: bigint; readonly atoms: number } {
    let [addresses, atoms] = [0n, 0];
    for (const [i, peers] of this.peers.entries()) {
      const width = (this.edges[i + 1] ?? (this.edges[i] as number)) - (this.edges[i] as number);
      const size = peers.size();
      addresses += size.addresses * BigInt(width);
      atoms += size.atoms * width;
    }
    return { addresses, atoms };
  }

  /** A witness: a set with only the first flow. Empty for the empty set. */
  sample(): FlowSet {
    const [edge] = this.edges;
    const [peers] = this.peers;
    if (edge === undefined || peers === undefined) return FlowSet.empty;
    const { from, end } = leastTraffic(edge);
    return new FlowSet([from, end], [peers.sample(), AddressSet.empty]);
  }

  /** This set with the addresses of each traffic rounded up to whole CIDRs of a larger set: see `AddressSet`. */
  roundedUpTo(larger: FlowSet): FlowSet {
    return this.combine(larger, (mine, theirs) => (mine.isEmpty ? mine : mine.roundedUpTo(theirs)));
  }

  /** The set cut into parts that EC2 has words for. Equal sets have equal parts. */
  parts(): FlowPart[] {
    return flowParts(this.edges, this.peers);
  }

  /** The set in the words of EC2, such as `tcp 2379-2380 from 10.0.0.0/8, group:etcd`. Equal sets give equal lines. */
  lines(preposition: "from" | "to" = "from"): string[] {
    return flowLines(this.parts(), preposition);
  }

  toString(): string {
    return this.lines().join("\n");
  }

  /** A key for maps, not for display: equal if and only if the sets are equal. */
  key(): string {
    return this.edges.map((edge, i) => `${edge} ${this.peers[i]?.key()}`).join("; ");
  }

  private combine(other: FlowSet, peersOf: (mine: AddressSet, theirs: AddressSet) => AddressSet): FlowSet {
    const edges: number[] = [];
    const peers: AddressSet[] = [];
    overlay(this.edges, other.edges, (at, mine, theirs) => {
      const next = peersOf(this.peers[mine - 1] ?? AddressSet.empty, other.peers[theirs - 1] ?? AddressSet.empty);
      if (next.equals(peers.at(-1) ?? AddressSet.empty)) return;
      edges.push(at);
      peers.push(next);
    });
    return new FlowSet(edges, peers);
  }
}

/** Halves the list recursively, so that each set is in log n unions and not in n. */
function unionOf(sets: readonly FlowSet[]): FlowSet {
  const [first = FlowSet.empty] = sets;
  if (sets.length <= 1) return first;
  const middle = sets.length >> 1;
  return unionOf(sets.slice(0, middle)).union(unionOf(sets.slice(middle)));
}

/** Why EC2 would reject the rule. Undefined if it would not. */
export function refusalOf(rule: FlowRule): string | undefined {
  try {
    FlowSet.of([rule]);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
