/** A cluster for each distribution, CNI and edition, the group of the node driver in each edition, each kind of server. */
import type { Party } from "../../src/model/party";
import { type DocumentedRow, documentedRows } from "../oracle/documented-rows";
import type { Traffic } from "./source-tables";

type Distribution = "rke" | "rke2" | "k3s";

/** Clients, by the addresses that they have in every case. */
export const clients = {
  rancher: ["10.9.0.0/24", "2001:db8:9::/64"],
  apiClients: ["203.0.113.0/24", "2001:db8:a::/64"],
  workloadClients: ["198.51.100.0/24", "2001:db8:b::/64"],
  kubernetesApiClients: ["192.0.2.0/25", "2001:db8:c::/64"],
  hostedCluster: ["10.8.0.0/24", "2001:db8:8::/64"],
  clusterNodes: ["10.7.0.0/24", "2001:db8:7::/64"],
  nodeDriverNodes: ["10.6.0.0/24", "2001:db8:6::/64"],
  rkeCli: ["10.5.0.0/24", "2001:db8:5::/64"],
} as const satisfies Partial<Record<Party, readonly string[]>>;

const bound = (...parties: readonly (keyof typeof clients)[]) =>
  Object.fromEntries(parties.map((party) => [party, { cidrs: clients[party] }]));

export interface DocumentedFlow extends Traffic {
  readonly from: Party;
  readonly to: Party;
}

export interface DistributionCase {
  readonly deployment: { readonly type: string; readonly name: string };
  /** The parties whose groups are deployed. */
  readonly grouped: readonly Party[];
  /** What the tables ask for, towards those parties. */
  readonly flows: readonly DocumentedFlow[];
}

const cnis = {
  rke: ["canal", "flannel", "calico", "weave", "none"],
  rke2: ["canal", "flannel", "calico", "cilium", "none"],
  k3s: ["canal", "flannel", "calico", "cilium", "none"],
} as const;
const families = ["ipv4", "dual", "ipv6"] as const;
const roles = ["etcd", "controlplane", "worker"] as const;

const products = [
  ["rke", "2.x"],
  ["rke", "2.9"],
  ["rke2", "2.x"],
  ["k3s", "2.13"],
] as const;

/** The emulator knows no IP in IP and no ESP: those are left to the synthesised JSON. */
const encapsulationOf = (distribution: Distribution, cni: string, index: number) => {
  if (distribution === "rke") return cni === "calico" ? "vxlan" : undefined;
  return cni !== "none" && cni !== "flannel" && index % 2 === 1 ? "wireguard" : undefined;
};

interface ClusterFacts {
  readonly distribution: Distribution;
  readonly cni: string;
  readonly edition: "2.x" | "2.9";
  readonly provisioning: "node-pools" | "custom";
  readonly isWireguard: boolean;
  readonly hasBgp: boolean;
  readonly family: (typeof families)[number];
  readonly isExtended: boolean;
}

export const clusterCases: readonly DistributionCase[] = products.flatMap(([distribution, rancherVersion]) =>
  cnis[distribution].map((cni, index): DistributionCase => {
    const edition = distribution === "rke" && rancherVersion === "2.x" ? "2.x" : "2.9";
    const encapsulation = encapsulationOf(distribution, cni, index);
    const provisioning = index % 2 === 0 ? "node-pools" : "custom";
    const family = families[index % families.length] as ClusterFacts["family"];
    const isExtended = distribution !== "rke" && index % 2 === 0;
    const hasBgp = cni === "calico" && (distribution === "rke" || isExtended);
    const isApiOpen = edition === "2.9" && index !== 1;
    const network = { name: cni, ...(encapsulation ? { encapsulation } : {}) };
    const facts = { distribution, cni, edition, provisioning, family, isExtended, hasBgp } as const;
    return {
      deployment: {
        type: "cluster",
        name: `${distribution}-${rancherVersion.replace(".", "-")}-${cni}`,
        distribution,
        provisioning,
        rancherVersion,
        ipFamily: family,
        cni: hasBgp ? { ...network, bgp: true } : network,
        ...(isExtended ? { embeddedRegistry: true, monitoring: true } : {}),
        ...(isApiOpen ? { authorizedClusterEndpoint: true } : {}),
        parties: bound(
          "rancher",
          "apiClients",
          "workloadClients",
          ...(isApiOpen ? (["kubernetesApiClients"] as const) : []),
        ),
      } as DistributionCase["deployment"],
      grouped: roles,
      flows: [
        ...flowsOf((row) => concerns(row, { ...facts, isWireguard: encapsulation === "wireguard" }, isApiOpen)),
        ...beyondTheTables(facts),
      ],
    };
  }),
);

