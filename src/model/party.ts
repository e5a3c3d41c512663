/** Who talks to whom: the rows and columns of Rancher's From/To matrices. */

/** Roles a node can hold; each gets a security group. */
const nodeRoles = ["rancher", "etcd", "controlplane", "worker"] as const;
/** A party that is nodes of the deployment. */
export type NodeRole = (typeof nodeRoles)[number];

/** Roles of the nodes of one cluster. */
export const clusterRoles = ["etcd", "controlplane", "worker"] as const;

/** Parties of a cluster deployment. */
export const clusterParties = [
  ...nodeRoles,
  "loadBalancer",
  "hostedCluster",
  "apiClients",
  "workloadClients",
  "rancherCatalog",
  "kubernetesApiClients",
  "datastore",
] as const;

/** Parties of a Rancher server deployment. */
export const serverParties = [
  "rancher",
  "loadBalancer",
  "clusterNodes",
  "nodeDriverNodes",
  "hostedCluster",
  "apiClients",
  "rancherCatalog",
  "kubernetesApiClients",
  "datastore",
  "rkeCli",
] as const;

/** Parties of the group `rancher-nodes` where it is hardened. */
export const hardenedParties = ["rancher", "apiClients", "workloadClients"] as const;

/**
 * `nodes` are the members of the group `rancher-nodes`, or of the one that all nodes of a cluster share; `internet` is
 * any address at all; `peer` is what one port rule says it is.
 */
export const parties = [
  ...clusterParties,
  "rkeCli",
  "clusterNodes",
  "nodeDriverNodes",
  "nodes",
  "internet",
  "peer",
] as const;
/** A row or column header of a From/To matrix. */
export type Party = (typeof parties)[number];

/** Parties for which a security group can be created, and by default is. */
export const creatableParties: readonly Party[] = [...nodeRoles, "loadBalancer", "nodes"];

/** What a person calls the party. */
export const partyTitles: Readonly<Record<Party, string>> = {
  rancher: "Rancher nodes",
  etcd: "etcd nodes",
  controlplane: "control plane nodes",
  worker: "worker nodes",
  loadBalancer: "external load balancer",
  hostedCluster: "hosted or imported cluster",
  apiClients: "API and UI clients",
  workloadClients: "workload clients",
  rancherCatalog: "git.rancher.io",
  kubernetesApiClients: "Kubernetes API clients",
  datastore: "external datastore",
  rkeCli: "machine that runs the RKE CLI",
  clusterNodes: "nodes of any cluster of this Rancher",
  nodeDriverNodes: "nodes that a node driver makes",
  nodes: "cluster nodes",
  internet: "any address",
  peer: "the peer of the port rule",
};

/** Descriptions of parties whose titles do not explain them. */
export const partyDescriptions: Partial<Readonly<Record<Party, string>>> = {
  apiClients: "users and programs that reach Rancher's UI and API",
  kubernetesApiClients: "users and programs that reach the Kubernetes API without Rancher, such as kubectl",
  workloadClients: "clients of the applications that run in the cluster",
  rancherCatalog: "the host git.rancher.io, from which Rancher fetches charts",
  clusterNodes: "nodes of every cluster of this Rancher",
  nodeDriverNodes: "nodes that a node driver of this Rancher makes",
};
