/**
 * The matrices of clusters that Rancher launches with RKE, of Rancher 2.x and of 2.9 to 2.11, the last with RKE. Node
 * Pools and Custom Nodes share every cell but two: only a node driver reaches the nodes over SSH and the Docker port.
 * What belongs to the network of pods is in cni/.
 */
import { clusterRoles as nodes } from "../model/party";
import type { Catalog, PortRule } from "../model/port-rule";
import { clusterRules } from "./cluster";
import { openEgress } from "./egress";
import { rancherCatalogAddresses, rancherServerRules } from "./rancher-server";
import { rowOf, tcp, udp } from "./row";
import { customNodes, customNodes29, nodePools, nodePools29, rancherNodesList } from "./tables";

const row = rowOf(nodePools, customNodes, nodePools29, customNodes29);
const row2x = rowOf(nodePools, customNodes);
const listedRow = rowOf(rancherNodesList, nodePools, customNodes, nodePools29, customNodes29);
const nodeDriverRow = rowOf(rancherNodesList, nodePools, nodePools29);

const rancher = ["rancher"] as const;
const etcd = ["etcd"] as const;
const controlplane = ["controlplane"] as const;
const worker = ["worker"] as const;
const etcdClients = ["etcd", "controlplane"] as const;
const ingressNodes = ["controlplane", "worker"] as const;
const workloadClients = ["workloadClients"] as const;

const nodePorts = { parameter: "nodePorts" } as const;

const rules: readonly PortRule[] = [
  listedRow("rke-rancher-https-tcp", nodes, rancher, tcp(443), "Agents to Rancher", { when: ["withoutLoadBalancer"] }),
  row("rke-lb-https-tcp", nodes, ["loadBalancer"], tcp(443), "Agents to Rancher", { when: ["withLoadBalancer"] }),
  row("rke-etcd-client-tcp", etcdClients, etcd, tcp(2379), "etcd client requests"),
  row("rke-etcd-peer-tcp", etcdClients, etcd, tcp(2380), "etcd peer communication"),
  row("rke-kube-api-tcp", nodes, controlplane, tcp(6443), "Kubernetes API server"),
  row("rke-kubelet-tcp", controlplane, nodes, tcp(10250), "kubelet API"),
  row("rke-ingress-probe-tcp", ingressNodes, ingressNodes, tcp(10254), "Probes of the ingress controller", {
    scope: "node",
  }),
  row("rke-node-ports-tcp", workloadClients, worker, tcp(30000, 32767), "NodePort services", nodePorts),
  row("rke-node-ports-udp", workloadClients, worker, udp(30000, 32767), "NodePort services", nodePorts),
];

const ingress2x: readonly PortRule[] = [
  row2x("rke-ingress-http-tcp", workloadClients, ingressNodes, tcp(80), "Ingress controller over HTTP"),
  row2x("rke-ingress-https-tcp", workloadClients, ingressNodes, tcp(443), "Ingress controller over HTTPS"),
];

const since29: readonly PortRule[] = [
  ...clusterRules.ingress,
  clusterRules.authorizedClusterEndpoint,
  clusterRules.monitoring,
];

const nodeDriverRules: readonly PortRule[] = [
  nodeDriverRow("rke-node-ssh-tcp", rancher, nodes, tcp(22), "SSH provisioning by the node driver", {
    parameter: "ssh",
  }),
  nodeDriverRow("rke-docker-tls-tcp", rancher, nodes, tcp(2376), "Docker over TLS, for the node driver"),
];

const egress = openEgress([...rancher, ...nodes]);
const addresses = { rancherCatalog: rancherCatalogAddresses };

export const rkeNodePools: Catalog = {
  id: "rke-node-pools",
  title: "RKE cluster whose nodes a node driver makes",
  addresses,
  rules: [...rancherServerRules, ...nodeDriverRules, ...rules, ...ingress2x, ...egress],
};

export const rkeCustomNodes: Catalog = {
  id: "rke-custom-nodes",
  title: "RKE cluster on custom nodes",
  addresses,
  rules: [...rancherServerRules, ...rules, ...ingress2x, ...egress],
};

export const rkeNodePools29: Catalog = {
  id: "rke-node-pools-2.9",
  title: "RKE cluster of Rancher 2.9 to 2.11 whose nodes a node driver makes",
  addresses,
  rules: [...rancherServerRules, ...nodeDriverRules, ...rules, ...since29, ...egress],
};

export const rkeCustomNodes29: Catalog = {
  id: "rke-custom-nodes-2.9",
  title: "RKE cluster of Rancher 2.9 to 2.11 on custom nodes",
  addresses,
  rules: [...rancherServerRules, ...rules, ...since29, ...egress],
};
