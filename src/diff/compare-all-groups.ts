/**
 * Compares two networks: for each direction of each group the added, removed and unchanged flows. The differences equal
 * those of `diff`.
 */

import type { FlowSet } from "../flows";
import { peerNames } from "../flows/flow-text";
import type { Direction, Network } from "../model/network";
import { peerText } from "../network/planned-network";
import { listNamesIn } from "./address-lists";
import type { SideComparison } from "./compare-networks";
import { changesOf, type FlowChange, type Relation, relationOf, sidesOf } from "./diff";
import { type FlowMove, movedFlows } from "./moved-flows";

/** `changed`: the group allows some of the same flows, but not all. */
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
  /** Added or removed, if the group itself was. */
  readonly status: Status;
  readonly flows: readonly ComparedFlow[];
  readonly changes: readonly FlowChange[];
}

export interface Comparison {
  readonly relation: Relation;
  readonly groups: readonly ComparedGroup[];
  readonly moved: readonly FlowMove[];
}

/** Both networks, with all flows. `diff` has only the differences. */
export function compareAllGroups(before: Network, after: Network): Comparison {
  const groups = sidesOf(before, after).map(compared);
  const relation = relationOf(groups.flatMap(({ changes }) => changes));
  return { relation, groups, moved: movedFlows(before, after) };
}

function compared(side: SideComparison): ComparedGroup {
  const { group, direction, rules } = side;
  const { missingFlows, extraFlows } = rules;
  const [old, now] = rules.flows;
  const namesOf = listNamesIn([...rules.first, ...rules.second]);
  const flowsOf = (kind: ComparedFlow["kind"], flows: FlowSet): readonly ComparedFlow[] =>
    flows.parts().map(({ traffic, peers }) => ({ kind, traffic, peers: peerNames(peers, namesOf) }));
  const same = now.subtract(extraFlows).union(old.subtract(missingFlows));
  return {
    deployment: group.deployment,
    group: peerText(group.peer),
    direction,
    status: statusOf(side),
    // Rounded like the flows of `diff`: if a source is narrowed from the world, this shows 0.0.0.0/0 as removed, and
    // not 24 CIDRs.
    flows: [
      ...flowsOf("added", extraFlows.roundedUpTo(now)),
      ...flowsOf("removed", missingFlows.roundedUpTo(old)),
      ...flowsOf("same", same),
    ],
    changes: changesOf(side),
  };
}

function statusOf({ isIn: [before, after], rules }: SideComparison): Status {
  if (!before) return "added";
  if (!after) return "removed";
  return rules.missingFlows.isEmpty && rules.extraFlows.isEmpty ? "same" : "changed";
}
