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
  "apiLoadBalancer",
  "hostedCluster",
  "hostedNodes",
  "apiClients",
  "workloadClients",
  "rancherCatalog",
  "kubernetesApiClients",
  "administrators",
  "datastore",
] as const;

/** Parties of a Rancher server deployment. */
export const serverParties = [
  "rancher",
  "loadBalancer",
  "apiLoadBalancer",
  "hostedControlPlane",
  "clusterNodes",
  "nodeDriverNodes",
  "hostedCluster",
  "apiClients",
  "rancherCatalog",
  "kubernetesApiClients",
  "administrators",
  "datastore",
  "rkeCli",
] as const;

/** Parties of the group `rancher-nodes` where it is hardened. */
export const hardenedParties = ["rancher", "apiClients", "workloadClients", "administrators"] as const;

/**
 * `nodes` are the members of the group `rancher-nodes`, or of the one that all nodes of a cluster share; `internet` is
 * any address at all; `peer` is what one port rule says it is.
 */
export const parties = [
  ...clusterParties,
  "hostedControlPlane",
  "rkeCli",
  "clusterNodes",
  "nodeDriverNodes",
  "nodes",
  "internet",
  "peer",
] as const;
/** A row or column header of a From/To matrix. */
export type Party = (typeof parties)[number];

/** Parties for which a security group is created by default. */
const defaultParties: readonly Party[] = [...nodeRoles, "loadBalancer", "nodes"];

/** Parties for which a security group can be created. */
export const creatableParties: readonly Party[] = [...defaultParties, "apiLoadBalancer", "hostedNodes"];

/** Whether the group of a party is created unless the deployment binds the party to something else. */
export function isCreatedByDefault(party: Party, type: "rancher-nodes" | "cluster" | "rancher-server"): boolean {
  // The Rancher nodes of a cluster belong to another deployment, and the clients of `rancher-nodes` to none.
  if (type === "rancher-nodes") return party === "nodes";
  return defaultParties.includes(party) && !(type === "cluster" && party === "rancher");
}

/** Parties that are load balancers, which nodes may reach at public addresses. */
export const loadBalancers: readonly Party[] = ["loadBalancer", "apiLoadBalancer"];

/** What a person calls the party. */
export const partyTitles: Readonly<Record<Party, string>> = {
  rancher: "Rancher nodes",
  etcd: "etcd nodes",
  controlplane: "control plane nodes",
  worker: "worker nodes",
  loadBalancer: "external load balancer",
  apiLoadBalancer: "load balancer of the servers",
  hostedCluster: "hosted or imported cluster",
  hostedControlPlane: "hosted control plane",
  hostedNodes: "nodes of the hosted cluster",
  apiClients: "API and UI clients",
  workloadClients: "workload clients",
  rancherCatalog: "git.rancher.io",
  kubernetesApiClients: "Kubernetes API clients",
  administrators: "administrators",
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
  apiLoadBalancer: "the load balancer in front of the cluster's servers, on 6443 and for RKE2 on 9345",
  administrators: "people with SSH to the nodes and direct access to the Kubernetes API",
  hostedNodes: "nodes of a hosted cluster, if their group differs from that of hostedCluster",
  hostedControlPlane: "the provider's control plane of the cluster that Rancher runs on",
};
