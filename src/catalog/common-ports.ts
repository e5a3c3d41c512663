/**
 * The commonly used ports: the document offers them for setups where security is not the main concern. Its table names
 * neither source nor destination. Here both are the nodes of the cluster, and for NodePorts the source is the workload
 * clients.
 */
import { clusterRoles as nodes } from "../model/party";
import type { Product } from "./product";
import { type Row, rowIn, rowOf, tcp, udp } from "./row";
import { commonlyUsedPorts } from "./tables";

const row = rowOf(commonlyUsedPorts);
const addedRow = rowIn({ since: "2.9" }, commonlyUsedPorts);
const clients = ["workloadClients"] as const;
const nodePorts = { parameter: "nodePorts" } as const;

const commonPortRows: readonly Row[] = [
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
  addedRow("common-bgp-tcp", nodes, nodes, tcp(179), "BGP of Calico"),
  addedRow("common-windows-overlay-udp", nodes, nodes, udp(4789), "VXLAN overlay of Flannel on Windows"),
  addedRow("common-weave-tcp", nodes, nodes, tcp(6783), "Control connections of Weave Net"),
  addedRow("common-weave-udp", nodes, nodes, udp(6783, 6784), "Overlay of Weave Net"),
  addedRow("common-webhook-tcp", nodes, nodes, tcp(8443), "Webhooks"),
  addedRow("common-rancher-webhook-tcp", nodes, nodes, tcp(9443), "Webhook of Rancher"),
  addedRow("common-node-exporter-tcp", nodes, nodes, tcp(9796), "Node exporter of Rancher Monitoring"),
];

/** The commonly used ports without a cluster's matrix. */
export const commonPorts: Product = {
  rows: commonPortRows,
  named: () => ({ id: "common-ports", title: "Commonly used ports" }),
};

/** A cluster with the commonly used ports in addition to its matrix. */
export const withCommonPorts = (product: Product): Product => ({
  ...product,
  rows: [...product.rows, ...commonPortRows],
  named: (edition) => {
    const { id, title } = product.named(edition);
    return { id: `${id}-common-ports`, title: `${title}, with the commonly used ports open among its nodes` };
  },
});
