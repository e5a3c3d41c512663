/** Resolves the settings that a deployment may omit: distribution, CNI, encapsulation and address family. */
import type { ClusterDeployment, Deployment, RancherServerDeployment } from "../model/deployment";
import { rancherNodesEditions } from "../model/rancher-nodes-edition";
import type { Settings } from "../model/settings";
import { cnis } from "./cni";
import type { CniSupport, Distribution } from "./cni/cni";

/** A cluster whose nodes Rancher launches, so the ports among its nodes are known. */
export type LaunchedDeployment = ClusterDeployment & { readonly provisioning: "node-pools" | "custom" };

export function isLaunched(deployment: Deployment): deployment is LaunchedDeployment {
  return (
    deployment.type === "cluster" && (deployment.provisioning === "node-pools" || deployment.provisioning === "custom")
  );
}

/** Rancher on RKE2 or K3s: its nodes are the nodes of a K3s or RKE2 cluster. */
export type OwnClusterDeployment = RancherServerDeployment & { readonly distribution: "rke2" | "k3s" };

export function isOwnCluster(deployment: Deployment): deployment is OwnClusterDeployment {
  if (deployment.type !== "rancher-server") return false;
  return deployment.distribution === "rke2" || deployment.distribution === "k3s";
}

/** A deployment whose nodes form a cluster with a known distribution and CNI. */
export type NodesDeployment = LaunchedDeployment | OwnClusterDeployment;

export const hasNodes = (deployment: Deployment): deployment is NodesDeployment =>
  isLaunched(deployment) || isOwnCluster(deployment);

export const distributionTitles: Readonly<Record<Distribution, string>> = { rke: "RKE", rke2: "RKE2", k3s: "K3s" };

/** A cluster without `distribution` has the tables of the original document, which are those of RKE. */
export const distributionOf = ({ distribution = "rke" }: NodesDeployment): Distribution => distribution;

export const defaultCni: Readonly<Record<Distribution, string>> = { rke: "canal", rke2: "canal", k3s: "flannel" };

export const cniNameOf = (deployment: NodesDeployment): string =>
  deployment.cni?.name ?? defaultCni[distributionOf(deployment)];

/** The deployment's CNI on its distribution; undefined if the CNI does not exist there. */
export function supportOf(deployment: NodesDeployment): CniSupport | undefined {
  return cnis.find(({ name }) => name === cniNameOf(deployment))?.on[distributionOf(deployment)];
}

export function settingsOf(deployment: Deployment): Settings {
  const usual = deployment.type === "rancher-nodes" ? rancherNodesEditions[deployment.edition].ipFamily : "ipv4";
  const ipFamily = deployment.ipFamily ?? usual;
  const support = hasNodes(deployment) ? supportOf(deployment) : undefined;
  if (!support || !hasNodes(deployment)) return { ipFamily, bgp: false };
  const { encapsulations, encapsulationOfIpv6 } = support;
  const [byDefault = "none"] = encapsulations;
  const encapsulation =
    deployment.cni?.encapsulation ?? (ipFamily === "ipv6" ? encapsulationOfIpv6 : undefined) ?? byDefault;
  const bgp = deployment.cni?.bgp ?? support.bgp ?? false;
  return { ipFamily, bgp, encapsulation, wireguard: deployment.cni?.wireguard ?? false };
}
