/**
 * The matrices of clusters that Rancher launches with RKE. Node Pools and Custom Nodes share every cell but two:
 * only a node driver reaches the nodes over SSH and the Docker port.
 */
import { clusterRoles as nodes } from "../model/party";
import type { Catalog, PortRule } from "../model/port-rule";
import { openEgress } from "./egress";
import { rancherCatalogAddresses, rancherServerRules } from "./rancher-server";
import { rowOf, tcp, udp } from "./row";
import { customNodes, nodePools, rancherNodesList } from "./tables";

const row = rowOf(nodePools, customNodes);
const listedRow = rowOf(rancherNodesList, nodePools, customNodes);
const nodeDriverRow = rowOf(rancherNodesList, nodePools);

const rancher = ["rancher"] as const;
const loadBalancer = ["loadBalancer"] as const;
const etcd = ["etcd"] as const;
const controlplane = ["controlplane"] as const;
const worker = ["worker"] as const;
const etcdClients = ["etcd", "controlplane"] as const;
const ingressNodes = ["controlplane", "worker"] as const;
const workloadClients = ["workloadClients"] as const;

const balanced = { when: ["withLoadBalancer"] } as const;
const direct = { when: ["withoutLoadBalancer"] } as const;
const local = { scope: "node" } as const;
const nodePorts = { parameter: "nodePorts" } as const;

const clusterRules: readonly PortRule[] = [
  listedRow("rke-rancher-https-tcp", nodes, rancher, tcp(443), "Agents to Rancher", direct),
  row("rke-lb-https-tcp", nodes, loadBalancer, tcp(443), "Agents to Rancher", balanced),
  row("rke-etcd-client-tcp", etcdClients, etcd, tcp(2379), "etcd client requests"),
  row("rke-etcd-peer-tcp", etcdClients, etcd, tcp(2380), "etcd peer communication"),
  row("rke-kube-api-tcp", nodes, controlplane, tcp(6443), "Kubernetes API server"),
  row("rke-overlay-udp", nodes, nodes, udp(8472), "VXLAN overlay of Canal and Flannel"),
  row("rke-kubelet-tcp", controlplane, nodes, tcp(10250), "kubelet API"),
  row("rke-network-probe-tcp", nodes, nodes, tcp(9099), "Probes of Canal and Flannel", local),
  row("rke-ingress-probe-tcp", ingressNodes, ingressNodes, tcp(10254), "Probes of the ingress controller", local),
  row("rke-ingress-http-tcp", workloadClients, ingressNodes, tcp(80), "Ingress controller over HTTP"),
  row("rke-ingress-https-tcp", workloadClients, ingressNodes, tcp(443), "Ingress controller over HTTPS"),
  row("rke-node-ports-tcp", workloadClients, worker, tcp(30000, 32767), "NodePort services", nodePorts),
  row("rke-node-ports-udp", workloadClients, worker, udp(30000, 32767), "NodePort services", nodePorts),
];

const nodeDriverRules: readonly PortRule[] = [
  nodeDriverRow("rke-node-ssh-tcp", rancher, nodes, tcp(22), "SSH provisioning by the node driver", {
    parameter: "ssh",
  }),
  nodeDriverRow("rke-docker-tls-tcp", rancher, nodes, tcp(2376), "Docker over TLS, for the node driver"),
];

const egressRules = openEgress([...rancher, ...nodes]);
const addresses = { rancherCatalog: rancherCatalogAddresses };

export const rkeNodePools: Catalog = {
  id: "rke-node-pools",
  title: "RKE cluster whose nodes a node driver makes",
  addresses,
  rules: [...rancherServerRules, ...nodeDriverRules, ...clusterRules, ...egressRules],
};

export const rkeCustomNodes: Catalog = {
  id: "rke-custom-nodes",
  title: "RKE cluster on custom nodes",
  addresses,
  rules: [...rancherServerRules, ...clusterRules, ...egressRules],
};
