/**
 * The matrices of hosted and of imported clusters. They share every cell but one: Rancher calls the Kubernetes API
 * endpoint of hosted clusters only, since an imported cluster's agent calls Rancher. Since 2.9 imported clusters are
 * called registered, and both have rows for webhooks.
 */
import type { Catalog, PortRule } from "../model/port-rule";
import { openEgress } from "./egress";
import { rancherCatalogAddresses, rancherServerRules } from "./rancher-server";
import { rowOf, tcp, udp } from "./row";
import { hostedClusters, hostedClusters29, importedClusters, rancherNodesList, registeredClusters29 } from "./tables";

const row = rowOf(hostedClusters, importedClusters, hostedClusters29, registeredClusters29);
const listedRow = rowOf(rancherNodesList, hostedClusters, importedClusters, hostedClusters29, registeredClusters29);
const hostedRow = rowOf(rancherNodesList, hostedClusters, hostedClusters29);
const row29 = rowOf(hostedClusters29, registeredClusters29);

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

const since29: readonly PortRule[] = [
  row29("hosted-rancher-http-tcp", rancher, rancher, tcp(80), "Rancher nodes among themselves"),
  row29("hosted-webhook-tcp", rancher, cluster, tcp(8443), "Webhooks of the cluster"),
  row29("hosted-rancher-webhook-tcp", rancher, cluster, tcp(9443), "Webhook of Rancher"),
  row29("hosted-api-endpoint-tcp", ["kubernetesApiClients"], cluster, tcp(443), "Kubernetes API without Rancher", {
    parameter: "kubernetesApi",
    when: ["authorizedClusterEndpoint"],
  }),
];

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

export const hostedCluster29: Catalog = {
  id: "hosted-clusters-2.9",
  title: "Hosted cluster of Rancher 2.9 and later",
  addresses,
  rules: [...hostedCluster.rules, ...since29],
};

export const registeredCluster29: Catalog = {
  id: "registered-clusters-2.9",
  title: "Registered (imported) cluster of Rancher 2.9 and later",
  addresses,
  rules: [...importedCluster.rules, ...since29],
};
