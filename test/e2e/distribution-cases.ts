/** A cluster for each distribution, CNI and edition, the group of the node driver in each edition, each kind of server. */
import type { Party } from "../../src/model/party";
import { type AddonCluster, addonFacts } from "../oracle/addons";
import { type ClusterFacts, clusterFlows } from "../oracle/cluster-flows";
import { type DocumentedRow, documentedRows } from "../oracle/documented-rows";
import { type RancherCase, flowsOf as rancherFlows } from "../oracle/rancher-cluster";
import { pairwise } from "./pairwise";
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
  administrators: ["10.3.0.0/24", "2001:db8:3::/64"],
  hostedControlPlane: ["10.2.0.0/24", "2001:db8:2::/64"],
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

/** Add-ons whose traffic comes from nodes and from clients. */
const inbound = (facts: AddonCluster) =>
  addonFacts.filter(
    (addon) =>
      addon.exists(facts) &&
      addon.flows(facts).every(({ from, to }) => from !== "monitor" && from !== "internet" && to !== "destination"),
  );

const products = [
  ["rke", "2.x"],
  ["rke", "2.9"],
  ["rke2", "2.x"],
  ["k3s", "2.13"],
] as const;

/** What each CNI puts around the traffic of pods, its default first. The emulator knows no IP in IP and no ESP: the JSON of clusters with these is tested in test/projection. */
const encapsulations: Readonly<Record<string, readonly ClusterFacts["encapsulation"][]>> = {
  canal: ["vxlan", "wireguard"],
  flannel: ["vxlan", "none", "wireguard"],
  calico: ["vxlan", "none"],
  cilium: ["vxlan", "geneve", "wireguard", "none"],
  weave: ["vxlan"],
  none: ["none"],
};

/** Whether a distribution has a CNI with an encapsulation. */
function exists(distribution: Distribution, cni: string, encapsulation: string): boolean {
  if (encapsulation !== "wireguard") return true;
  return cni === "flannel" ? distribution === "k3s" : distribution !== "rke";
}

/** Factors: product, CNI, encapsulation, provisioning, family, load balancer, add-ons, open API and what a CNI does besides. */
type Cluster = readonly [
  product: string,
  cni: string,
  encapsulation: ClusterFacts["encapsulation"],
  provisioning: ClusterFacts["provisioning"],
  family: ClusterFacts["family"],
  loadBalancer: "none" | "terminates TLS" | "passes TLS",
  hasAddons: boolean,
  isApiOpen: boolean,
  besides: "nothing" | "BGP" | "encryption",
];

const both = [false, true] as const;

/** Every cluster that is valid. */
export const everyCluster: readonly Cluster[] = products.flatMap(([distribution, version]) =>
  cnis[distribution].flatMap((cni) =>
    (encapsulations[cni] ?? [])
      .filter((encapsulation) => exists(distribution, cni, encapsulation))
      .flatMap((encapsulation) =>
        (["node-pools", "custom"] as const).flatMap((provisioning) =>
          families.flatMap((family) =>
            (["none", "terminates TLS", "passes TLS"] as const).flatMap((balancer) =>
              both.flatMap((hasAddons) =>
                both.flatMap((isApiOpen) =>
                  (["nothing", "BGP", "encryption"] as const).flatMap((besides): readonly Cluster[] => {
                    const isFirst = version === "2.x" && distribution === "rke";
                    if (isFirst && (isApiOpen || hasAddons)) return [];
                    const isCalico = cni === "calico";
                    // On RKE, Calico always exchanges routes.
                    if (isCalico && distribution === "rke" && besides !== "BGP") return [];
                    if (besides === "BGP" && !isCalico && !(cni === "cilium" && distribution !== "rke")) return [];
                    if (besides === "encryption" && !(isCalico && encapsulation === "vxlan")) return [];
                    const product = `${distribution} ${version}`;
                    return [
                      [product, cni, encapsulation, provisioning, family, balancer, hasAddons, isApiOpen, besides],
                    ];
                  }),
                ),
              ),
            ),
          ),
        ),
      ),
  ),
);

/** The clusters that are deployed: every pair of values of two factors that some valid cluster has. */
export const clusterChoices = pairwise(everyCluster) as readonly Cluster[];

