/** Every catalog, and which one a deployment is measured by. */
import type { Deployment } from "../model/deployment";
import type { Catalog } from "../model/port-rule";
import { rancherNodes } from "./rancher-nodes";
import { rkeCustomNodes, rkeNodePools } from "./rke";

export const catalogs = { rancherNodes, rkeNodePools, rkeCustomNodes } as const;

const byProvisioning = { "node-pools": rkeNodePools, custom: rkeCustomNodes } as const;

/** The port rules that apply to a deployment, before its conditions are looked at. */
export function catalogFor(deployment: Deployment): Catalog {
  return deployment.type === "rancher-nodes" ? rancherNodes : byProvisioning[deployment.provisioning];
}
