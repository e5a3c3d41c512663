/**
 * The matrices of hosted and of imported clusters. They differ in one cell: Rancher calls the Kubernetes API endpoint
 * of hosted clusters only, since an imported cluster's agent calls Rancher. Since 2.9 imported clusters are called
 * registered, and both matrices have rows for webhooks.
 */
import { openEgress } from "./egress";
import type { Product } from "./product";
import { rancherCatalogAddresses, rancherServerRows } from "./rancher-server";
import { allTraffic, type Row, rowIn, rowOf, tcp, udp } from "./row";
import {
  egressDefault,
  eksSecurityGroups,
  eksWebhooks,
  hostedClusters,
  importedClusters,
  optionalParties,
  rancherNodesList,
} from "./tables";

const row = rowOf(hostedClusters, importedClusters);
const listedRow = rowOf(rancherNodesList, hostedClusters, importedClusters);
const hostedRow = rowOf(rancherNodesList, hostedClusters);
const addedRow = rowIn({ since: "2.9" }, hostedClusters, importedClusters);

const rancher = ["rancher"] as const;
const cluster = ["hostedCluster"] as const;
const clients = ["workloadClients"] as const;

/** The table names Rancher as the source. If the nodes have a separate group, the source is the API server. */
const together = { when: ["withoutHostedNodes"] } as const;
const administrators = ["administrators"] as const;

/** The documents leave the ports of workloads to the provider, so the deployment must name them. */
const workload = {
  tcp: { parameter: "workloadTcp", when: ["workloadTcp", "withoutHostedNodes"] },
  udp: { parameter: "workloadUdp", when: ["workloadUdp", "withoutHostedNodes"] },
} as const;

/** Calls between a hosted cluster's nodes and its control plane, if they have separate groups. */
const nodesRow = rowIn({ since: "2.9" }, eksSecurityGroups, eksWebhooks);
const podsRow = rowIn({ since: "2.9" }, optionalParties, eksSecurityGroups);
const administratorRow = rowIn({ since: "2.9" }, optionalParties);
const nodes = ["hostedNodes"] as const;
const separate = { provisioning: "hosted", when: ["withHostedNodes"] } as const;

const nodesRows: readonly Row[] = [
  podsRow(
    "hosted-nodes-pods-all",
    nodes,
    nodes,
    allTraffic,
    "Traffic of pods, which the VPC CNI does not encapsulate",
    {
      ...separate,
    },
  ),
  nodesRow("hosted-nodes-https-tcp", cluster, nodes, tcp(443), "Calls of the API server to services on the nodes", {
    ...separate,
  }),
  nodesRow("hosted-nodes-webhook-tcp", cluster, nodes, tcp(8443), "Webhooks of the cluster, called by the API server", {
    ...separate,
  }),
  nodesRow(
    "hosted-nodes-rancher-webhook-tcp",
    cluster,
    nodes,
    tcp(9443),
    "Webhook of Rancher, called by the API server",
    separate,
  ),
  nodesRow("hosted-nodes-kubelet-tcp", cluster, nodes, tcp(10250), "kubelet API", separate),
  nodesRow("hosted-nodes-control-plane-tcp", nodes, cluster, tcp(443), "Kubernetes API server", separate),
  addedRow("hosted-nodes-rancher-tcp", nodes, rancher, tcp(443), "Agents on worker nodes to Rancher", {
    provisioning: "hosted",
    when: ["withHostedNodes", "withoutLoadBalancer"],
  }),
  addedRow("hosted-nodes-lb-tcp", nodes, ["loadBalancer"], tcp(443), "Agents on worker nodes to Rancher", {
    provisioning: "hosted",
    when: ["withHostedNodes", "withLoadBalancer"],
  }),
  addedRow("hosted-nodes-workload-tcp", clients, nodes, tcp(0, 65535), "Workload of the cluster", {
    ...{ provisioning: "hosted", parameter: "workloadTcp" },
    when: ["withHostedNodes", "workloadTcp"],
  }),
  addedRow("hosted-nodes-workload-udp", clients, nodes, udp(0, 65535), "Workload of the cluster", {
    ...{ provisioning: "hosted", parameter: "workloadUdp" },
    when: ["withHostedNodes", "workloadUdp"],
  }),
  rowIn({ since: "2.9" }, egressDefault)(
    "egress-hosted-nodes-all",
    nodes,
    ["internet"],
    allTraffic,
    "Outbound traffic",
    {
      provisioning: "hosted",
      when: ["withHostedNodes", "egressAll"],
    },
  ),
];

/** An imported cluster is one party that contains both its nodes and its API. */
const administratorsRows: readonly Row[] = [
  administratorRow("hosted-administrators-ssh-tcp", administrators, nodes, tcp(22), "SSH for administrators", {
    provisioning: "hosted",
    when: ["withHostedNodes", "withAdministrators"],
  }),
  administratorRow("imported-administrators-ssh-tcp", administrators, cluster, tcp(22), "SSH for administrators", {
    provisioning: "imported",
    when: ["withAdministrators"],
  }),
  administratorRow(
    "hosted-administrators-api-tcp",
    administrators,
    cluster,
    tcp(443),
    "Kubernetes API for administrators",
    { provisioning: "hosted", parameter: "kubernetesApi", when: ["withAdministrators"] },
  ),
  administratorRow(
    "imported-administrators-api-tcp",
    administrators,
    cluster,
    tcp(6443),
    "Kubernetes API for administrators",
    { provisioning: "imported", parameter: "kubernetesApi", when: ["withAdministrators"] },
  ),
];

const rows: readonly Row[] = [
  ...rancherServerRows,
  hostedRow("hosted-kube-api-tcp", rancher, cluster, tcp(443), "Kubernetes API endpoint", {
    parameter: "kubernetesApi",
    provisioning: "hosted",
  }),
  listedRow("hosted-rancher-https-tcp", cluster, rancher, tcp(443), "Agents on worker nodes to Rancher", {
    when: ["withoutLoadBalancer", "withoutHostedNodes"],
  }),
  row("hosted-lb-https-tcp", cluster, ["loadBalancer"], tcp(443), "Agents on worker nodes to Rancher", {
    when: ["withLoadBalancer", "withoutHostedNodes"],
  }),
  row("hosted-workload-tcp", clients, cluster, tcp(0, 65535), "Workload of the cluster", workload.tcp),
  row("hosted-workload-udp", clients, cluster, udp(0, 65535), "Workload of the cluster", workload.udp),
  ...openEgress(rancher),
  addedRow("hosted-rancher-http-tcp", rancher, rancher, tcp(80), "Rancher nodes among themselves"),
  addedRow("hosted-webhook-tcp", rancher, cluster, tcp(8443), "Webhooks of the cluster", together),
  addedRow("hosted-rancher-webhook-tcp", rancher, cluster, tcp(9443), "Webhook of Rancher", together),
  addedRow("hosted-api-endpoint-tcp", ["kubernetesApiClients"], cluster, tcp(443), "Kubernetes API without Rancher", {
    ...{ parameter: "kubernetesApi", provisioning: "hosted" },
    when: ["authorizedClusterEndpoint"],
  }),
  addedRow(
    "imported-api-endpoint-tcp",
    ["kubernetesApiClients"],
    cluster,
    tcp(6443),
    "Kubernetes API without Rancher",
    {
      ...{ parameter: "kubernetesApi", provisioning: "imported" },
      when: ["authorizedClusterEndpoint"],
      correction:
        "The table leaves the port to the provider. The endpoint exists on RKE2 and K3s only, which serve it on 6443.",
    },
  ),
  ...nodesRows,
  ...administratorsRows,
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
