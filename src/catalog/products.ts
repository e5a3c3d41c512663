/** All products that have catalogs. */
import { cnis } from "./cni";
import type { Cni, CniSupport, Distribution } from "./cni/cni";
import { withCommonPorts } from "./common-ports";
import { rkeVersions } from "./edition";
import { hostedCluster, importedCluster } from "./hosted";
import { k3s } from "./k3s";
import { amongRancherNodes } from "./own-cluster";
import type { Product } from "./product";
import { rke } from "./rke";
import { rke2 } from "./rke2";
import { rancherServerOn } from "./server-distributions";
import { defaultCni, distributionTitles, type LaunchedDeployment, type OwnClusterDeployment } from "./settings";

/** Clusters that Rancher launches, without the network of pods. */
const launched = { rke, rke2, k3s } as const;
/** Clusters that Rancher does not launch. */
export const existing = { hosted: hostedCluster, imported: importedCluster } as const;

/** Products that were asked for, so that their catalogs are computed once. */
const made = new Map<string, Product>();

/** A launched cluster with a CNI. A CNI that does not exist on the distribution adds no rows. */
export function clusterWith(
  distribution: Distribution,
  provisioning: LaunchedDeployment["provisioning"],
  cni: string = defaultCni[distribution],
  preset?: "common-ports",
): Product {
  const support: CniSupport | undefined = cnis.find(({ name }) => name === cni)?.on[distribution];
  const key = [distribution, provisioning, support ? cni : "", preset].join(" ");
  const known = made.get(key);
  if (known) return known;
  const base = launched[distribution][provisioning];
  const withCni = { ...base, rows: [...base.rows, ...(support?.rows ?? [])] };
  const product = preset ? withCommonPorts(withCni) : withCni;
  made.set(key, product);
  return product;
}

/** Rancher on RKE2 or K3s with a CNI. A CNI that does not exist on the distribution adds no rows. */
export function rancherServerWith(
  distribution: OwnClusterDeployment["distribution"],
  cni: string = defaultCni[distribution],
): Product {
  const support: CniSupport | undefined = cnis.find(({ name }) => name === cni)?.on[distribution];
  const key = ["rancher-server", distribution, support ? cni : ""].join(" ");
  const known = made.get(key);
  if (known) return known;
  const base = rancherServerOn[distribution];
  const product = { ...base, rows: [...base.rows, ...amongRancherNodes(support?.rows ?? [])] };
  made.set(key, product);
  return product;
}

/** Rancher by what it runs on, with the default CNI. */
export const rancherServers: readonly Product[] = [
  rancherServerWith("k3s"),
  rancherServerWith("rke2"),
  rancherServerOn.rke,
  rancherServerOn.hosted,
  rancherServerOn.docker,
];

/** Launched clusters with their default CNI, and some of them with the commonly used ports. */
export const clusters: Readonly<Record<Distribution, readonly Product[]>> = {
  rke: [
    clusterWith("rke", "node-pools"),
    clusterWith("rke", "custom"),
    clusterWith("rke", "node-pools", undefined, "common-ports"),
    clusterWith("rke", "custom", undefined, "common-ports"),
  ],
  rke2: [
    clusterWith("rke2", "node-pools"),
    clusterWith("rke2", "custom"),
    clusterWith("rke2", "custom", undefined, "common-ports"),
  ],
  k3s: [clusterWith("k3s", "node-pools"), clusterWith("k3s", "custom")],
};

/** Each CNI alone, on each distribution that it exists on. */
export const cniProducts: readonly Product[] = cnis.flatMap((cni) =>
  Object.entries(cni.on).map(([name, support]) => cniOn(cni, name as Distribution, support)),
);

/** The same among the Rancher nodes, on the distributions that Rancher runs on. */
export const cniProductsOfRancher: readonly Product[] = cniProducts.map((product) => ({
  ...product,
  rows: amongRancherNodes(product.rows),
}));

function cniOn({ name, title }: Cni, distribution: Distribution, { rows }: CniSupport): Product {
  return {
    ...(distribution === "rke" ? rkeVersions : { since: "2.9" }),
    rows,
    named: (edition) => ({
      id: edition ? `${distribution}-${name}-${edition.since}` : `${distribution}-${name}`,
      title: `${title} on ${distributionTitles[distribution]}${edition ? ` of Rancher ${edition.versions}` : ""}`,
    }),
  };
}
