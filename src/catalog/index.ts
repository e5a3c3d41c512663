/** Which ports does Rancher document? All catalogs, and the catalog that applies to a deployment. */
import { SecurityGroupsError } from "../errors";
import type { Deployment } from "../model/deployment";
import type { Catalog } from "../model/port-rule";
import { hardened } from "./hardened-nodes";
import { catalogOf, catalogsOf, type Product } from "./product";
import {
  addonProducts,
  clusters,
  clusterWith,
  cniProducts,
  cniProductsOfRancher,
  existing,
  rancherAsNodes,
  rancherServers,
  rancherServerWith,
  withAddons,
} from "./products";
import { rancherNodes } from "./rancher-nodes";
import { rancherServer } from "./rancher-server";
import { rancherServerOn } from "./server-distributions";
import { cniNameOf, distributionOf, isLaunched, isOwnCluster } from "./settings";
import { rancherVersionOf, tableChoiceIssues } from "./table-choice";

const documented: readonly Catalog[] = [
  ...catalogsOf(rancherNodes),
  ...catalogsOf(rancherNodes).map(hardened),
  ...[rancherServer, ...rancherServers].flatMap(catalogsOf),
  ...Object.values(clusters).flat().flatMap(catalogsOf),
  ...Object.values(existing).flatMap(catalogsOf),
];

/** The documented catalogs by id. Those of a distribution include its default CNI. */
export const catalogs: ReadonlyMap<string, Catalog> = new Map(documented.map((catalog) => [catalog.id, catalog]));

/** The port rules of each CNI alone, on each distribution that it exists on. */
export const cniCatalogs: readonly Catalog[] = cniProducts.flatMap(catalogsOf);

const cniCatalogsOfRancher: readonly Catalog[] = cniProductsOfRancher.flatMap(catalogsOf);

/** The port rules of each add-on alone, on each distribution that it exists on. */
export const addonCatalogs: readonly Catalog[] = addonProducts.flatMap(catalogsOf);

const firstEditions: readonly Catalog[] = [
  rancherNodes,
  rancherServer,
  ...clusters.rke,
  ...Object.values(existing),
].map((product) => catalogOf(product));

/**
 * The catalogs to compare a deployment with: for RKE those of the first edition, for others those of their
 * distribution. Rancher servers are compared with Rancher servers on other distributions.
 */
export function kindredCatalogs(deployment: Deployment): readonly Catalog[] {
  if (deployment.type === "rancher-server") {
    const cnis = isOwnCluster(deployment) ? cniCatalogsOfRancher : [];
    const ofDistribution = cnis.filter(({ id }) => id.startsWith(`${deployment.distribution}-`));
    return [...firstEditions, ...rancherServers.flatMap(catalogsOf), ...ofDistribution];
  }
  if (!isLaunched(deployment)) return firstEditions;
  const distribution = distributionOf(deployment);
  const others = distribution === "rke" ? firstEditions : clusters[distribution].flatMap(catalogsOf);
  return [...others, ...[...cniCatalogs, ...addonCatalogs].filter(({ id }) => id.startsWith(`${distribution}-`))];
}

/**
 * The port rules that apply to a deployment, before they are filtered by its conditions.
 * @throws SecurityGroupsError if the deployment does not determine which tables apply.
 */
export function catalogFor(deployment: Deployment): Catalog {
  const issues = tableChoiceIssues(deployment);
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  if (deployment.type !== "rancher-nodes") return catalogOf(productOf(deployment), rancherVersionOf(deployment));
  const catalog = catalogOf(rancherNodes, deployment.edition);
  return deployment.hardened ? hardened(catalog) : catalog;
}

function productOf(deployment: Exclude<Deployment, { type: "rancher-nodes" }>): Product {
  if (isOwnCluster(deployment)) {
    const { distribution } = deployment;
    const cni = cniNameOf(deployment);
    return withAddons(rancherServerWith(distribution, cni), distribution, cni, rancherAsNodes);
  }
  if (deployment.type === "rancher-server") {
    return deployment.distribution ? rancherServerOn[deployment.distribution] : rancherServer;
  }
  if (!isLaunched(deployment)) return existing[deployment.provisioning as "hosted" | "imported"];
  const { provisioning, preset } = deployment;
  const distribution = distributionOf(deployment);
  const cni = cniNameOf(deployment);
  return withAddons(clusterWith(distribution, provisioning, cni, preset), distribution, cni);
}
