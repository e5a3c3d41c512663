/**
 * The Rancher nodes on each distribution. On RKE2 and K3s they are the nodes of a cluster: the rows of Rancher's own
 * tables and every row among the nodes of such a cluster apply. The rows of CNIs are in cni/.
 */
import { apiLoadBalancerRows } from "./api-load-balancer";
import { clusterRows as rowsOfClusters } from "./cluster";
import { rkeVersions, type Versions } from "./edition";
import { k3s as k3sCluster } from "./k3s";
import { amongRancherNodes, furtherRows } from "./own-cluster";
import type { Product } from "./product";
import { rancherListRows } from "./rancher-server";
import { rke2 as rke2Cluster } from "./rke2";
import { allTraffic, type Row, rowIn, rowOf, tcp, udp } from "./row";
import {
  agentsOfRancherNodes,
  datastorePorts,
  eksSecurityGroups,
  eksWebhooks,
  imperativeApi,
  k3sInbound,
  optionalParties,
  rancherWebhook,
  rke2Inbound,
  serverOnDocker,
  serverOnK3s,
  serverOnRke,
  serverOnRke2,
} from "./tables";

const rancher = ["rancher"] as const;
const hosted = ["hostedCluster"] as const;
const controlPlane = ["hostedControlPlane"] as const;
const embedded = { when: ["embeddedDatastore"] } as const;
const balanced = { when: ["withLoadBalancer"] } as const;
const direct = { when: ["withoutLoadBalancer"] } as const;

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

const apiClients = rowOf(k3sInbound, rke2Inbound)(
  "server-api-clients-tcp",
  ["kubernetesApiClients"],
  rancher,
  tcp(6443),
  "Kubernetes API server",
  { when: ["withKubernetesApiClients"] },
);
const egressOfApiLoadBalancer = apiLoadBalancerRows.filter(({ rule: { id } }) => id === "egress-api-lb-all");

/** The port of pods that use the network of their node. The API server of a hosted control plane calls it. */
const sinceImperativeApi = rowIn({ since: "2.12" }, imperativeApi);
const hostNetwork = sinceImperativeApi(
  "server-imperative-api-tcp",
  rancher,
  rancher,
  tcp(6666),
  "Imperative API of Rancher",
  { when: ["hostNetwork"] },
);

/** Agents on the Rancher nodes call the URL of Rancher, which is the load balancer if there is one. */
const balancedAgents = rowOf(agentsOfRancherNodes)(
  "server-agents-lb-https-tcp",
  rancher,
  ["loadBalancer"],
  tcp(443),
  "Agents of the Rancher nodes",
  balanced,
);

/** The rows that every table since 2.9 has for hosted and registered clusters. */
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
  k3s("server-k3s-https-tcp", rancher, rancher, tcp(443), "Agents of the Rancher nodes", direct),
  balancedAgents,
  k3s("server-k3s-kube-api-tcp", rancher, rancher, tcp(6443), "Supervisor of K3s and Kubernetes API server"),
  hostNetwork,
  apiClients,
  ...egressOfApiLoadBalancer,
  k3s("server-k3s-kubelet-tcp", rancher, rancher, tcp(10250), "kubelet API and metrics"),
  rowOf(k3sInbound)("server-k3s-etcd-tcp", rancher, rancher, tcp(2379, 2380), "etcd clients and peers", embedded),
  datastore,
];

const rke2Rows: readonly Row[] = [
  balancedAgents,
  rke2("server-rke2-kube-api-tcp", rancher, rancher, tcp(6443), "Kubernetes API server"),
  rke2("server-rke2-supervisor-tcp", rancher, rancher, tcp(9345), "Supervisor API of RKE2"),
  hostNetwork,
  apiClients,
  ...egressOfApiLoadBalancer,
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

const administratorRows = amongRancherNodes(rowsOfClusters.administrators);
/** For distributions whose Kubernetes API is not on the Rancher nodes. */
const administratorSsh = administratorRows.filter(({ rule: { parameter } }) => parameter === "ssh");

/** For hosted distributions, whose control plane is not on the Rancher nodes. */
const hostedRows: readonly Row[] = [
  balancedAgents,
  ...administratorSsh,
  rowOf(eksSecurityGroups, eksWebhooks)(
    "server-control-plane-https-tcp",
    controlPlane,
    rancher,
    tcp(443),
    "Calls of the API server to services on the nodes",
  ),
  sinceImperativeApi(
    "server-control-plane-imperative-api-tcp",
    controlPlane,
    rancher,
    tcp(6666),
    "Imperative API of Rancher, called by the API server",
  ),
  rowOf(rancherWebhook)(
    "server-control-plane-webhook-tcp",
    controlPlane,
    rancher,
    tcp(9443),
    "Webhook of Rancher, called by the API server",
  ),
  rowOf(eksSecurityGroups)("server-control-plane-kubelet-tcp", controlPlane, rancher, tcp(10250), "kubelet API"),
  rowOf(eksSecurityGroups)("server-nodes-control-plane-tcp", rancher, controlPlane, tcp(443), "Kubernetes API server"),
  rowOf(optionalParties, eksSecurityGroups)(
    "server-pods-all",
    rancher,
    rancher,
    allTraffic,
    "Traffic of pods, which the VPC CNI does not encapsulate",
  ),
  rowOf(optionalParties)(
    "server-administrators-control-plane-tcp",
    ["administrators"],
    controlPlane,
    tcp(443),
    "Kubernetes API for administrators",
    { when: ["withAdministrators"] },
  ),
];

const rkeRows: readonly Row[] = [
  rke("server-rke-cli-ssh-tcp", ["rkeCli"], rancher, tcp(22), "SSH provisioning by the RKE CLI", { parameter: "ssh" }),
  rke("server-rke-api-clients-tcp", ["kubernetesApiClients"], rancher, tcp(6443), "Kubernetes API server"),
  rke("server-rke-https-tcp", rancher, rancher, tcp(443), "Agents of the Rancher nodes", direct),
  balancedAgents,
  rke("server-rke-etcd-client-tcp", rancher, rancher, tcp(2379), "etcd client requests"),
  rke("server-rke-etcd-peer-tcp", rancher, rancher, tcp(2380), "etcd peer communication"),
  rke("server-rke-kube-api-tcp", rancher, rancher, tcp(6443), "Kubernetes API server"),
  rke("server-rke-webhook-tcp", rancher, rancher, tcp(8443), "Admission webhook of the ingress controller"),
  rke("server-rke-overlay-udp", rancher, rancher, udp(8472), "VXLAN overlay of Canal and Flannel"),
  rke("server-rke-network-probe-tcp", rancher, rancher, tcp(9099), "Probes of Canal and Flannel"),
  rke("server-rke-kubelet-tcp", rancher, rancher, tcp(10250), "kubelet API, for the metrics server"),
  rke("server-rke-ingress-probe-tcp", rancher, rancher, tcp(10254), "Probes of the ingress controller"),
  ...administratorRows,
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

/** Rancher servers by distribution, without the rows of a CNI. */
export const rancherServerOn = {
  hosted: serverOn("hosted", "on a hosted control plane, such as EKS", hostedRows),
  k3s: serverOn("k3s", "on K3s", [...k3sRows, ...furtherRows(k3sRows, k3sCluster.custom.rows)]),
  rke2: serverOn("rke2", "on RKE2", [...rke2Rows, ...furtherRows(rke2Rows, rke2Cluster.custom.rows)]),
  rke: serverOn("rke", "on RKE", rkeRows, rkeVersions),
  docker: serverOn("docker", "in Docker", administratorSsh),
} as const;
