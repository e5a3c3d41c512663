/** The group that Rancher's EC2 node driver creates and looks up by name: 12 rules in, 1 out. */
import type { Catalog } from "../model/port-rule";
import { allTraffic, rowOf, tcp, udp } from "./row";
import { ec2Group } from "./tables";

const row = rowOf(ec2Group);
const world = ["internet"] as const;
const nodes = ["nodes"] as const;
const correction =
  "The table prints the port range again where the source belongs. The source is 0.0.0.0/0: the driver's code and every other edition of the table say so.";

export const rancherNodes: Catalog = {
  id: "rancher-nodes",
  title: "The EC2 node driver's security group rancher-nodes",
  addresses: {},
  rules: [
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
  ],
};
