/**
 * The matrices of hosted and of imported clusters. They share every cell but one: Rancher calls the Kubernetes API
 * endpoint of hosted clusters only, since an imported cluster's agent calls Rancher. Since 2.9 imported clusters are
 * called registered, and both have rows for webhooks.
 */
import { openEgress } from "./egress";
import type { Product } from "./product";
import { rancherCatalogAddresses, rancherServerRows } from "./rancher-server";
import { type Row, rowIn, rowOf, tcp, udp } from "./row";
import { hostedClusters, importedClusters, rancherNodesList } from "./tables";

const row = rowOf(hostedClusters, importedClusters);
const listedRow = rowOf(rancherNodesList, hostedClusters, importedClusters);
const hostedRow = rowOf(rancherNodesList, hostedClusters);
const addedRow = rowIn({ since: "2.9" }, hostedClusters, importedClusters);

const rancher = ["rancher"] as const;
const cluster = ["hostedCluster"] as const;
const clients = ["workloadClients"] as const;

/** The documents leave the workload's ports to the provider: the deployment names them. */
const workload = {
  tcp: { parameter: "workloadTcp", when: ["workloadTcp"] },
  udp: { parameter: "workloadUdp", when: ["workloadUdp"] },
} as const;

const rows: readonly Row[] = [
  ...rancherServerRows,
  hostedRow("hosted-kube-api-tcp", rancher, cluster, tcp(443), "Kubernetes API endpoint", {
    parameter: "kubernetesApi",
    provisioning: "hosted",
  }),
  listedRow("hosted-rancher-https-tcp", cluster, rancher, tcp(443), "Agents on worker nodes to Rancher", {
    when: ["withoutLoadBalancer"],
  }),
  row("hosted-lb-https-tcp", cluster, ["loadBalancer"], tcp(443), "Agents on worker nodes to Rancher", {
    when: ["withLoadBalancer"],
  }),
  row("hosted-workload-tcp", clients, cluster, tcp(0, 65535), "Workload of the cluster", workload.tcp),
  row("hosted-workload-udp", clients, cluster, udp(0, 65535), "Workload of the cluster", workload.udp),
  ...openEgress(rancher),
  addedRow("hosted-rancher-http-tcp", rancher, rancher, tcp(80), "Rancher nodes among themselves"),
  addedRow("hosted-webhook-tcp", rancher, cluster, tcp(8443), "Webhooks of the cluster"),
  addedRow("hosted-rancher-webhook-tcp", rancher, cluster, tcp(9443), "Webhook of Rancher"),
  addedRow("hosted-api-endpoint-tcp", ["kubernetesApiClients"], cluster, tcp(443), "Kubernetes API without Rancher", {
    parameter: "kubernetesApi",
    when: ["authorizedClusterEndpoint"],
  }),
];

export const hostedCluster: Product = {
  provisioning: "hosted",
  rows,
  printed: rancherCatalogAddresses,
  named: (edition) =>
    edition
      ? { id: `hosted-clusters-${edition.since}`, title: `Hosted cluster of Rancher ${edition.versions}` }
      : { id: "hosted-clusters", title: "Hosted cluster, such as EKS" },
};

export const importedCluster: Product = {
  provisioning: "imported",
  rows,
  printed: rancherCatalogAddresses,
  named: (edition) =>
    edition
      ? {
          id: `registered-clusters-${edition.since}`,
          title: `Registered (imported) cluster of Rancher ${edition.versions}`,
        }
      : { id: "imported-clusters", title: "Imported cluster" },
};
