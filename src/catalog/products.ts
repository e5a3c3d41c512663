/** All products that have catalogs. */
import { clusterRoles } from "../model/party";
import { addons } from "./addons";
import type { Addon, NodeParties } from "./addons/addon";
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
import type { Row } from "./row";
import { rancherServerOn } from "./server-distributions";
import { defaultCni, distributionTitles, type LaunchedDeployment, type OwnClusterDeployment } from "./settings";

/** Clusters that Rancher launches, without the rows of a CNI. */
const launched = { rke, rke2, k3s } as const;
/** Clusters that Rancher does not launch. */
export const existing = { hosted: hostedCluster, imported: importedCluster } as const;

/** Cache of the products that were requested, so that their catalogs are computed once. */
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

/** Rancher servers on each distribution, with the default CNI. */
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

/** Each CNI alone, among the Rancher nodes, on the distributions that Rancher runs on. */
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

/** The nodes of a cluster that Rancher launches: each role is a party. */
const rolesAsParties: NodeParties = {
  nodes: clusterRoles,
  servers: ["etcd", "controlplane"],
  workers: ["worker"],
  ingressNodes: ["controlplane", "worker"],
  clients: ["workloadClients"],
  outbound: ["rancher", ...clusterRoles],
};

/** The nodes of the cluster that Rancher runs on have every role, and serve the clients of Rancher. */
export const rancherAsNodes: NodeParties = {
  nodes: ["rancher"],
  servers: ["rancher"],
  workers: ["rancher"],
  ingressNodes: ["rancher"],
  clients: ["apiClients"],
  outbound: ["rancher"],
};

/** The rows of an add-on on a distribution, for the versions in which it exists there. None if it does not exist. */
export function addonRows(
  { name, on }: Addon,
  distribution: Distribution,
  parties: NodeParties = rolesAsParties,
): readonly Row[] {
  const { rows, ...versions } = on[distribution] ?? { rows: () => [] };
  return rows(parties).map(({ rule, ...row }) => ({ ...versions, ...row, rule: { ...rule, addon: name } }));
}

/** Whether an add-on exists on a distribution with a CNI, in some version of Rancher. */
export function hasAddon({ on, cnis: itsCnis }: Addon, distribution: Distribution, cni: string): boolean {
  return on[distribution] !== undefined && (itsCnis === undefined || itsCnis.includes(cni));
}

/** The product with the rows of every add-on that exists on the distribution with the CNI. */
export function withAddons(
  product: Product,
  distribution: Distribution,
  cni: string,
  parties: NodeParties = rolesAsParties,
): Product {
  const known = extended.get(product);
  if (known) return known;
  const rows = addons
    .filter((addon) => hasAddon(addon, distribution, cni))
    .flatMap((addon) => addonRows(addon, distribution, parties));
  const made = { ...product, rows: [...product.rows, ...rows] };
  extended.set(product, made);
  return made;
}

/** Cache of products with add-ons, by the product without them, so that their catalogs are computed once. */
const extended = new WeakMap<Product, Product>();

/** Each add-on alone, on each distribution that it exists on. */
export const addonProducts: readonly Product[] = addons.flatMap((addon) =>
  (Object.keys(addon.on) as Distribution[]).map((distribution) => addonOn(addon, distribution)),
);

function addonOn(addon: Addon, distribution: Distribution): Product {
  const { since } = addon.on[distribution] ?? {};
  return {
    ...(distribution === "rke" ? { ...rkeVersions, ...(since ? { since } : {}) } : { since: "2.9" }),
    rows: addonRows(addon, distribution),
    named: (edition) => ({
      id: edition ? `${distribution}-${addon.name}-${edition.since}` : `${distribution}-${addon.name}`,
      title: edition ? `${addon.title}, Rancher ${edition.versions}` : addon.title,
    }),
  };
}
