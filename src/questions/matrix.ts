/** The From/To table of a deployment as it is in effect, in the layout of Rancher's own tables. */
import { type TrafficSet, trafficLines } from "../flows";
import type { Party } from "../model/party";
import type { Plan } from "../model/plan";
import type { Reach, Reachability } from "../reach/reachability";

/** Who may send what to whom, in the layout of Rancher's own tables. */
export interface Matrix {
  readonly from: readonly Party[];
  readonly to: readonly Party[];
  /** By row, then column: what every member may send to every member; `undefined` where nothing here decides it. */
  readonly cells: readonly (readonly (readonly string[] | undefined)[])[];
  /** The same for traffic that cannot be decided. */
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

/** Those that are anything in AWS. Where the clients are parties, `internet` is only the other end of open egress. */
function partiesOf(plan: Plan): readonly Party[] {
  const present = plan.parties.filter(({ peers }) => peers.length > 0).map(({ party }) => party);
  return present.includes("nodes") ? present : present.filter((party) => party !== "internet");
}
