/**
 * Flows that the tables require among the parties of a cluster that Rancher launches, from the recorded rows. Footnotes
 * and remarks of the tables were read by hand. Shares no code with src: types only.
 */
import type { Party } from "../../src/model/party";
import { type AddonCluster, type AddonFlow, type addonFacts, nameOf } from "./addons";
import { type DocumentedRow, documentedRows } from "./documented-rows";

export interface ClusterFacts extends AddonCluster {
  readonly provisioning: "node-pools" | "custom";
  readonly encapsulation: "vxlan" | "geneve" | "ip-in-ip" | "wireguard" | "ipsec" | "none";
  /** Whether Calico encrypts in addition to its encapsulation. */
  readonly isEncrypted: boolean;
  readonly hasBgp: boolean;
  readonly isApiOpen: boolean;
  readonly loadBalancer?: { readonly terminatesTls: boolean } | undefined;
  /** Whether a load balancer in front of the servers has a group. Default: false. */
  readonly isApiBalanced?: boolean;
  /** Whether `administrators` is bound. Default: false. */
  readonly isAdministered?: boolean;
  /** The entries of `addonFacts` that the cluster has. */
  readonly addons: readonly (typeof addonFacts)[number][];
}

/** Traffic from one party to another. `-1` is every protocol; without ports, all ports. */
export type ClusterFlow = AddonFlow;

const roles = ["etcd", "controlplane", "worker"] as const;
const isRole = (party: Party) => (roles as readonly Party[]).includes(party);

export function clusterFlows(facts: ClusterFacts): readonly ClusterFlow[] {
  return [
    ...documentedRows.filter((row) => concerns(row, facts)).flatMap(flowsOf),
    ...beyondTheTables(facts),
    ...rancherFlows(facts),
    ...optionalPartyFlows(facts),
    ...facts.addons.flatMap(({ flows }) => flows(facts)),
  ];
}

/** The flows to Rancher's nodes and to the load balancer in front of them, from the notes of the matrices. */
function rancherFlows({ loadBalancer }: ClusterFacts): readonly ClusterFlow[] {
  const on = (from: readonly Party[], to: Party, port: number) =>
    from.map((source) => ({ from: source, to, protocol: "tcp", fromPort: port, toPort: port }));
  if (!loadBalancer) {
    return [...on([...roles, "apiClients"], "rancher", 443), ...on(["apiClients"], "rancher", 80)];
  }
  return [
    ...on([...roles, "apiClients"], "loadBalancer", 443),
    ...on(["apiClients"], "loadBalancer", 80),
    ...on(["loadBalancer"], "rancher", 80),
    ...(loadBalancer.terminatesTls ? [] : on(["loadBalancer"], "rancher", 443)),
  ];
}

/**
 * The flows of parties that exist only if they are bound: docs/decisions/0023. On RKE2 nodes also join through the load
 * balancer of the servers. Rancher uses it for the authorized cluster endpoint.
 */
function optionalPartyFlows(facts: ClusterFacts): readonly ClusterFlow[] {
  const on = (from: readonly Party[], to: readonly Party[], port: number) =>
    from.flatMap((source) => to.map((target) => tcp(source, target, port)));
  const administrators = facts.isAdministered ? (["administrators"] as const) : [];
  const balanced = (port: number) => [
    ...on(roles, ["apiLoadBalancer"], port),
    ...on(["apiLoadBalancer"], ["etcd", "controlplane"], port),
  ];
  return [
    ...on(administrators, roles, 22),
    ...on(administrators, ["controlplane"], 6443),
    ...(facts.isApiBalanced ? [...balanced(6443), ...on(administrators, ["apiLoadBalancer"], 6443)] : []),
    ...(facts.isApiBalanced && facts.distribution === "rke2" ? balanced(9345) : []),
    ...(facts.isApiBalanced && facts.isApiOpen
      ? on(["kubernetesApiClients", "rancher"], ["apiLoadBalancer"], 6443)
      : []),
  ];
}

const tcp = (from: Party, to: Party, port: number): ClusterFlow => ({
  ...{ from, to, protocol: "tcp", fromPort: port, toPort: port },
});

