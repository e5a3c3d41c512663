/** Every catalog, and which one a deployment is measured by. */
import type { ClusterDeployment, Deployment } from "../model/deployment";
import type { Catalog, PortRule } from "../model/port-rule";
import { minorOf } from "../model/rancher-version";
import { cnis } from "./cni";
import { canal } from "./cni/canal";
import type { Distribution } from "./cni/cni";
import { flannel } from "./cni/flannel";
import { withCommonPorts } from "./common-ports";
import { hardened } from "./hardened-nodes";
import { hostedCluster, hostedCluster29, importedCluster, registeredCluster29 } from "./hosted";
import { k3s } from "./k3s";
import { rancherNodes, rancherNodes2022, rancherNodes2025 } from "./rancher-nodes";
import { rancherServer } from "./rancher-server";
import { rkeCustomNodes, rkeCustomNodes29, rkeNodePools, rkeNodePools29 } from "./rke";
import { rke2 } from "./rke2";
import { rancherServerOn } from "./server-distributions";
import { distributionOf, distributionTitles, isLaunched, supportOf } from "./settings";

/** The group `rancher-nodes`, as documented and hardened. */
const nodesByEdition = {
  "2.x": { documented: rancherNodes, hardened: hardened(rancherNodes) },
  "2022-05": { documented: rancherNodes2022, hardened: hardened(rancherNodes2022) },
  "2025-09": { documented: rancherNodes2025, hardened: hardened(rancherNodes2025) },
} as const;

/** Clusters that Rancher launches, without the network of pods. */
const launched = {
  rke: {
    "2.x": { "node-pools": rkeNodePools, custom: rkeCustomNodes },
    "2.9": { "node-pools": rkeNodePools29, custom: rkeCustomNodes29 },
  },
  rke2: { "node-pools": rke2.nodePools, custom: rke2.customNodes },
  k3s: { "node-pools": k3s.nodePools, custom: k3s.customNodes },
} as const;

const existing = {
  "2.x": { hosted: hostedCluster, imported: importedCluster },
  "2.9": { hosted: hostedCluster29, imported: registeredCluster29 },
} as const;

/** The documented catalogs; those of a distribution with the CNI that it has by itself. */
export const catalogs = {
  rancherNodes,
  rancherNodes2022,
  rancherNodes2025,
  rancherNodesHardened: nodesByEdition["2.x"].hardened,
  rancherNodes2022Hardened: nodesByEdition["2022-05"].hardened,
  rancherNodes2025Hardened: nodesByEdition["2025-09"].hardened,
  rancherServer,
  rancherServerOnRke: rancherServerOn.rke,
  rancherServerOnRke2: rancherServerOn.rke2,
  rancherServerOnK3s: rancherServerOn.k3s,
  rancherServerInDocker: rancherServerOn.docker,
  rkeNodePools: withRules(rkeNodePools, canal.on.rke),
  rkeCustomNodes: withRules(rkeCustomNodes, canal.on.rke),
  rkeNodePoolsCommonPorts: withCommonPorts(withRules(rkeNodePools, canal.on.rke), "2.x"),
  rkeCustomNodesCommonPorts: withCommonPorts(withRules(rkeCustomNodes, canal.on.rke), "2.x"),
  rkeNodePools29: withRules(rkeNodePools29, canal.on.rke),
  rkeCustomNodes29: withRules(rkeCustomNodes29, canal.on.rke),
  rke2NodePools: withRules(rke2.nodePools, canal.on.rke2),
  rke2CustomNodes: withRules(rke2.customNodes, canal.on.rke2),
  rke2CustomNodesCommonPorts: withCommonPorts(withRules(rke2.customNodes, canal.on.rke2), "2.9"),
  k3sNodePools: withRules(k3s.nodePools, flannel.on.k3s),
  k3sCustomNodes: withRules(k3s.customNodes, flannel.on.k3s),
  hostedCluster,
  importedCluster,
  hostedCluster29,
  registeredCluster29,
} as const satisfies Record<string, Catalog>;

/** The port rules of each CNI alone, on each distribution that it exists on. */
export const cniCatalogs: readonly Catalog[] = cnis.flatMap(({ name, title, on }) =>
  Object.entries(on).map(([distribution, { rules }]) => ({
    id: `${distribution}-${name}`,
    title: `${title} on ${distributionTitles[distribution as Distribution]}`,
    addresses: {},
    rules,
  })),
);

/** What a reader of the same tables compares with: those of the first edition for RKE, else the distribution's own. */
export function kindredCatalogs(deployment: Deployment): readonly Catalog[] {
  if (!isLaunched(deployment)) return firstEdition;
  const isOwn = ({ id }: Catalog) => id.startsWith(`${distributionOf(deployment)}-`);
  const documented = distributionOf(deployment) === "rke" ? firstEdition : Object.values(catalogs).filter(isOwn);
  return [...documented, ...cniCatalogs.filter(isOwn)];
}

const firstEdition: readonly Catalog[] = [
  catalogs.rancherNodes,
  catalogs.rancherServer,
  catalogs.rkeNodePools,
  catalogs.rkeCustomNodes,
  catalogs.rkeNodePoolsCommonPorts,
  catalogs.rkeCustomNodesCommonPorts,
  catalogs.hostedCluster,
  catalogs.importedCluster,
];

/** The port rules that apply to a deployment, before its conditions are looked at. */
export function catalogFor(deployment: Deployment): Catalog {
  switch (deployment.type) {
    case "rancher-nodes":
      return nodesByEdition[deployment.edition][deployment.hardened ? "hardened" : "documented"];
    case "rancher-server":
      return deployment.distribution ? rancherServerOn[deployment.distribution] : rancherServer;
    case "cluster":
      return clusterCatalog(deployment);
  }
}

function clusterCatalog(deployment: ClusterDeployment): Catalog {
  const { provisioning } = deployment;
  if (!isLaunched(deployment)) {
    return existing[editionOf(deployment)][provisioning as "hosted" | "imported"];
  }
  const distribution = distributionOf(deployment);
  const base = distribution === "rke" ? launched.rke[editionOf(deployment)] : launched[distribution];
  // A CNI that there is not adds nothing: it is reported elsewhere.
  const catalog = withRules(base[deployment.provisioning], supportOf(deployment));
  if (!deployment.preset) return catalog;
  return withCommonPorts(catalog, distribution === "rke" ? editionOf(deployment) : "2.9");
}

/** The edition of Rancher's matrices. */
function editionOf({ rancherVersion }: ClusterDeployment): "2.x" | "2.9" {
  return (minorOf(rancherVersion) ?? 0) < 9 ? "2.x" : "2.9";
}

function withRules(catalog: Catalog, more: { readonly rules: readonly PortRule[] } | undefined): Catalog {
  return { ...catalog, rules: [...catalog.rules, ...(more?.rules ?? [])] };
}
