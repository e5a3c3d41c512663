/**
 * Clusters and Rancher servers with nodes, chosen pairwise; the group of the node driver in each edition; Rancher on RKE, in
 * Docker and on a hosted control plane.
 */
import type { Party } from "../../src/model/party";
import { destination, everyAddon, monitor } from "../oracle/addons";
import { type ClusterFacts, clusterFlows } from "../oracle/cluster-flows";
import { type DocumentedRow, documentedRows } from "../oracle/documented-rows";
import { ownClusterFlows } from "../oracle/own-cluster";
import { flowsOf as rancherFlows } from "../oracle/rancher-cluster";
import {
  addonClusterOf,
  addonOf,
  type DeploymentCombination,
  deployedCombinations,
  isOutbound,
} from "../pairwise/deployment-factors";
import type { Traffic } from "./source-tables";

/** A party without a group here, or the addresses of an add-on. */
export type Outsider = Party | "destination" | "monitor";

/** Clients, with the addresses that they have in every case. */
export const clients = {
  rancher: ["10.9.0.0/24", "2001:db8:9::/64"],
  apiClients: ["203.0.113.0/24", "2001:db8:a::/64"],
  workloadClients: ["198.51.100.0/24", "2001:db8:b::/64"],
  kubernetesApiClients: ["192.0.2.0/25", "2001:db8:c::/64"],
  hostedCluster: ["10.8.0.0/24", "2001:db8:8::/64"],
  clusterNodes: ["10.7.0.0/24", "2001:db8:7::/64"],
  nodeDriverNodes: ["10.6.0.0/24", "2001:db8:6::/64"],
  rkeCli: ["10.5.0.0/24", "2001:db8:5::/64"],
  administrators: ["10.3.0.0/24", "2001:db8:3::/64"],
  hostedControlPlane: ["10.2.0.0/24", "2001:db8:2::/64"],
  /** Addresses that add-ons use. */
  destination,
  monitor,
} as const satisfies Partial<Record<Outsider, readonly string[]>>;

const bound = (...parties: readonly (keyof typeof clients)[]) => boundIn("dual", ...parties);

/** The parties, each with the addresses that a deployment of the family can reach. */
const boundIn = (family: ClusterFacts["family"], ...parties: readonly (keyof typeof clients)[]) =>
  Object.fromEntries(
    parties.map((party) => [party, { cidrs: clients[party].filter((address) => isOfFamily(family, address)) }]),
  );

export const isOfFamily = (family: ClusterFacts["family"], address: string) =>
  family === "dual" || (family === "ipv6") === address.includes(":");

export interface DocumentedFlow extends Traffic {
  readonly from: Outsider;
  readonly to: Outsider;
}

export interface DistributionCase {
  readonly deployment: { readonly type: string; readonly name: string };
  /** The parties with deployed groups. */
  readonly grouped: readonly Party[];
  /** Flows that the tables require to these parties, and from them if `family` is present. */
  readonly flows: readonly DocumentedFlow[];
  /**
   * The families of open egress and of the addresses of parties. Default: parties have addresses of both families, and
   * traffic to parties without a group is not compared.
   */
  readonly family?: ClusterFacts["family"];
}

const roles = ["etcd", "controlplane", "worker"] as const;

/** The CNI as a user writes it: `bgp` only if it is not the default. */
function cniOf({ product, cni, encapsulation, bgp }: DeploymentCombination) {
  const isBgpDefault = product.startsWith("rke ") && cni === "calico" ? "on" : "off";
  const carrier = encapsulation === "encrypted" ? "vxlan" : encapsulation;
  return {
    name: cni,
    encapsulation: carrier,
    ...(encapsulation === "encrypted" ? { wireguard: true } : {}),
    ...(bgp === isBgpDefault ? {} : { bgp: bgp === "on" }),
  };
}

function addonsOf(combination: DeploymentCombination) {
  if (combination.addons === "none") return [];
  const addon = addonOf(combination.addons);
  return addon ? [addon] : everyAddon(addonClusterOf(combination)).filter((one) => !isOutbound(one));
}

