/**
 * What does one network allow that another does not? Added and removed flows of each group, each with a witness and the
 * rules responsible. Rules that allow the same flows together are equal, however the flows are split into rules. It
 * makes no difference whether a group is named if the other rules already allow its addresses.
 */

import type { AddressSet, FlowSet } from "../flows";
import { flowText } from "../flows/flow-text";
import type { Direction, Network } from "../model/network";
import { peerText } from "../network/planned-network";
import { compare } from "../projection/compare";
import { changedLists, type ListChange, listNamesIn } from "./address-lists";
import { compareNetworks, type SideComparison } from "./compare-networks";
import { type FlowMove, movedFlows } from "./moved-flows";

/** How the flows of the second network compare with those of the first. */
export type Relation = "equal" | "stricter" | "looser" | "incomparable";

/** Flows that one direction of one group allows in addition, or no longer allows. */
export interface FlowChange {
  readonly deployment: string;
  readonly group: string;
  readonly direction: Direction;
  readonly kind: "added" | "removed";
  readonly flows: readonly string[];
  /** The part of `flows` that is unchanged: `0.0.0.0/0 except 10.0.0.0/8` is easier to read than eight CIDRs. */
  readonly except: readonly string[];
  /** One concrete flow of `flows`. */
  readonly witness: string;
  /** Ids of the port rules that require the rules behind `flows`. */
  readonly portRules: readonly string[];
  /** Whether addresses, and not only groups, gained access: ingress became looser towards the outside. */
  readonly isOutside: boolean;
}

/** Differences between the flows of two networks. */
export interface Diff {
  /** How the second network compares with the first. */
  readonly relation: Relation;
  readonly changes: readonly FlowChange[];
  /**
   * Flows that both allow by different rules. They may close for seconds while the second set of rules replaces the
   * first.
   */
  readonly moved: readonly FlowMove[];
  /** Address lists that two configs have with different addresses. Default: none. */
  readonly addressLists?: readonly ListChange[];
  /**
   * The number of groups that were not compared, because one origin covers fewer groups than the other. Default: none.
   */
  readonly leftOut?: number;
  /** Groups whose rules are not all in an origin, each with the reason. Default: none. */
  readonly unread?: readonly string[];
}

/** Flows that only one of the two networks allows. Rules that allow the same flows are equal. */
export function diff(before: Network, after: Network): Diff {
  const changes = sidesOf(before, after).flatMap(changesOf);
  const addressLists = changedLists(before, after);
  return {
    relation: relationOf(changes),
    changes,
    moved: movedFlows(before, after),
    ...(addressLists.length > 0 ? { addressLists } : {}),
  };
}

/** Every direction of every group of either network, sorted by deployment, group and direction. */
export function sidesOf(before: Network, after: Network): readonly SideComparison[] {
  const keyOf = ({ group, direction }: SideComparison) => `${group.deployment} ${peerText(group.peer)} ${direction}`;
  const sides = compareNetworks(before, after, { groupsHaveAddresses: true }).map((side) => ({
    side,
    key: keyOf(side),
  }));
  return sides.sort((a, b) => compare(a.key, b.key)).map(({ side }) => side);
}

export function changesOf(side: SideComparison): readonly FlowChange[] {
  const { missingFlows, extraFlows } = side.rules;
  return [...change("added", side, extraFlows), ...change("removed", side, missingFlows)];
}

function change(
  kind: FlowChange["kind"],
  { group, direction, rules: compared }: SideComparison,
  flows: FlowSet,
): readonly FlowChange[] {
  if (flows.isEmpty) return [];
  const [before, after] = compared.flows;
  const [mine, other] = kind === "added" ? [after, before] : [before, after];
  const rules = kind === "added" ? compared.opening(flows) : compared.askingFor(flows);
  const rounded = flows.roundedUpTo(mine);
  const namesOf = listNamesIn([...compared.first, ...compared.second]);
  const isOutside = kind === "added" && direction === "ingress" && !flows.trafficWhere(hasAddresses).isEmpty;
  return [
    {
      deployment: group.deployment,
      group: peerText(group.peer),
      direction,
      kind,
      flows: flowText(rounded, direction, namesOf),
      except: flowText(rounded.intersect(other), direction, namesOf),
      witness: flowText(flows.sample(), direction).join(),
      portRules: [...new Set(rules.flatMap(({ portRules, key }) => (portRules.length > 0 ? portRules : [key])))].sort(),
      isOutside,
    },
  ];
}

/** Prefix lists are addresses too, and so are CIDRs that only Terraform knows. */
function hasAddresses(peers: AddressSet): boolean {
  return peers.cidrs().length > 0 || peers.atoms().some((atom) => /^(prefixList|cidrIpv[46]):/.test(atom));
}

export function relationOf(changes: readonly FlowChange[]): Relation {
  const kinds = new Set(changes.map(({ kind }) => kind));
  if (kinds.size === 2) return "incomparable";
  if (kinds.has("added")) return "looser";
  return kinds.has("removed") ? "stricter" : "equal";
}
