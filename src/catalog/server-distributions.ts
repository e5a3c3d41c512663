/**
 * The Rancher nodes by what Rancher runs on. Each table adds to the list of 2.x what the nodes need among themselves;
 * where a table says that one CNI needs a port, the port is open among the Rancher nodes whichever CNI they use.
 */
import { rkeVersions, type Versions } from "./edition";
import type { Product } from "./product";
import { rancherListRows } from "./rancher-server";
import { type Row, rowOf, tcp, udp } from "./row";
import {
  datastorePorts,
  k3sInbound,
  rke2Inbound,
  serverOnDocker,
  serverOnK3s,
  serverOnRke,
  serverOnRke2,
} from "./tables";

const rancher = ["rancher"] as const;
const hosted = ["hostedCluster"] as const;
const embedded = { when: ["embeddedDatastore"] } as const;

const k3s = rowOf(serverOnK3s);
const rke2 = rowOf(serverOnRke2);
const rke = rowOf(serverOnRke);
const modern = rowOf(serverOnK3s, serverOnRke2, serverOnDocker);

const datastore = rowOf(datastorePorts)(
  "server-datastore-tcp",
  rancher,
  ["datastore"],
  tcp(0, 65535),
  "External datastore",
  {
    parameter: "datastore",
    when: ["externalDatastore"],
  },
);

/** What every table of 2.9 and later says about hosted and registered clusters. */
const clusterRows: readonly Row[] = [
  modern("server-hosted-https-tcp", hosted, rancher, tcp(443), "Agents of hosted and registered clusters", {
    when: ["withoutLoadBalancer"],
  }),
  modern("server-hosted-lb-https-tcp", hosted, ["loadBalancer"], tcp(443), "Agents of hosted and registered clusters", {
    when: ["withLoadBalancer"],
  }),
  rowOf(serverOnK3s, serverOnDocker, serverOnRke)(
    "server-registered-api-tcp",
    rancher,
    hosted,
    tcp(6443),
    "Kubernetes API of hosted and registered clusters",
  ),
];

const k3sRows: readonly Row[] = [
  k3s("server-k3s-https-tcp", rancher, rancher, tcp(443), "Agents of the Rancher nodes"),
  k3s("server-k3s-kube-api-tcp", rancher, rancher, tcp(6443), "Supervisor of K3s and Kubernetes API server"),
  k3s("server-k3s-overlay-udp", rancher, rancher, udp(8472), "VXLAN overlay of Flannel"),
  k3s("server-k3s-kubelet-tcp", rancher, rancher, tcp(10250), "kubelet API and metrics"),
  rowOf(k3sInbound)("server-k3s-etcd-tcp", rancher, rancher, tcp(2379, 2380), "etcd clients and peers", embedded),
  datastore,
];

const rke2Rows: readonly Row[] = [
  rke2("server-rke2-kube-api-tcp", rancher, rancher, tcp(6443), "Kubernetes API server"),
  rke2("server-rke2-supervisor-tcp", rancher, rancher, tcp(9345), "Supervisor API of RKE2"),
  rke2("server-rke2-overlay-udp", rancher, rancher, udp(8472), "VXLAN overlay of Canal and Flannel"),
  rke2("server-rke2-typha-tcp", rancher, rancher, tcp(5473), "Typha of Calico"),
  rke2("server-rke2-kubelet-tcp", rancher, rancher, tcp(10250), "kubelet API and metrics"),
  rke2("server-rke2-etcd-client-tcp", rancher, rancher, tcp(2379), "etcd client requests", embedded),
  rke2("server-rke2-etcd-peer-tcp", rancher, rancher, tcp(2380), "etcd peer communication", embedded),
  rowOf(rke2Inbound)("server-rke2-etcd-metrics-tcp", rancher, rancher, tcp(2381), "etcd metrics", embedded),
  rke2("server-rke2-node-ports-tcp", rancher, rancher, tcp(30000, 32767), "NodePort services among nodes", {
    parameter: "nodePorts",
  }),
  rke2("server-rke2-node-ports-udp", rancher, rancher, udp(30000, 32767), "NodePort services among nodes", {
    parameter: "nodePorts",
  }),
  datastore,
];

const rkeRows: readonly Row[] = [
  rke("server-rke-cli-ssh-tcp", ["rkeCli"], rancher, tcp(22), "SSH provisioning by the RKE CLI", { parameter: "ssh" }),
  rke("server-rke-api-clients-tcp", ["kubernetesApiClients"], rancher, tcp(6443), "Kubernetes API server"),
  rke("server-rke-https-tcp", rancher, rancher, tcp(443), "Agents of the Rancher nodes"),
  rke("server-rke-etcd-client-tcp", rancher, rancher, tcp(2379), "etcd client requests"),
  rke("server-rke-etcd-peer-tcp", rancher, rancher, tcp(2380), "etcd peer communication"),
  rke("server-rke-kube-api-tcp", rancher, rancher, tcp(6443), "Kubernetes API server"),
  rke("server-rke-webhook-tcp", rancher, rancher, tcp(8443), "Admission webhook of the ingress controller"),
  rke("server-rke-overlay-udp", rancher, rancher, udp(8472), "VXLAN overlay of Canal and Flannel"),
  rke("server-rke-network-probe-tcp", rancher, rancher, tcp(9099), "Probes of Canal and Flannel"),
  rke("server-rke-kubelet-tcp", rancher, rancher, tcp(10250), "kubelet API, for the metrics server"),
  rke("server-rke-ingress-probe-tcp", rancher, rancher, tcp(10254), "Probes of the ingress controller"),
];

const serverOn = (id: string, distribution: string, rows: readonly Row[], versions: Versions = {}): Product => ({
  since: "2.9",
  ...versions,
  rows: [...rancherListRows, ...clusterRows, ...rows],
  named: (edition) =>
    edition
      ? {
          id: `rancher-server-${id}-${edition.since}`,
          title: `Rancher nodes of Rancher ${edition.versions} ${distribution}`,
        }
      : { id: `rancher-server-${id}`, title: `Rancher nodes ${distribution}` },
});

export const rancherServerOn = {
  k3s: serverOn("k3s", "on K3s", k3sRows),
  rke2: serverOn("rke2", "on RKE2", rke2Rows),
  rke: serverOn("rke", "on RKE", rkeRows, rkeVersions),
  docker: serverOn("docker", "in Docker", []),
} as const;
