/**
 * Chooses, of several edits that allow a flow, one that opens least in addition, and lists what else that edit changes.
 */

import type { SideComparison } from "../diff/compare-networks";
import { sidesOf } from "../diff/diff";
import { SecurityGroupsError } from "../errors";
import { FlowSet, trafficSet } from "../flows";
import { flowText } from "../flows/flow-text";
import type { Deployment } from "../model/deployment";
import { type Direction, peerName } from "../model/network";
import type { Plan } from "../model/plan";
import { planDeployment } from "../projection/plan-deployment";
import { isNearWorld, isWorld } from "../reach/address-reach";
import { addressesOf, Reachability } from "../reach/reachability";
import { check, type Question } from "./check";
import type { Edit } from "./edit";

/** Flows of one direction of one group. */
export interface GroupFlows {
  readonly group: string;
  readonly direction: Direction;
  /** Such as `tcp 9796 from etcd`. */
  readonly flows: readonly string[];
}

/** An edit of the deployment that allows all of the traffic. */
export interface SuggestedEdit {
  /** The YAML to write into the config file, or the keys to remove from it. */
  readonly text: string;
  /** Flows that the edit opens in addition to the traffic in question. */
  readonly alsoOpens: readonly GroupFlows[];
  /** Flows that the edit closes. */
  readonly alsoCloses: readonly GroupFlows[];
}

/** The suggestion; `isTooOpen` instead of one if the best edit is a port rule that admits the whole internet. */
export interface Suggestion {
  readonly edit?: SuggestedEdit;
  readonly isTooOpen?: boolean;
}

/**
 * Of edits that open equally little, options that tables require come before port rules of the user, and those before
 * `egress: all`, which no table requires.
 */
export function suggestEdit(
  before: Plan,
  question: Question,
  documented: readonly Edit[],
  own: readonly Edit[],
): Suggestion {
  const isAskedFor = ({ meantFor }: Edit) => meantFor.length > 0;
  const edits = [...documented.filter(isAskedFor), ...own, ...documented.filter((edit) => !isAskedFor(edit))];
  const effects = edits.flatMap((edit) => effectOf(edit, before, question) ?? []);
  const [best] = effects.sort((a, b) => bySize(a.excess, b.excess));
  if (!best) return {};
  if (own.includes(best.edit) && best.admitsWorld) return { isTooOpen: true };
  const { text } = best.edit;
  return { edit: { text, alsoOpens: best.alsoOpens, alsoCloses: best.alsoCloses } };
}

interface Effect {
  readonly edit: Edit;
  /** The number of flows that the edit opens in addition to the question and to the port rules that it is meant for. */
  readonly excess: ReturnType<FlowSet["size"]>;
  readonly admitsWorld: boolean;
  readonly alsoOpens: readonly GroupFlows[];
  readonly alsoCloses: readonly GroupFlows[];
}

/** Access for addresses counts more than access for the members of a group. */
function bySize(a: Effect["excess"], b: Effect["excess"]): number {
  if (a.addresses !== b.addresses) return a.addresses < b.addresses ? -1 : 1;
  return a.atoms - b.atoms;
}

/** Undefined if the edit does not allow all of the traffic, or makes the deployment invalid. */
function effectOf(edit: Edit, before: Plan, question: Question): Effect | undefined {
  const after = planned(edit.apply(before.deployment));
  if (!after) return undefined;
  const reachability = new Reachability(after);
  if (check(reachability, question).verdict !== "allowed") return undefined;
  const unedited = new Reachability(before);
  const sides = sidesOf(unedited.network, reachability.network);
  const opened = sides.map((side) => ({ ...side, opened: side.rules.extraFlows }));
  const others = opened.map((side) => ({
    ...side,
    others: side.opened.subtract(askedOf(side, question, reachability)),
  }));
  const told = ({ group, direction }: SideComparison, flows: FlowSet, whole: FlowSet): readonly GroupFlows[] => {
    if (flows.isEmpty) return [];
    return [
      {
        group: group.name,
        direction,
        flows: flowText(unedited.withKeys(reachability.withKeys(flows.roundedUpTo(whole))), direction),
      },
    ];
  };
  const excess = others.map((side) => side.others.subtract(meantOf(side, edit)).size());
  return {
    edit,
    excess: {
      addresses: excess.reduce((sum, { addresses }) => sum + addresses, 0n),
      atoms: excess.reduce((sum, { atoms }) => sum + atoms, 0),
    },
    admitsWorld: opened.some(
      (side) =>
        side.direction === "ingress" &&
        !side.opened.trafficWhere((peers) => isWorld(peers) || isNearWorld(peers)).isEmpty,
    ),
    alsoOpens: others.flatMap((side) => told(side, side.others, side.rules.flows[1])),
    alsoCloses: sides.flatMap((side) => told(side, side.rules.missingFlows, side.rules.flows[0])),
  };
}

/** The plan of a deployment; undefined if the deployment is not valid. */
export function planned(deployment: Deployment): Plan | undefined {
  try {
    return planDeployment(deployment);
  } catch (error) {
    // An edit that does not fit the deployment, such as a load balancer without clients, is not suggested.
    if (error instanceof SecurityGroupsError) return undefined;
    throw error;
  }
}

/** The part of what a group newly allows that is the traffic in question. */
function askedOf(
  { group, direction, opened }: SideComparison & { readonly opened: FlowSet },
  { from, to, traffic }: Question,
  reachability: Reachability,
): FlowSet {
  const [holders, others] = direction === "egress" ? [from, to] : [to, from];
  if (!reachability.governing(direction, holders).some(({ peer }) => peerName(peer) === peerName(group.peer)))
    return FlowSet.empty;
  const peers = addressesOf(reachability.seenPeers(direction, holders, others));
  return opened.within(trafficSet([traffic])).mapPeers((admitted) => admitted.intersect(peers));
}

function meantOf({ rules }: SideComparison, { meantFor }: Edit): FlowSet {
  return FlowSet.of(rules.second.filter(({ portRules }) => portRules.some((id) => meantFor.includes(id))));
}