const loadBalancers = {
  none: undefined,
  "passes TLS": { terminatesTls: false },
  "terminates TLS": { terminatesTls: true },
} as const;

/** The props of the construct for a combination. */
export function deploymentOf(combination: DeploymentCombination, name: string) {
  const { product, nodes, family } = combination;
  const [distribution, rancherVersion] = product.split(" ");
  const loadBalancer = loadBalancers[combination.loadBalancer];
  const addons = addonsOf(combination);
  const isApiOpen = combination.kubernetesApiClients === "bound";
  const isOwn = nodes === "rancher";
  return {
    ...(isOwn ? { type: "rancher-server" } : { type: "cluster", provisioning: nodes }),
    ...{ name, distribution, rancherVersion, ipFamily: family, cni: cniOf(combination) },
    ...(loadBalancer ? { loadBalancer } : {}),
    ...(addons.length > 0 ? { addons: addons.map(({ entry }) => entry) } : {}),
    ...(isApiOpen && !isOwn ? { authorizedClusterEndpoint: true } : {}),
    parties: {
      ...(isOwn
        ? boundIn(family, "apiClients", "hostedCluster", "clusterNodes", "nodeDriverNodes")
        : boundIn(family, "rancher", "apiClients", "workloadClients")),
      ...(isApiOpen ? boundIn(family, "kubernetesApiClients") : {}),
      ...(combination.administrators === "bound" ? boundIn(family, "administrators") : {}),
      ...(combination.apiLoadBalancer === "created" ? { apiLoadBalancer: { create: true } } : {}),
      rancherCatalog: "none",
    },
  };
}

function factsOf(combination: DeploymentCombination): ClusterFacts {
  const { nodes, encapsulation } = combination;
  return {
    ...addonClusterOf(combination),
    provisioning: nodes === "node-pools" ? "node-pools" : "custom",
    encapsulation: encapsulation === "encrypted" ? "vxlan" : encapsulation,
    isEncrypted: encapsulation === "encrypted",
    hasBgp: combination.bgp === "on",
    isApiOpen: combination.kubernetesApiClients === "bound",
    isApiBalanced: combination.apiLoadBalancer === "created",
    isAdministered: combination.administrators === "bound",
    loadBalancer: loadBalancers[combination.loadBalancer],
    addons: addonsOf(combination),
  };
}

/** A combination with the flows that the tables require for it. */
export function distributionCase(combination: DeploymentCombination, name: string): DistributionCase {
  const { nodes, family } = combination;
  const facts = factsOf(combination);
  const flows = nodes === "rancher" ? ownClusterFlows(facts) : clusterFlows(facts);
  return {
    deployment: deploymentOf(combination, name),
    grouped: [
      ...(nodes === "rancher" ? (["rancher"] as const) : roles),
      ...(facts.loadBalancer ? (["loadBalancer"] as const) : []),
      ...(facts.isApiBalanced ? (["apiLoadBalancer"] as const) : []),
    ],
    flows: flows.map(({ from, to, protocol, fromPort = -1, toPort = -1 }) => ({
      ...{ from, to, protocol, fromPort, toPort },
    })),
    family,
  };
}

/** Clusters, and Rancher servers on RKE2 and K3s, chosen pairwise. */
export const pairwiseCases: readonly DistributionCase[] = deployedCombinations.map((combination, index) => {
  const { product, nodes, cni } = combination;
  const number = `${index + 1}`.padStart(2, "0");
  return distributionCase(combination, `pair-${number}-${product.replace(/[ .]/g, "-")}-${nodes}-${cni}`);
});

function flowsOf(is: (row: DocumentedRow) => boolean): readonly DocumentedFlow[] {
  return documentedRows.filter(is).flatMap(({ from, to, protocol, fromPort, toPort }) =>
    from.flatMap((source) =>
      to.map((destination) => ({
        from: source,
        to: destination,
        protocol: protocol === "all" ? "-1" : protocol,
        fromPort: fromPort ? Number(fromPort) : -1,
        toPort: toPort ? Number(toPort) : -1,
      })),
    ),
  );
}

