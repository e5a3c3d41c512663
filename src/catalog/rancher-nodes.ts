/** The group that Rancher's EC2 node driver creates and looks up by name, by edition. */
import { type RancherNodesEdition, rancherNodesEditions } from "../model/rancher-nodes-edition";
import { firstEdition } from "./edition";
import type { Product } from "./product";
import { allTraffic, type Row, rowIn, rowOf, tcp, udp } from "./row";
import { nodeDriverGroup } from "./tables";

const row = rowOf(nodeDriverGroup);
const addedRow = rowIn({ since: "2022-05" }, nodeDriverGroup);
const world = ["internet"] as const;
const nodes = ["nodes"] as const;
const correction =
  "The table prints the port range again where the source belongs. The source is 0.0.0.0/0: the driver's code and every other edition of the table say so.";

const rows: readonly Row[] = [
  row("rancher-nodes-ssh-tcp", world, nodes, tcp(22), "SSH provisioning by the node driver", { parameter: "ssh" }),
  row("rancher-nodes-http-tcp", world, nodes, tcp(80), "HTTP to the ingress controller"),
  row("rancher-nodes-https-tcp", world, nodes, tcp(443), "HTTPS to the ingress controller"),
  row("rancher-nodes-docker-tls-tcp", world, nodes, tcp(2376), "Docker over TLS, for the node driver"),
  row("rancher-nodes-etcd-tcp", nodes, nodes, tcp(2379, 2380), "etcd clients and peers"),
  row("rancher-nodes-windows-overlay-udp", nodes, nodes, udp(4789), "VXLAN overlay on Windows"),
  row("rancher-nodes-kube-api-tcp", world, nodes, tcp(6443), "Kubernetes API server"),
  row("rancher-nodes-overlay-udp", nodes, nodes, udp(8472), "VXLAN overlay of Canal and Flannel"),
  row("rancher-nodes-components-tcp", nodes, nodes, tcp(10250, 10252), "kubelet, scheduler, controller manager"),
  row("rancher-nodes-kube-proxy-tcp", nodes, nodes, tcp(10256), "kube-proxy health"),
  row("rancher-nodes-node-ports-tcp", world, nodes, tcp(30000, 32767), "NodePort services", {
    correction,
    parameter: "nodePorts",
  }),
  row("rancher-nodes-node-ports-udp", world, nodes, udp(30000, 32767), "NodePort services", {
    correction,
    parameter: "nodePorts",
  }),
  row("rancher-nodes-egress-all", nodes, world, allTraffic, "Outbound traffic"),
  addedRow("rancher-nodes-bgp-tcp", nodes, nodes, tcp(179), "BGP of Calico"),
  addedRow("rancher-nodes-typha-tcp", nodes, nodes, tcp(5473), "Typha of Calico"),
  addedRow("rancher-nodes-webhook-tcp", world, nodes, tcp(8443), "Admission webhook of the ingress controller"),
  addedRow("rancher-nodes-supervisor-tcp", nodes, nodes, tcp(9345), "Supervisor API of RKE2"),
  addedRow("rancher-nodes-node-exporter-tcp", nodes, nodes, tcp(9796), "Node exporter of Rancher Monitoring"),
];

/**
 * The group as the document of Rancher 2.x lists it: 12 inbound rules and 1 outbound rule. Since September 2025 the
 * driver opens the same ports to IPv6 as well, so the default `ipFamily` of that edition includes IPv6.
 */
export const rancherNodes: Product = {
  editions: Object.keys(rancherNodesEditions),
  rows,
  named: (edition) => ({
    id: edition ? `rancher-nodes-${edition.since}` : "rancher-nodes",
    title: rancherNodesEditions[(edition?.since ?? firstEdition) as RancherNodesEdition].title,
  }),
};
