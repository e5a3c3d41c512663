/**
 * K3s clusters that Rancher launches. Servers have the roles etcd and controlplane, agents the role worker. The rows
 * are those of K3s's table and those of Rancher's matrices that apply to every distribution.
 */
import { clusterRoles as nodes } from "../model/party";
import { serverAgentCluster } from "./cluster";
import { type Row, rowOf, tcp } from "./row";
import { k3sInbound } from "./tables";

const row = rowOf(k3sInbound);

const servers = ["etcd", "controlplane"] as const;

const rows: readonly Row[] = [
  row("k3s-kube-api-tcp", nodes, servers, tcp(6443), "Supervisor of K3s and Kubernetes API server", {
    correction:
      "The table names agents as the source; the text above it says that all nodes must reach the port, and so do servers that join.",
  }),
  row("k3s-kubelet-tcp", nodes, nodes, tcp(10250), "kubelet API and metrics"),
  row("k3s-etcd-tcp", servers, servers, tcp(2379, 2380), "etcd clients and peers", { when: ["embeddedDatastore"] }),
];

export const k3s = serverAgentCluster("K3s", rows);
