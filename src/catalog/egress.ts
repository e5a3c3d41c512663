/** Open egress, the default. Rancher does not document it: see docs/decisions/0003-egress-default.md. */
import type { Party } from "../model/party";
import { allTraffic, type Row, rowOf } from "./row";
import { egressDefault } from "./tables";

const row = rowOf(egressDefault);
const world = ["internet"] as const;

/** One rule for the nodes, and one for the load balancer if there is one. */
export const openEgress = (nodes: readonly Party[]): readonly Row[] => [
  row("egress-nodes-all", nodes, world, allTraffic, "Outbound traffic", { when: ["egressAll"] }),
  row("egress-lb-all", ["loadBalancer"], world, allTraffic, "Outbound traffic", {
    when: ["withLoadBalancer", "egressAll"],
  }),
];