const driverTables = {
  "2.x": "v2.8 (archived)",
  "2022-05": "rancher85",
  "2025-09": "rancher134",
} as const;

export const nodesCases: readonly DistributionCase[] = Object.entries(driverTables).flatMap(([edition, version]) =>
  [false, true].map((hardened): DistributionCase => {
    const name = `nodes-${edition.replace(".", "-")}${hardened ? "-hardened" : ""}`;
    const flows = flowsOf((row) => row.table.startsWith("EC2 node driver") && row.version.includes(version)).filter(
      ({ to }) => to === "nodes",
    );
    return {
      deployment: {
        type: "rancher-nodes",
        name,
        edition,
        ...(hardened ? { hardened, parties: bound("rancher", "apiClients", "workloadClients") } : {}),
      } as DistributionCase["deployment"],
      grouped: ["nodes"],
      flows: hardened ? flows.flatMap(hardenedFlows) : flows,
    };
  }),
);

/** Replaces the world with the clients of the port and, except for SSH and Docker, the nodes themselves. */
function hardenedFlows(flow: DocumentedFlow): readonly DocumentedFlow[] {
  if (flow.from !== "internet") return [flow];
  const from = (...parties: readonly Party[]) => parties.map((party) => ({ ...flow, from: party }));
  if (flow.fromPort === 22 || flow.fromPort === 2376) return from("rancher");
  if (flow.fromPort === 6443) return from("nodes", "apiClients");
  return flow.fromPort === 8443 ? from("nodes") : from("nodes", "workloadClients");
}

/** Rancher on RKE and in Docker: these deployments have neither `cni` nor `addons`. */
export const serverCases: readonly DistributionCase[] = (["rke", "docker"] as const).map(
  (distribution): DistributionCase => {
    const clientParties = ["apiClients", "hostedCluster", "clusterNodes", "nodeDriverNodes"] as const;
    const further = distribution === "rke" ? (["rkeCli", "kubernetesApiClients"] as const) : [];
    const table = `Rancher server nodes on ${distribution === "rke" ? "rke1" : distribution}`;
    const direct = (from: Party, fromPort: number): DocumentedFlow => ({
      ...{ from, to: "rancher", protocol: "tcp", fromPort, toPort: fromPort },
    });
    return {
      deployment: {
        type: "rancher-server",
        name: `server-${distribution}`,
        distribution,
        rancherVersion: distribution === "rke" ? "2.11" : "2.15",
        parties: bound(...clientParties, ...further),
      } as DistributionCase["deployment"],
      grouped: ["rancher"],
      flows: [
        ...flowsOf((row) => row.table.endsWith(table)).filter(
          ({ from, to }) => to === "rancher" && from !== "loadBalancer",
        ),
        // The rows of Rancher 2.x about its clients.
        ...(["apiClients", "clusterNodes", "hostedCluster"] as const).map((from) => direct(from, 443)),
        direct("apiClients", 80),
      ],
    };
  },
);

/** Rancher on a hosted control plane, directly and behind a load balancer. */
export const hostedCases: readonly DistributionCase[] = [undefined, { terminatesTls: true }].map(
  (loadBalancer): DistributionCase => {
    const balancer = loadBalancer ? { loadBalancer } : {};
    const grouped: readonly Party[] = loadBalancer ? ["rancher", "loadBalancer"] : ["rancher"];
    const outside = ["apiClients", "hostedCluster", "clusterNodes", "nodeDriverNodes"] as const;
    const deployment = {
      type: "rancher-server",
      name: `hosted-${loadBalancer ? "balanced" : "direct"}`,
      ...{ distribution: "hosted", rancherVersion: "2.13", ...balancer },
      parties: bound(...outside, "administrators", "hostedControlPlane"),
    };
    return {
      deployment,
      grouped,
      flows: rancherFlows({ distribution: "hosted", isExtended: false, ...balancer })
        .filter(({ to }) => grouped.includes(to))
        .map(({ from, to, protocol, fromPort = -1, toPort = -1 }) => ({ from, to, protocol, fromPort, toPort })),
    };
  },
);
