import type { Party } from "../../model/party";
import type { FlowGraph } from "./flow-graph";

/** Who stands above everything, and below: the others stand between, the load balancer first. */
const above: readonly Party[] = ["apiClients", "workloadClients", "administrators", "clusterNodes"];
const below: readonly Party[] = ["rancherCatalog", "internet"];

/** What stands by itself, from top to bottom as traffic goes. */
export function unitsOf({ nodes, frame, edges }: FlowGraph): readonly (Party | "frame")[] {
  const present = nodes.map(({ party }) => party);
  const sends = (party: Party) => edges.some(({ from }) => from.includes(party));
  const last = present.filter((party) => below.includes(party) && !(party === "internet" && sends(party)));
  const first = present.filter((party) => above.includes(party) || (party === "internet" && sends(party)));
  const between = present.filter((party) => ![...first, ...last, ...(frame?.parties ?? [])].includes(party));
  const heads = (["loadBalancer", "rancher", "apiLoadBalancer"] as const).filter((party) => between.includes(party));
  return [
    ...first,
    ...heads,
    ...(frame ? (["frame"] as const) : []),
    ...between.filter((party) => !(heads as readonly Party[]).includes(party)),
    ...last,
  ];
}
