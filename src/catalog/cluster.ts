/** The rows of Rancher's matrices since 2.9 that hold on every distribution. */
import { clusterRoles as nodes } from "../model/party";
import type { Catalog, PortRule } from "../model/port-rule";
import { openEgress } from "./egress";
import { rancherCatalogAddresses, rancherServerRules } from "./rancher-server";
import { rowOf, tcp, udp } from "./row";
import { commonlyUsedPorts29, customNodes29, datastorePorts, ec2Group29, nodePools29 } from "./tables";

const row = rowOf(nodePools29, customNodes29);

const worker = ["worker"] as const;
const servers = ["etcd", "controlplane"] as const;
const workloadClients = ["workloadClients"] as const;
const nodePorts = { parameter: "nodePorts" } as const;

export const clusterRules = {
  agents: [
    row("cluster-rancher-https-tcp", nodes, ["rancher"], tcp(443), "Agents to Rancher", {
      when: ["withoutLoadBalancer"],
    }),
    row("cluster-lb-https-tcp", nodes, ["loadBalancer"], tcp(443), "Agents to Rancher", { when: ["withLoadBalancer"] }),
  ],
  nodeDriver: [
    rowOf(nodePools29)("cluster-node-ssh-tcp", ["rancher"], nodes, tcp(22), "SSH provisioning by the node driver", {
      parameter: "ssh",
    }),
  ],
  ingress: [
    row("cluster-ingress-http-tcp", workloadClients, worker, tcp(80), "Ingress controller over HTTP"),
    row("cluster-ingress-https-tcp", workloadClients, worker, tcp(443), "Ingress controller over HTTPS"),
  ],
  nodePorts: [
    row("cluster-node-ports-tcp", workloadClients, worker, tcp(30000, 32767), "NodePort services", nodePorts),
    row("cluster-node-ports-udp", workloadClients, worker, udp(30000, 32767), "NodePort services", nodePorts),
  ],
  authorizedClusterEndpoint: row(
    "cluster-api-endpoint-tcp",
    ["kubernetesApiClients"],
    ["controlplane"],
    tcp(6443),
    "Kubernetes API without Rancher",
    { when: ["authorizedClusterEndpoint"] },
  ),
  monitoring: rowOf(commonlyUsedPorts29, ec2Group29)(
    "cluster-node-exporter-tcp",
    nodes,
    nodes,
    tcp(9796),
    "Node exporter of Rancher Monitoring",
    { when: ["monitoring"] },
  ),
  datastore: rowOf(datastorePorts)(
    "cluster-datastore-tcp",
    servers,
    ["datastore"],
    tcp(0, 65535),
    "External datastore",
    { parameter: "datastore", when: ["externalDatastore"] },
  ),
} as const;

/** The catalogs of a distribution: its own rules with those of the matrices, with a node driver and without. */
export function launchedOn(distribution: string, rules: readonly PortRule[]) {
  const { agents, nodeDriver, ingress, nodePorts, authorizedClusterEndpoint, monitoring, datastore } = clusterRules;
  const id = distribution.toLowerCase();
  const customNodes: Catalog = {
    id: `${id}-custom-nodes`,
    title: `${distribution} cluster on custom nodes`,
    addresses: { rancherCatalog: rancherCatalogAddresses },
    rules: [
      ...rancherServerRules,
      ...agents,
      ...rules,
      ...ingress,
      ...nodePorts,
      authorizedClusterEndpoint,
      monitoring,
      datastore,
      ...openEgress(["rancher", ...nodes]),
    ],
  };
  const nodePools: Catalog = {
    ...customNodes,
    id: `${id}-node-pools`,
    title: `${distribution} cluster whose nodes a node driver makes`,
    rules: [...customNodes.rules, ...nodeDriver],
  };
  return { nodePools, customNodes };
}
