/** The From/To table of a deployment that is in effect, in the layout of Rancher's own tables. */
import { type TrafficSet, trafficLines } from "../flows";
import type { Party } from "../model/party";
import type { Plan } from "../model/plan";
import type { Reach, Reachability } from "../reach/reachability";

/** The traffic from each party to each other party, in the layout of Rancher's own tables. */
export interface Matrix {
  readonly from: readonly Party[];
  readonly to: readonly Party[];
  /**
   * By row, then column: the traffic that every member may send to every member; `undefined` if no group here decides
   * it.
   */
  readonly cells: readonly (readonly (readonly string[] | undefined)[])[];
  /** Like `cells`, for traffic that cannot be decided. */
  readonly undecided: Matrix["cells"];
}

/** The From/To table that is in effect in a network. */
export function matrix(reachability: Reachability): Matrix {
  const present = partiesOf(reachability.plan);
  const reaches = present.map((from) => present.map((to) => reachability.between([{ party: from }], [{ party: to }])));
  const cellsOf = (trafficOf: (reach: Reach) => TrafficSet) =>
    reaches.map((row) =>
      row.map((reach) => {
        const isGoverned = reach.governs.egress || reach.governs.ingress;
        return isGoverned ? trafficLines(trafficOf(reach)) : undefined;
      }),
    );
  return {
    from: present,
    to: present,
    cells: cellsOf(({ allowed }) => allowed),
    undecided: cellsOf(({ undecided }) => undecided),
  };
}

/**
 * The parties with a group or addresses. If the clients are parties, `internet` is only the destination of open egress.
 */
function partiesOf(plan: Plan): readonly Party[] {
  const present = plan.parties.filter(({ peers }) => peers.length > 0).map(({ party }) => party);
  return present.includes("nodes") ? present : present.filter((party) => party !== "internet");
}
