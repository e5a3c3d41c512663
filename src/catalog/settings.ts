/** What a deployment leaves open, settled by the catalogs: distribution, CNI, encapsulation, family of addresses. */
import type { ClusterDeployment, Deployment } from "../model/deployment";
import { rancherNodesEditions } from "../model/rancher-nodes-edition";
import type { Settings } from "../model/settings";
import { cnis } from "./cni";
import type { CniSupport, Distribution } from "./cni/cni";

/** A cluster whose nodes Rancher launches, and whose ports among the nodes are therefore known. */
export type LaunchedDeployment = ClusterDeployment & { readonly provisioning: "node-pools" | "custom" };

export function isLaunched(deployment: Deployment): deployment is LaunchedDeployment {
  return (
    deployment.type === "cluster" && (deployment.provisioning === "node-pools" || deployment.provisioning === "custom")
  );
}

export const distributionTitles: Readonly<Record<Distribution, string>> = { rke: "RKE", rke2: "RKE2", k3s: "K3s" };

/** A cluster without `distribution` has the tables of the original document, which are those of RKE. */
export const distributionOf = ({ distribution = "rke" }: LaunchedDeployment): Distribution => distribution;

export const defaultCni: Readonly<Record<Distribution, string>> = { rke: "canal", rke2: "canal", k3s: "flannel" };

export const cniNameOf = (deployment: LaunchedDeployment): string =>
  deployment.cni?.name ?? defaultCni[distributionOf(deployment)];

/** What the deployment's CNI does on its distribution; undefined where there is no such thing. */
export function supportOf(deployment: LaunchedDeployment): CniSupport | undefined {
  return cnis.find(({ name }) => name === cniNameOf(deployment))?.on[distributionOf(deployment)];
}

export function settingsOf(deployment: Deployment): Settings {
  const usual = deployment.type === "rancher-nodes" ? rancherNodesEditions[deployment.edition].ipFamily : "ipv4";
  const ipFamily = deployment.ipFamily ?? usual;
  const support = isLaunched(deployment) ? supportOf(deployment) : undefined;
  if (!support || !isLaunched(deployment)) return { ipFamily, bgp: false };
  const encapsulation = deployment.cni?.encapsulation ?? support.encapsulations[0];
  const bgp = deployment.cni?.bgp ?? support.bgp ?? false;
  return { ipFamily, bgp, ...(encapsulation ? { encapsulation } : {}) };
}
