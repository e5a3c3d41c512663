/**
 * The matrices of clusters that Rancher launches with RKE, for Rancher 2.x and for 2.9 to 2.11, the last version with
 * RKE. Node Pools and Custom Nodes differ in two cells: only a node driver reaches the nodes over SSH and the Docker
 * port. The rows of CNIs are in cni/.
 */
import { clusterRoles as nodes } from "../model/party";
import { clusterRows, launchedOn } from "./cluster";
import { rkeVersions } from "./edition";
import { openEgress } from "./egress";
import { rancherServerRows } from "./rancher-server";
import { type Row, rowIn, tcp, udp } from "./row";
import { customNodes, nodePools, rancherNodesList } from "./tables";

const row = rowIn(rkeVersions, nodePools, customNodes);
const formerRow = rowIn({ until: "2.8" }, nodePools, customNodes);
const listedRow = rowIn(rkeVersions, rancherNodesList, nodePools, customNodes);
const nodeDriverRow = rowIn(rkeVersions, rancherNodesList, nodePools);

const rancher = ["rancher"] as const;
const etcd = ["etcd"] as const;
const controlplane = ["controlplane"] as const;
const worker = ["worker"] as const;
const etcdClients = ["etcd", "controlplane"] as const;
const ingressNodes = ["controlplane", "worker"] as const;
const workloadClients = ["workloadClients"] as const;

const nodePorts = { parameter: "nodePorts" } as const;

const rows: readonly Row[] = [
  ...rancherServerRows,
  nodeDriverRow("rke-node-ssh-tcp", rancher, nodes, tcp(22), "SSH provisioning by the node driver", {
    parameter: "ssh",
    provisioning: "node-pools",
  }),
  nodeDriverRow("rke-docker-tls-tcp", rancher, nodes, tcp(2376), "Docker over TLS, for the node driver", {
    provisioning: "node-pools",
  }),
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
  formerRow("rke-ingress-http-tcp", workloadClients, ingressNodes, tcp(80), "Ingress controller over HTTP"),
  formerRow("rke-ingress-https-tcp", workloadClients, ingressNodes, tcp(443), "Ingress controller over HTTPS"),
  ...clusterRows.ingress,
  ...clusterRows.authorizedClusterEndpoint,
  ...clusterRows.administrators,
  ...openEgress([...rancher, ...nodes]),
];

export const rke = launchedOn("RKE", rows, rkeVersions);
