import { AddressSet } from "./address-set";
import type { Interval } from "./interval-set";
import { trafficParts, trafficText } from "./traffic-line";

/** Traffic in the words of EC2, and the peers that it is allowed for. */
export interface FlowPart {
  readonly traffic: string;
  readonly peers: AddressSet;
}

/** The parts as `<traffic> from <peers>`, or `to`. */
export function flowLines(parts: readonly FlowPart[], preposition: "from" | "to"): string[] {
  return parts.map(({ traffic, peers }) => `${traffic} ${preposition} ${peers}`);
}

/**
 * Cuts flows into parts that EC2 has words for. `peers[i]` applies from `edges[i]` on, and the last one is empty.
 *
 * Each peer is listed with the longest runs of traffic that it is allowed, and peers with the same run share a part. A
 * CIDR is widened to everything that is open for the run anyway (`all traffic from 10.0.0.0/8` and `tcp 22 from
 * 0.0.0.0/0`), so parts may overlap. Together they are exactly the set.
 */
export function flowParts(edges: readonly number[], peers: readonly AddressSet[]): FlowPart[] {
  const peersByPart = new Map<string, { part: Interval<number>; peers: AddressSet }>();
  for (const run of runs(edges, peers)) {
    for (const part of trafficParts(run.traffic)) {
      const key = `${part.from} ${part.end}`;
      const before = peersByPart.get(key)?.peers ?? AddressSet.empty;
      peersByPart.set(key, { part, peers: before.union(run.peers) });
    }
  }
  return [...peersByPart.values()]
    .sort((a, b) => a.part.from - b.part.from || b.part.end - a.part.end)
    .map(({ part, peers }) => ({ traffic: trafficText(part), peers }));
}

interface Run {
  readonly traffic: Interval<number>;
  readonly peers: AddressSet;
}

function* runs(edges: readonly number[], peers: readonly AddressSet[]): Generator<Run> {
  /** The runs that have not ended, oldest first. */
  let open: { readonly from: number; readonly peers: AddressSet }[] = [];
  for (const [i, at] of edges.entries()) {
    const previous = peers[i - 1] ?? AddressSet.empty;
    const next = peers[i] ?? AddressSet.empty;
    const ending = previous.subtract(next);
    for (const [age, run] of open.entries()) {
      const ended = run.peers.intersect(ending);
      if (ended.isEmpty) continue;
      const allowedThroughout = AddressSet.unionOf(open.slice(0, age + 1).map((older) => older.peers));
      yield { traffic: { from: run.from, end: at }, peers: ended.roundedUpTo(allowedThroughout) };
    }
    const lasting = open.map((run) => ({ from: run.from, peers: run.peers.subtract(ending) }));
    const starting = { from: at, peers: next.subtract(previous) };
    open = [...lasting, starting].filter((run) => !run.peers.isEmpty);
  }
}
