/** The rows of all recorded tables as figures, to compare the catalogs with. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../scripts/emulator/package-root";
import type { Party } from "../../src/model/party";

export interface DocumentedRow {
  /** `<repository>@<commit>` of the document. */
  readonly source: string;
  readonly table: string;
  readonly distribution: string;
  readonly version: string;
  /** Every party that the source's cell names. */
  readonly from: readonly Party[];
  readonly to: readonly Party[];
  readonly protocol: string;
  /** Empty for all ports, `unknown` if the source leaves them to the operator. */
  readonly fromPort: string;
  readonly toPort: string;
  /** For messages. */
  readonly text: string;
}

const nodes = ["etcd", "controlplane", "worker"] as const;
const servers = ["etcd", "controlplane"] as const;

/** The parties for each name in the tables. In the table of the group, nodes are `nodes`. */
const names: Readonly<Record<string, readonly Party[]>> = {
  "0.0.0.0/0": ["internet"],
  "::/0": ["internet"],
  "sg-xxx (rancher-nodes)": ["nodes"],
  "self (rancher-nodes group id)": ["nodes"],
  "rancher-nodes": ["nodes"],
  "Rancher Nodes": ["rancher"],
  "Rancher nodes": ["rancher"],
  "RKE2 server nodes (Rancher nodes)": ["rancher"],
  "K3s server nodes": ["rancher"],
  "K3s server and agent nodes": ["rancher"],
  "RKE2 agent nodes": ["rancher"],
  "RKE2 server and agent nodes": ["rancher"],
  "Calico-node pod connecting to typha pod": ["rancher"],
  "K3s server and agent nodes ; Hosted/Registered Kubernetes ; Any source that needs to be able to use the Rancher UI or API":
    ["rancher", "hostedCluster", "apiClients"],
  "Hosted/Registered Kubernetes ; Any source that needs to be able to use the Rancher UI or API": [
    "hostedCluster",
    "apiClients",
  ],
  "Load balancer/proxy that does external SSL termination": ["loadBalancer"],
  "Load Balancer/Reverse Proxy": ["loadBalancer"],
  "Load Balancer/Reverse Proxy ; IPs of all cluster nodes and other API/UI clients": [
    "loadBalancer",
    "clusterNodes",
    "apiClients",
  ],
  "External Load Balancer": ["loadBalancer"],
  "External Rancher Load Balancer": ["loadBalancer"],
  "etcd Plane Nodes": ["etcd"],
  "Control Plane Nodes": ["controlplane"],
  "Worker Plane Nodes": ["worker"],
  "All RKE2 nodes": nodes,
  "RKE2 server nodes": servers,
  "All nodes": nodes,
  "all nodes": nodes,
  "Kubernetes nodes": nodes,
  Servers: servers,
  Agents: ["worker"],
  "API / UI Clients": ["apiClients"],
  "Workload Clients": ["workloadClients"],
  "Workload Client": ["workloadClients"],
  "Workload Clients or Load Balancer": ["workloadClients"],
  "Kubernetes API Clients": ["kubernetesApiClients"],
  "Kubernetes API clients": ["kubernetesApiClients"],
  "Hosted / Imported Cluster": ["hostedCluster"],
  "Hosted/Imported Kubernetes API": ["hostedCluster"],
  "Port of the Kubernetes API endpoint in hosted cluster": ["hostedCluster"],
  "RKE CLI": ["rkeCli"],
  "Any node created using a node driver": ["nodeDriverNodes"],
  "Any node IP from a node created using Node Driver": ["nodeDriverNodes"],
  "Any node IP from a node created using Node driver": ["nodeDriverNodes"],
  "Any node IP from a node created using a node driver": ["nodeDriverNodes"],
  Internet: ["rancherCatalog"],
  "git.rancher.io": ["rancherCatalog"],
  // The table of commonly used ports has no column for sources.
  unknown: nodes,
  localhost: [],
};

export const documentedRows: readonly DocumentedRow[] = readFileSync(
  join(packageRoot, "test/fixtures/documented-ports.tsv"),
  "utf8",
)
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [source, table, distribution, version, from, to, protocol, fromPort = "", toPort = ""] = line.split(
      "\t",
    ) as string[];
    const text = `${table} (${distribution}, ${version}): ${from} -> ${to} ${protocol} ${fromPort}-${toPort}`;
    return {
      source: source ?? "",
      table: table ?? "",
      distribution: distribution ?? "",
      version: version ?? "",
      from: partiesNamed(from, table),
      to: partiesNamed(to, table),
      protocol: protocol ?? "",
      fromPort,
      toPort,
      text,
    };
  });

function partiesNamed(name = "", table = ""): readonly Party[] {
  // If Rancher itself runs on RKE2, its servers are the Rancher nodes.
  if (name === "RKE2 server nodes" && table.includes("Rancher server nodes")) return ["rancher"];
  const found = names[name];
  if (!found) throw new Error(`the fixture names a party that is not known here: ${name}`);
  return found;
}
