/** All products with port rules, each with the facts of a deployment that select it. */
import type { Deployment } from "../model/deployment";
import type { Catalog, PortRule } from "../model/port-rule";
import { cnis } from "./cni";
import type { Distribution } from "./cni/cni";
import { hardened } from "./hardened-nodes";
import { catalogsOf, type Product } from "./product";
import { clusterWith, existing, rancherAsNodes, rancherServerWith, withAddons } from "./products";
import { rancherNodes } from "./rancher-nodes";
import { rancherServer } from "./rancher-server";
import { rancherServerOn } from "./server-distributions";

/** A product with the facts that select it. */
export interface Place {
  readonly type: Exclude<Deployment["type"], "rancher-nodes">;
  readonly facts: Readonly<Record<string, string>>;
  readonly product: Product;
}

export const distributions = ["rke", "rke2", "k3s"] as const;
const cnisOn = (distribution: Distribution) => cnis.filter(({ on }) => on[distribution]).map(({ name }) => name);

const launched = distributions.flatMap((distribution) =>
  cnisOn(distribution).flatMap((cni) =>
    (["node-pools", "custom"] as const).flatMap((provisioning) =>
      ([undefined, "common-ports"] as const).map((preset): Place => {
        const product = withAddons(clusterWith(distribution, provisioning, cni, preset), distribution, cni);
        const facts = { provisioning, distribution, "cni.name": cni, preset: preset ?? "none" };
        return { type: "cluster", facts, product };
      }),
    ),
  ),
);
const others = Object.entries(existing).map(
  ([provisioning, product]): Place => ({ type: "cluster", facts: { provisioning }, product }),
);
const servers: readonly Place[] = [
  { type: "rancher-server", facts: { distribution: "original" }, product: rancherServer },
  ...(["rke", "hosted", "docker"] as const).map(
    (distribution): Place => ({
      type: "rancher-server",
      facts: { distribution },
      product: rancherServerOn[distribution],
    }),
  ),
  ...(["rke2", "k3s"] as const).flatMap((distribution) =>
    cnisOn(distribution).map((cni): Place => {
      const product = withAddons(rancherServerWith(distribution, cni), distribution, cni, rancherAsNodes);
      return { type: "rancher-server", facts: { distribution, "cni.name": cni }, product };
    }),
  ),
];

/** All clusters and all Rancher servers. */
export const places: readonly Place[] = [...launched, ...others, ...servers];

function catalogsOfType(type: Deployment["type"]): readonly Catalog[] {
  if (type === "rancher-nodes") return catalogsOf(rancherNodes).flatMap((catalog) => [catalog, hardened(catalog)]);
  return places.filter((place) => place.type === type).flatMap(({ product }) => catalogsOf(product));
}

/**
 * The port rules that a deployment of the type can have in any version and with any options: one for each id, sorted.
 */
export function portRulesOf(type: Deployment["type"]): readonly PortRule[] {
  const rules = new Map(
    catalogsOfType(type).flatMap((catalog) => catalog.rules.map((rule) => [rule.id, rule] as const)),
  );
  return [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The port rules of the group `rancher-nodes` that are open to any address. Users can narrow their sources. */
export const narrowablePortRules = () => portRulesOf("rancher-nodes").filter(({ from }) => from.includes("internet"));
