/**
 * Two sets of deployments side by side: for each direction of each group what was added, what was removed, and what is
 * the same. The differences are those of `diff`; nothing is judged here a second time.
 */
import { FlowSet } from "../flows";
import {
  beyond,
  changesOf,
  type DiffSubject,
  type DirectedPair,
  type FlowChange,
  pairsOf,
  type Relation,
  relationOf,
} from "./diff";
import { peerNames } from "./flow-text";
import type { Direction } from "./reachability";

/** `changed` is a group that allows some of the same, and not all of it. */
export type Status = "added" | "removed" | "changed" | "same";

/** Traffic of one kind and the peers it concerns, by name. */
export interface ComparedFlow {
  readonly kind: "added" | "removed" | "same";
  readonly traffic: string;
  readonly peers: readonly string[];
}

/** One direction of one group. */
export interface ComparedGroup {
  readonly deployment: string;
  readonly group: string;
  readonly direction: Direction;
  /** Added or removed, where the group itself was. */
  readonly status: Status;
  readonly flows: readonly ComparedFlow[];
  readonly changes: readonly FlowChange[];
}

export interface Comparison {
  readonly relation: Relation;
  readonly groups: readonly ComparedGroup[];
}

export function compareSubjects(before: readonly DiffSubject[], after: readonly DiffSubject[]): Comparison {
  const groups = pairsOf(before, after).map(compared);
  return { relation: relationOf(groups.flatMap(({ changes }) => changes)), groups };
}

function compared(pair: DirectedPair): ComparedGroup {
  const { before, after } = pair;
  const { deployment, group, direction } = (after ?? before) as NonNullable<typeof after>;
  const [added, removed] = [beyond(after, before), beyond(before, after)];
  const [now, old] = [after?.flows ?? FlowSet.empty, before?.flows ?? FlowSet.empty];
  const same = now.subtract(added).union(old.subtract(removed));
  return {
    deployment,
    group,
    direction,
    status: statusOf(pair, added.isEmpty && removed.isEmpty),
    // Rounded as `diff` rounds: a source narrowed from the world reads as 0.0.0.0/0 removed, and not as 24 CIDRs.
    flows: [
      ...flowsOf("added", added.roundedUpTo(now)),
      ...flowsOf("removed", removed.roundedUpTo(old)),
      ...flowsOf("same", same),
    ],
    changes: changesOf(pair),
  };
}

function statusOf({ before, after }: DirectedPair, isEqual: boolean): Status {
  if (!before) return "added";
  if (!after) return "removed";
  return isEqual ? "same" : "changed";
}

function flowsOf(kind: ComparedFlow["kind"], flows: FlowSet): readonly ComparedFlow[] {
  return flows.parts().map(({ traffic, peers }) => ({ kind, traffic, peers: peerNames(peers) }));
}
