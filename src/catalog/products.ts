/** All products that have catalogs. */
import { cnis } from "./cni";
import type { Cni, CniSupport, Distribution } from "./cni/cni";
import { withCommonPorts } from "./common-ports";
import { rkeVersions } from "./edition";
import { hostedCluster, importedCluster } from "./hosted";
import { k3s } from "./k3s";
import type { Product } from "./product";
import { rke } from "./rke";
import { rke2 } from "./rke2";
import { defaultCni, distributionTitles, type LaunchedDeployment } from "./settings";

/** Clusters that Rancher launches, without the network of pods. */
export const launched = { rke, rke2, k3s } as const;
/** Clusters that Rancher does not launch. */
export const existing = { hosted: hostedCluster, imported: importedCluster } as const;

export const withCni = (product: Product, support: CniSupport | undefined): Product => ({
  ...product,
  rows: [...product.rows, ...(support?.rows ?? [])],
});

/** A launched cluster with the default CNI of its distribution. */
export function documented(distribution: Distribution, provisioning: LaunchedDeployment["provisioning"]): Product {
  const cni = cnis.find(({ name }) => name === defaultCni[distribution]);
  return withCni(launched[distribution][provisioning], cni?.on[distribution]);
}

/** Launched clusters with their default CNI, and some of them with the commonly used ports. */
export const clusters: Readonly<Record<Distribution, readonly Product[]>> = {
  rke: [
    documented("rke", "node-pools"),
    documented("rke", "custom"),
    withCommonPorts(documented("rke", "node-pools")),
    withCommonPorts(documented("rke", "custom")),
  ],
  rke2: [documented("rke2", "node-pools"), documented("rke2", "custom"), withCommonPorts(documented("rke2", "custom"))],
  k3s: [documented("k3s", "node-pools"), documented("k3s", "custom")],
};

/** Each CNI alone, on each distribution that it exists on. */
export const cniProducts: readonly Product[] = cnis.flatMap((cni) =>
  Object.entries(cni.on).map(([name, support]) => cniOn(cni, name as Distribution, support)),
);

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
