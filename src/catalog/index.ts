/** Every catalog, and which one a deployment is measured by. */
import type { Deployment } from "../model/deployment";
import type { Catalog } from "../model/port-rule";
import { withCommonPorts } from "./common-ports";
import { hostedCluster, importedCluster } from "./hosted";
import { rancherNodes } from "./rancher-nodes";
import { rancherServer } from "./rancher-server";
import { rkeCustomNodes, rkeNodePools } from "./rke";

/** Every catalog, one for each product table of Rancher 2.x. */
export const catalogs = {
  rancherNodes,
  rancherServer,
  rkeNodePools,
  rkeCustomNodes,
  rkeNodePoolsCommonPorts: withCommonPorts(rkeNodePools),
  rkeCustomNodesCommonPorts: withCommonPorts(rkeCustomNodes),
  hostedCluster,
  importedCluster,
} as const satisfies Record<string, Catalog>;

/** The port rules that apply to a deployment, before its conditions are looked at. */
export function catalogFor(deployment: Deployment): Catalog {
  if (deployment.type === "rancher-nodes") return catalogs.rancherNodes;
  if (deployment.type === "rancher-server") return catalogs.rancherServer;
  switch (deployment.provisioning) {
    case "node-pools":
      return deployment.preset ? catalogs.rkeNodePoolsCommonPorts : catalogs.rkeNodePools;
    case "custom":
      return deployment.preset ? catalogs.rkeCustomNodesCommonPorts : catalogs.rkeCustomNodes;
    case "hosted":
      return catalogs.hostedCluster;
    case "imported":
      return catalogs.importedCluster;
  }
}