export const clusterCases: readonly DistributionCase[] = clusterChoices.map((choice, index): DistributionCase => {
  const [product, cni, encapsulation, provisioning, family, balancer, hasAddons, isApiOpen, besides] = choice;
  const [distribution, rancherVersion] = product.split(" ") as [Distribution, string];
  const minor = Number(rancherVersion.split(".")[1]) || 0;
  const [isEncrypted, hasBgp] = [besides === "encryption", besides === "BGP"];
  const addons = hasAddons ? inbound({ distribution, cni, minor, family }) : [];
  const loadBalancer = balancer === "none" ? undefined : { terminatesTls: balancer === "terminates TLS" };
  const facts: ClusterFacts = {
    ...{ distribution, cni, minor, provisioning, family, isEncrypted, hasBgp, isApiOpen, addons },
    ...{ encapsulation, loadBalancer },
  };
  const grouped: readonly Party[] = loadBalancer ? [...roles, "loadBalancer"] : roles;
  return {
    deployment: {
      type: "cluster",
      name: `${distribution}-${rancherVersion.replace(".", "-")}-${index}-${cni}`,
      ...{ distribution, provisioning, rancherVersion, ipFamily: family },
      ...(loadBalancer ? { loadBalancer } : {}),
      cni: {
        name: cni,
        ...(cni === "none" ? {} : { encapsulation }),
        ...(isEncrypted ? { wireguard: true } : {}),
        ...(hasBgp ? { bgp: true } : {}),
      },
      ...(addons.length > 0 ? { addons: addons.map(({ entry }) => entry) } : {}),
      ...(isApiOpen ? { authorizedClusterEndpoint: true } : {}),
      parties: bound(
        "rancher",
        "apiClients",
        "workloadClients",
        ...(isApiOpen ? (["kubernetesApiClients"] as const) : []),
      ),
    } as DistributionCase["deployment"],
    grouped,
    flows: clusterFlows(facts)
      .filter(({ to }) => (grouped as readonly string[]).includes(to))
      .map(({ from, to, protocol, fromPort = -1, toPort = -1 }) => ({
        ...{ from: from as Party, to: to as Party, protocol, fromPort, toPort },
      })),
  };
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
          // The default CNI on RKE2 is Canal, which has no Typha.
          ({ from, to, fromPort }) => to === "rancher" && from !== "loadBalancer" && fromPort !== 5473,
        ),
        // The rows of Rancher 2.x about its clients, and what its nodes do among themselves by the distribution's own table.
        ...(["apiClients", "clusterNodes", "hostedCluster"] as const).map((from) => direct(from, 443)),
        direct("apiClients", 80),
        ...(distribution === "rke2" ? [direct("rancher", 2381), direct("rancher", 9099)] : []),
        ...(distribution === "rke2" ? [{ ...direct("rancher", 30000), protocol: "udp", toPort: 32767 }] : []),
        ...(distribution === "k3s" ? [{ ...direct("rancher", 2379), toPort: 2380 }] : []),
      ],
    };
  },
);

/** Load balancers in front of a Rancher of three nodes, in turn: none, both, one of them. */
const balancers: readonly Pick<RancherCase, "loadBalancer" | "apiLoadBalancer">[] = [
  {},
  { loadBalancer: { terminatesTls: true }, apiLoadBalancer: "created" },
  { loadBalancer: { terminatesTls: false } },
  { apiLoadBalancer: "created" },
];

/** Rancher on RKE2 and K3s with each CNI: its nodes are the nodes of a cluster. */
export const rancherCases: readonly DistributionCase[] = (["rke2", "k3s"] as const).flatMap((distribution) =>
  cnis[distribution].map((cni, index): DistributionCase => {
    const isExtended = index % 2 === 1;
    const balancer = balancers[index % balancers.length] as (typeof balancers)[number];
    const { loadBalancer, apiLoadBalancer } = balancer;
    const grouped: readonly Party[] = [
      "rancher",
      ...(loadBalancer ? (["loadBalancer"] as const) : []),
      ...(apiLoadBalancer ? (["apiLoadBalancer"] as const) : []),
    ];
    const outside = ["apiClients", "hostedCluster", "clusterNodes", "nodeDriverNodes"] as const;
    return {
      deployment: {
        type: "rancher-server",
        name: `rancher-${distribution}-${cni}`,
        ...{ distribution, cni, rancherVersion: "2.13" },
        ...(loadBalancer ? { loadBalancer } : {}),
        ...(isExtended ? { addons: ["monitoring", "embedded-registry"] } : {}),
        parties: {
          ...bound(...outside, "administrators", "kubernetesApiClients"),
          ...(apiLoadBalancer ? { apiLoadBalancer: { create: true } } : {}),
        },
      } as DistributionCase["deployment"],
      grouped,
      flows: rancherFlows({ distribution, cni, isExtended, ...balancer })
        .filter(({ to }) => grouped.includes(to))
        .map(({ from, to, protocol, fromPort = -1, toPort = -1 }) => ({ from, to, protocol, fromPort, toPort })),
    };
  }),
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
