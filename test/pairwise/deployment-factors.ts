/**
 * The factors of a deployment with nodes, and the values that a distribution, a CNI or a version does not allow. They
 * are read from docs/ports.md and the documents that it cites. Shares no code with src.
 */
import { type AddonCluster, addonFacts, nameOf } from "../oracle/addons";
import { type Classes, type Combination, type Constraint, choosePairwise } from "./pairwise";

type AddonFacts = (typeof addonFacts)[number];

/** Two entries of `kube-proxy-health` are tried: with its default clients, and with addresses. */
const keyOf = (addon: AddonFacts) => {
  const hasAddresses = typeof addon.entry !== "string" && "from" in addon.entry;
  return hasAddresses ? `${nameOf(addon)} from addresses` : nameOf(addon);
};

/** Open egress contains the flows of add-ons that are about outbound traffic only. */
export const isOutbound = ({ flows }: AddonFacts) =>
  flows({ distribution: "rke2", cni: "cilium", family: "dual", minor: 15 }).every(({ to }) => to === "destination");

export const factors = {
  /** Distribution and Rancher version. RKE has the tables of the original document (`2.x`) and later ones. */
  product: ["rke 2.x", "rke 2.11", "rke2 2.14", "rke2 2.15", "k3s 2.15"],
  /** How the nodes of a cluster are created, or the nodes of Rancher itself: a deployment of type `rancher-server`. */
  nodes: ["node-pools", "custom", "rancher"],
  cni: ["canal", "flannel", "calico", "cilium", "weave", "none"],
  /** Without IP in IP and ESP, which the emulator does not know. `encrypted` is VXLAN and the WireGuard of Calico. */
  encapsulation: ["vxlan", "encrypted", "geneve", "wireguard", "none"],
  bgp: ["off", "on"],
  family: ["ipv4", "dual", "ipv6"],
  /** None, one of those that open ports, or every one that the deployment can have. Egress is open to all. */
  addons: ["none", ...addonFacts.filter((addon) => !isOutbound(addon)).map(keyOf), "all"],
  loadBalancer: ["none", "passes TLS", "terminates TLS"],
  apiLoadBalancer: ["none", "created"],
  administrators: ["none", "bound"],
  kubernetesApiClients: ["none", "bound"],
} as const satisfies Record<string, readonly string[]>;

export type DeploymentCombination = Combination<typeof factors>;

/** The facts that determine which add-ons exist. */
export function addonClusterOf({
  product,
  cni,
  family,
}: Pick<DeploymentCombination, "product" | "cni" | "family">): AddonCluster {
  const [distribution, version] = product.split(" ") as [AddonCluster["distribution"], string];
  return { distribution, cni, family, minor: version === "2.x" ? 0 : Number(version.replace("2.", "")) };
}

/** The add-on that is a value of the factor. `none` and `all` are no add-on. */
export const addonOf = (value: string): AddonFacts | undefined => addonFacts.find((addon) => keyOf(addon) === value);

/** The encapsulations of each CNI on each distribution that are values of the factor. */
const encapsulations: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  rke: {
    canal: ["vxlan"],
    flannel: ["vxlan", "none"],
    calico: ["vxlan", "encrypted", "none"],
    weave: ["vxlan"],
    none: ["none"],
  },
  rke2: {
    canal: ["vxlan", "wireguard"],
    flannel: ["vxlan", "none"],
    calico: ["vxlan", "encrypted", "none"],
    cilium: ["vxlan", "geneve", "wireguard", "none"],
    none: ["none"],
  },
  k3s: {
    canal: ["vxlan", "wireguard"],
    flannel: ["vxlan", "wireguard", "none"],
    calico: ["vxlan", "encrypted", "none"],
    cilium: ["vxlan", "geneve", "wireguard", "none"],
    none: ["none"],
  },
};
const encapsulationsOf = ({ product, cni }: Pick<DeploymentCombination, "product" | "cni">) =>
  encapsulations[product.split(" ")[0] as string]?.[cni] ?? [];
const isRke = ({ product }: Pick<DeploymentCombination, "product">) => product.startsWith("rke ");

/** Values that a deployment cannot combine. */
export const constraints: readonly Constraint<typeof factors>[] = [
  // Rancher on RKE has neither `cni` nor `addons`: test/e2e/distribution-cases.ts adds a deployment for it.
  { factors: ["product", "nodes"], allows: (one) => one.nodes !== "rancher" || !isRke(one) },
  { factors: ["product", "cni"], allows: (one) => encapsulationsOf(one).length > 0 },
  {
    factors: ["product", "cni", "encapsulation"],
    allows: (one) => encapsulationsOf(one).includes(one.encapsulation),
  },
  { factors: ["cni", "bgp"], allows: ({ cni, bgp }) => bgp === "off" || cni === "calico" || cni === "cilium" },
  {
    factors: ["product", "cni", "family", "addons"],
    allows: (one) => addonOf(one.addons)?.exists(addonClusterOf(one)) ?? true,
  },
  { factors: ["product", "apiLoadBalancer"], allows: (one) => one.apiLoadBalancer === "none" || !isRke(one) },
  // The original document has neither party.
  {
    factors: ["product", "administrators"],
    allows: (one) => one.administrators === "none" || one.product !== "rke 2.x",
  },
  {
    factors: ["product", "kubernetesApiClients"],
    allows: (one) => one.kubernetesApiClients === "none" || one.product !== "rke 2.x",
  },
];

/** In pairs, the single add-ons count as one value. */
export const classes: Classes<typeof factors> = { addons: (value) => (addonOf(value) ? "one" : value) };

export const deployedCombinations: readonly DeploymentCombination[] = choosePairwise(factors, constraints, classes);