/** Whether a row of a table applies to a cluster. */
function concerns(row: DocumentedRow, facts: ClusterFacts): boolean {
  const { table, version, fromPort, from, to } = row;
  const { distribution, cni, provisioning, minor, encapsulation } = facts;
  const hasRegistry = facts.addons.some((addon) => nameOf(addon) === "embedded-registry");
  if (table === `ports-${provisioning === "node-pools" ? "iaas" : "custom"}-nodes`) {
    const isFirst = distribution === "rke" && minor < 9;
    if (version.startsWith(isFirst ? "v2.9" : "v2.0")) return false;
    // Without Windows workers, and without the flows that stay on a node or lead to Rancher and its load balancer.
    if ([...from, ...to].includes("loadBalancer") || to.includes("rancher") || to.includes("rancherCatalog"))
      return false;
    if (["4789", "9099", "10254"].includes(fromPort)) return false;
    if (from.includes("kubernetesApiClients")) return facts.isApiOpen;
    if (distribution === "rke") {
      return fromPort !== "8472" || ((cni === "canal" || cni === "flannel") && encapsulation === "vxlan");
    }
    // The rest of the matrix is RKE's: other distributions have tables of the traffic among their nodes.
    return ![...from, ...to].every(isRole) && fromPort !== "2376";
  }
  if (table.startsWith("RKE2 inbound CNI ") && (distribution === "rke2" || cni !== "flannel")) {
    return distribution !== "rke" && table.endsWith(cni) && isCarried(fromPort, facts);
  }
  if (table === "RKE2 inbound") return distribution === "rke2";
  if (table.startsWith("Embedded registry")) return distribution === "rke2" && hasRegistry;
  if (table === "Weave Net") return cni === "weave";
  if (table !== "K3s inbound" || distribution !== "k3s") return false;
  const isForAll = from.length === 3 && to.length === 3;
  if (fromPort === "5001" || (fromPort === "6443" && isForAll)) return hasRegistry;
  return ["8472", "51820", "51821"].includes(fromPort) ? cni === "flannel" && isCarried(fromPort, facts) : true;
}

/** Whether a CNI uses a port of its table. */
function isCarried(fromPort: string, { cni, encapsulation, hasBgp, family }: ClusterFacts): boolean {
  if (fromPort === "179") return hasBgp;
  if (fromPort === "51820") return encapsulation === "wireguard" && family !== "ipv6";
  if (fromPort === "51821") return encapsulation === "wireguard" && family !== "ipv4";
  if (fromPort === "51871") return encapsulation === "wireguard";
  if (fromPort === "8") return family !== "ipv6";
  if (fromPort !== "8472" && fromPort !== "4789") return true;
  return encapsulation === "vxlan" || (cni === "cilium" && ["wireguard", "ipsec"].includes(encapsulation));
}

/** Flows that no recorded row contains; docs/decisions/0009 and 0021 have the reasons. */
function beyondTheTables(facts: ClusterFacts): readonly ClusterFlow[] {
  const { distribution, cni, encapsulation, isEncrypted, hasBgp, family } = facts;
  const among = (protocol: string, fromPort?: number, toPort = fromPort) =>
    roles.flatMap((from) => roles.map((to) => ({ from, to, protocol, fromPort, toPort })));
  const when = (is: boolean, flows: readonly ClusterFlow[]) => (is ? flows : []);
  return [
    ...when(distribution === "rke2", among("udp", 30000, 32767)),
    // K3s servers reach each other on 6443: the table has this for agents, and the text for all nodes.
    ...when(
      distribution === "k3s",
      among("tcp", 6443).filter(({ to }) => to !== "worker"),
    ),
    ...when(distribution === "rke" && cni === "calico" && hasBgp, among("tcp", 179)),
    ...when(distribution === "rke" && cni === "calico" && encapsulation === "vxlan", among("udp", 4789)),
    ...when(cni === "calico" && isEncrypted && family !== "ipv6", among("udp", 51820)),
    ...when(cni === "calico" && isEncrypted && family !== "ipv4", among("udp", 51821)),
    ...when(cni === "cilium" && hasBgp, among("tcp", 179)),
    ...when(cni === "cilium" && family !== "ipv4", among("icmpv6", 128, 0)),
    ...when(encapsulation === "geneve", among("udp", 6081)),
    ...when(encapsulation === "ip-in-ip", among("4")),
    ...when(encapsulation === "ipsec", among("50")),
    ...when(encapsulation === "none", among("-1")),
  ];
}

function flowsOf({ from, to, protocol, fromPort, toPort }: DocumentedRow): readonly ClusterFlow[] {
  return from.flatMap((source) =>
    to.map((target) => ({
      from: source,
      to: target,
      protocol: protocol === "all" ? "-1" : protocol,
      fromPort: fromPort ? Number(fromPort) : undefined,
      toPort: toPort ? Number(toPort) : undefined,
    })),
  );
}