/** Whether a row of a table holds for a cluster. Footnotes and remarks of the tables, read by hand. */
function concerns(row: DocumentedRow, facts: ClusterFacts, isApiOpen: boolean): boolean {
  const { table, version, fromPort, from, to } = row;
  const { distribution, cni, provisioning } = facts;
  if (table === `ports-${provisioning === "node-pools" ? "iaas" : "custom"}-nodes`) {
    if (version.startsWith(facts.edition === "2.x" ? "v2.9" : "v2.0")) return false;
    // Without a load balancer, without Windows workers, and but for what stays on the node.
    if (from.includes("loadBalancer") || to.includes("loadBalancer") || ["4789", "9099", "10254"].includes(fromPort)) {
      return false;
    }
    if (from.includes("kubernetesApiClients")) return isApiOpen;
    if (distribution === "rke") return fromPort !== "8472" || cni === "canal" || cni === "flannel";
    // The rest of the matrix is RKE's: what other distributions do among their nodes, they say themselves.
    const isAmongNodes = [...from, ...to].every((party) => (roles as readonly Party[]).includes(party));
    return !isAmongNodes && fromPort !== "2376";
  }
  if (table.startsWith("RKE2 inbound CNI ") && (distribution === "rke2" || cni !== "flannel")) {
    if (distribution === "rke" || !table.endsWith(cni)) return false;
    return isEncapsulated(fromPort, facts);
  }
  if (table === "RKE2 inbound") return distribution === "rke2";
  if (table.startsWith("Embedded registry")) return distribution === "rke2" && facts.isExtended;
  if (table === "Weave Net") return cni === "weave";
  if (table !== "K3s inbound" || distribution !== "k3s") return false;
  const isForAll = from.length === 3 && to.length === 3;
  if (fromPort === "5001" || (fromPort === "6443" && isForAll)) return facts.isExtended;
  return ["8472", "51820", "51821"].includes(fromPort) ? cni === "flannel" && isEncapsulated(fromPort, facts) : true;
}

function isEncapsulated(fromPort: string, { cni, isWireguard, hasBgp, family }: ClusterFacts): boolean {
  if (fromPort === "179") return hasBgp;
  if (fromPort === "51820") return isWireguard && family !== "ipv6";
  if (fromPort === "51821") return isWireguard && family !== "ipv4";
  if (fromPort === "51871") return isWireguard;
  if (fromPort === "8") return family !== "ipv6";
  return fromPort !== "8472" && fromPort !== "4789" ? true : !isWireguard || cni === "cilium";
}

/** What holds although no row of these tables says it alone; docs/decisions/0009-rke2-and-k3s.md says why. */
function beyondTheTables({
  distribution,
  cni,
  hasBgp,
  family,
  isExtended,
}: Omit<ClusterFacts, "isWireguard">): readonly DocumentedFlow[] {
  const among = (protocol: string, fromPort: number, toPort = fromPort) =>
    roles.flatMap((from) => roles.map((to) => ({ from, to, protocol, fromPort, toPort })));
  return [
    ...(distribution === "rke2" ? among("udp", 30000, 32767) : []),
    ...(isExtended ? among("tcp", 9796) : []),
    ...(distribution === "rke" && hasBgp ? [...among("tcp", 179), ...among("udp", 4789)] : []),
    ...(distribution === "k3s"
      ? // K3s servers reach each other on 6443, which the table says of agents and the text of all nodes.
        (["etcd", "controlplane"] as const).flatMap((to) =>
          roles.map((from) => ({ from, to, protocol: "tcp", fromPort: 6443, toPort: 6443 })),
        )
      : []),
    ...(cni === "cilium" && family !== "ipv4" ? among("icmpv6", 128, 0) : []),
  ];
}

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

/** In place of the world: the nodes themselves, but for SSH and Docker, and the clients of the port. */
function hardenedFlows(flow: DocumentedFlow): readonly DocumentedFlow[] {
  if (flow.from !== "internet") return [flow];
  const from = (...parties: readonly Party[]) => parties.map((party) => ({ ...flow, from: party }));
  if (flow.fromPort === 22 || flow.fromPort === 2376) return from("rancher");
  if (flow.fromPort === 6443) return from("nodes", "apiClients");
  return flow.fromPort === 8443 ? from("nodes") : from("nodes", "workloadClients");
}

export const serverCases: readonly DistributionCase[] = (["k3s", "rke2", "rke", "docker"] as const).map(
  (distribution): DistributionCase => {
    const everybody = ["apiClients", "hostedCluster", "clusterNodes", "nodeDriverNodes"] as const;
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
        parties: bound(...everybody, ...further),
      } as DistributionCase["deployment"],
      grouped: ["rancher"],
      flows: [
        ...flowsOf((row) => row.table.endsWith(table)).filter(
          ({ from, to }) => to === "rancher" && from !== "loadBalancer",
        ),
        // The rows of Rancher 2.x about its clients, and what its nodes do among themselves by the distribution's own table.
        ...(["apiClients", "clusterNodes", "hostedCluster"] as const).map((from) => direct(from, 443)),
        direct("apiClients", 80),
        ...(distribution === "rke2" ? [direct("rancher", 2381)] : []),
        ...(distribution === "rke2" ? [{ ...direct("rancher", 30000), protocol: "udp", toPort: 32767 }] : []),
        ...(distribution === "k3s" ? [{ ...direct("rancher", 2379), toPort: 2380 }] : []),
      ],
    };
  },
);
