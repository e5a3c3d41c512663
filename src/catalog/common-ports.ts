/**
 * The commonly used ports: what the document offers where security is not the main concern. The table names neither
 * source nor destination; here they are the nodes of the cluster, and the workload clients for NodePorts.
 */
import { clusterRoles as nodes } from "../model/party";
import type { Catalog, PortRule } from "../model/port-rule";
import { rowOf, tcp, udp } from "./row";
import { commonlyUsedPorts, commonlyUsedPorts29 } from "./tables";

const row = rowOf(commonlyUsedPorts, commonlyUsedPorts29);
const row29 = rowOf(commonlyUsedPorts29);
const clients = ["workloadClients"] as const;
const nodePorts = { parameter: "nodePorts" } as const;

const commonPortRules: readonly PortRule[] = [
  row("common-ssh-tcp", nodes, nodes, tcp(22), "SSH provisioning by the node driver", { parameter: "ssh" }),
  row("common-docker-tls-tcp", nodes, nodes, tcp(2376), "Docker over TLS, for the node driver"),
  row("common-etcd-client-tcp", nodes, nodes, tcp(2379), "etcd client requests"),
  row("common-etcd-peer-tcp", nodes, nodes, tcp(2380), "etcd peer communication"),
  row("common-overlay-udp", nodes, nodes, udp(8472), "VXLAN overlay of Canal and Flannel"),
  row("common-network-probe-tcp", nodes, nodes, tcp(9099), "Probes of Canal and Flannel"),
  row("common-kubelet-tcp", nodes, nodes, tcp(10250), "kubelet API"),
  row("common-ingress-probe-tcp", nodes, nodes, tcp(10254), "Probes of the ingress controller"),
  row("common-node-ports-tcp", clients, nodes, tcp(30000, 32767), "NodePort services", nodePorts),
  row("common-node-ports-udp", clients, nodes, udp(30000, 32767), "NodePort services", nodePorts),
];

const since29: readonly PortRule[] = [
  ...commonPortRules,
  row29("common-bgp-tcp", nodes, nodes, tcp(179), "BGP of Calico"),
  row29("common-windows-overlay-udp", nodes, nodes, udp(4789), "VXLAN overlay of Flannel on Windows"),
  row29("common-weave-tcp", nodes, nodes, tcp(6783), "Control connections of Weave Net"),
  row29("common-weave-udp", nodes, nodes, udp(6783, 6784), "Overlay of Weave Net"),
  row29("common-webhook-tcp", nodes, nodes, tcp(8443), "Webhooks"),
  row29("common-rancher-webhook-tcp", nodes, nodes, tcp(9443), "Webhook of Rancher"),
  row29("common-node-exporter-tcp", nodes, nodes, tcp(9796), "Node exporter of Rancher Monitoring"),
];

/** A cluster's catalog with the commonly used ports on top, as the document lists them in an edition. */
export const withCommonPorts = (catalog: Catalog, edition: "2.x" | "2.9"): Catalog => ({
  ...catalog,
  id: `${catalog.id}-common-ports`,
  title: `${catalog.title}, with the commonly used ports open among its nodes`,
  rules: [...catalog.rules, ...(edition === "2.x" ? commonPortRules : since29)],
});
