/**
 * RKE2 clusters that Rancher launches. Servers have the roles etcd and controlplane, agents the role worker. The rows
 * are those of RKE2's table and those of Rancher's matrices that apply to every distribution.
 */
import { clusterRoles as nodes } from "../model/party";
import { supervisorLoadBalancerRows } from "./api-load-balancer";
import { serverAgentCluster } from "./cluster";
import { type Row, rowOf, tcp, udp } from "./row";
import { rke2Inbound, serverOnRke2 } from "./tables";

const row = rowOf(rke2Inbound);

const servers = ["etcd", "controlplane"] as const;
const embedded = { when: ["embeddedDatastore"] } as const;
const nodePorts = { parameter: "nodePorts" } as const;

const rows: readonly Row[] = [
  row("rke2-kube-api-tcp", nodes, servers, tcp(6443), "Kubernetes API server"),
  row("rke2-supervisor-tcp", nodes, servers, tcp(9345), "Supervisor API of RKE2"),
  row("rke2-kubelet-tcp", nodes, nodes, tcp(10250), "kubelet API and metrics"),
  row("rke2-etcd-client-tcp", servers, servers, tcp(2379), "etcd client requests", embedded),
  row("rke2-etcd-peer-tcp", servers, servers, tcp(2380), "etcd peer communication", embedded),
  row("rke2-etcd-metrics-tcp", servers, servers, tcp(2381), "etcd metrics", { ...embedded, observes: true }),
  row("rke2-node-ports-tcp", nodes, nodes, tcp(30000, 32767), "NodePort services among nodes", nodePorts),
  rowOf(serverOnRke2)(
    "rke2-node-ports-udp",
    nodes,
    nodes,
    udp(30000, 32767),
    "NodePort services among nodes",
    nodePorts,
  ),
  ...supervisorLoadBalancerRows,
];

export const rke2 = serverAgentCluster("RKE2", rows);
