/** The rows of Rancher's matrices since 2.9 that apply to every distribution. */
import { clusterRoles as nodes } from "../model/party";
import { apiLoadBalancerRows } from "./api-load-balancer";
import type { Versions } from "./edition";
import { openEgress } from "./egress";
import type { Product } from "./product";
import { rancherCatalogAddresses, rancherServerRows } from "./rancher-server";
import { type Row, rowIn, rowOf, tcp, udp } from "./row";
import { customNodes, datastorePorts, nodePools, optionalParties } from "./tables";

const everyDistribution = { since: "2.9" } as const;
const row = rowIn(everyDistribution, nodePools, customNodes);
const nodeDriverRow = rowIn(everyDistribution, nodePools);

const administratorRow = rowIn(everyDistribution, optionalParties);

const administrators = ["administrators"] as const;
const worker = ["worker"] as const;
const servers = ["etcd", "controlplane"] as const;
const workloadClients = ["workloadClients"] as const;
const apiClients = ["kubernetesApiClients"] as const;
const nodePorts = { parameter: "nodePorts" } as const;

export const clusterRows = {
  agents: [
    row("cluster-rancher-https-tcp", nodes, ["rancher"], tcp(443), "Agents to Rancher", {
      when: ["withoutLoadBalancer"],
    }),
    row("cluster-lb-https-tcp", nodes, ["loadBalancer"], tcp(443), "Agents to Rancher", { when: ["withLoadBalancer"] }),
  ],
  nodeDriver: [
    nodeDriverRow("cluster-node-ssh-tcp", ["rancher"], nodes, tcp(22), "SSH provisioning by the node driver", {
      parameter: "ssh",
      provisioning: "node-pools",
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
  authorizedClusterEndpoint: [
    row("cluster-api-endpoint-tcp", apiClients, ["controlplane"], tcp(6443), "Kubernetes API without Rancher", {
      when: ["authorizedClusterEndpoint"],
    }),
  ],
  administrators: [
    administratorRow("cluster-administrators-ssh-tcp", administrators, nodes, tcp(22), "SSH for administrators", {
      parameter: "ssh",
      when: ["withAdministrators"],
    }),
    administratorRow(
      "cluster-administrators-api-tcp",
      administrators,
      ["controlplane"],
      tcp(6443),
      "Kubernetes API for administrators",
      { when: ["withAdministrators"] },
    ),
  ],
  datastore: [
    rowOf(datastorePorts)("cluster-datastore-tcp", servers, ["datastore"], tcp(0, 65535), "External datastore", {
      parameter: "datastore",
      when: ["externalDatastore"],
    }),
  ],
} as const;

/** The two products of a distribution that Rancher launches: nodes created by a node driver, and custom nodes. */
export function launchedOn(distribution: string, rows: readonly Row[], versions: Versions) {
  const product = (provisioning: "node-pools" | "custom", idEnding: string, nodes: string): Product => ({
    ...versions,
    provisioning,
    rows,
    printed: rancherCatalogAddresses,
    named: (edition) => {
      const rancher = edition ? ` of Rancher ${edition.versions}` : "";
      const id = `${distribution.toLowerCase()}-${idEnding}`;
      return { id: edition ? `${id}-${edition.since}` : id, title: `${distribution} cluster${rancher} ${nodes}` };
    },
  });
  return {
    "node-pools": product("node-pools", "node-pools", "whose nodes a node driver makes"),
    custom: product("custom", "custom-nodes", "on custom nodes"),
  };
}

/** The rows of a distribution together with the rows of Rancher's matrices, which list it since 2.9. */
export function serverAgentCluster(distribution: string, rows: readonly Row[]) {
  const { agents, nodeDriver, ingress, nodePorts, authorizedClusterEndpoint, administrators, datastore } = clusterRows;
  const all = [
    ...rancherServerRows,
    ...agents,
    ...rows,
    ...ingress,
    ...nodePorts,
    ...authorizedClusterEndpoint,
    ...apiLoadBalancerRows,
    ...administrators,
    ...datastore,
    ...openEgress(["rancher", ...nodes]),
    ...nodeDriver,
  ];
  return launchedOn(distribution, all, everyDistribution);
}
