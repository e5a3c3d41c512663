/**
 * RKE2 clusters that Rancher launches. Servers hold the roles etcd and controlplane, agents the role worker.
 * RKE2's own table, with the rows of Rancher's matrices that hold on every distribution.
 */
import { clusterRoles as nodes } from "../model/party";
import { serverAgentCluster } from "./cluster";
import { type Row, rowOf, tcp, udp } from "./row";
import { rke2Inbound, rke2RegistryMirror, serverOnRke2 } from "./tables";

const row = rowOf(rke2Inbound);
const mirrorRow = rowOf(rke2RegistryMirror);

const servers = ["etcd", "controlplane"] as const;
const embedded = { when: ["embeddedDatastore"] } as const;
const mirrored = { when: ["embeddedRegistry"] } as const;
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
  mirrorRow("rke2-registry-peer-tcp", nodes, nodes, tcp(5001), "Embedded registry: peers", mirrored),
  mirrorRow("rke2-registry-tcp", nodes, nodes, tcp(9345), "Embedded registry: images", mirrored),
];

export const rke2 = serverAgentCluster("RKE2", rows);
