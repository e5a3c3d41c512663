/**
 * The matrices of hosted and of imported clusters. They share every cell but one: Rancher calls the Kubernetes API
 * endpoint of hosted clusters only, since an imported cluster's agent calls Rancher.
 */
import type { Catalog, PortRule } from "../model/port-rule";
import { openEgress } from "./egress";
import { rancherCatalogAddresses, rancherServerRules } from "./rancher-server";
import { rowOf, tcp, udp } from "./row";
import { hostedClusters, importedClusters, rancherNodesList } from "./tables";

const row = rowOf(hostedClusters, importedClusters);
const listedRow = rowOf(rancherNodesList, hostedClusters, importedClusters);
const hostedRow = rowOf(rancherNodesList, hostedClusters);

const rancher = ["rancher"] as const;
const cluster = ["hostedCluster"] as const;
const clients = ["workloadClients"] as const;

/** The documents leave the workload's ports to the provider: the deployment names them. */
const workload = {
  tcp: { parameter: "workloadTcp", when: ["workloadTcp"] },
  udp: { parameter: "workloadUdp", when: ["workloadUdp"] },
} as const;

const clusterRules: readonly PortRule[] = [
  listedRow("hosted-rancher-https-tcp", cluster, rancher, tcp(443), "Agents on worker nodes to Rancher", {
    when: ["withoutLoadBalancer"],
  }),
  row("hosted-lb-https-tcp", cluster, ["loadBalancer"], tcp(443), "Agents on worker nodes to Rancher", {
    when: ["withLoadBalancer"],
  }),
  row("hosted-workload-tcp", clients, cluster, tcp(0, 65535), "Workload of the cluster", workload.tcp),
  row("hosted-workload-udp", clients, cluster, udp(0, 65535), "Workload of the cluster", workload.udp),
];

const kubernetesApi = hostedRow("hosted-kube-api-tcp", rancher, cluster, tcp(443), "Kubernetes API endpoint", {
  parameter: "kubernetesApi",
});

const egressRules = openEgress(rancher);
const addresses = { rancherCatalog: rancherCatalogAddresses };

export const hostedCluster: Catalog = {
  id: "hosted-clusters",
  title: "Hosted cluster, such as EKS",
  addresses,
  rules: [...rancherServerRules, kubernetesApi, ...clusterRules, ...egressRules],
};

export const importedCluster: Catalog = {
  id: "imported-clusters",
  title: "Imported cluster",
  addresses,
  rules: [...rancherServerRules, ...clusterRules, ...egressRules],
};
