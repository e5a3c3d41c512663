/** Who talks to whom: the rows and columns of Rancher's From/To matrices. */

/** Roles a node can hold; each gets a security group. */
export const nodeRoles = ["rancher", "etcd", "controlplane", "worker"] as const;
export type NodeRole = (typeof nodeRoles)[number];

/** Parties a user binds in a cluster deployment. */
export const clusterParties = [
  ...nodeRoles,
  "loadBalancer",
  "apiClients",
  "workloadClients",
  "rancherCatalog",
] as const;

/** `nodes` are the members of the group `rancher-nodes`; `internet` is any address at all. */
export const parties = [...clusterParties, "nodes", "internet"] as const;
export type Party = (typeof parties)[number];

/** Parties for which a security group can be created. */
export const creatableParties: readonly Party[] = [...nodeRoles, "loadBalancer", "nodes"];

/** What a person calls the party. */
export const partyTitles: Readonly<Record<Party, string>> = {
  rancher: "Rancher nodes",
  etcd: "etcd nodes",
  controlplane: "control plane nodes",
  worker: "worker nodes",
  loadBalancer: "external load balancer",
  apiClients: "API and UI clients",
  workloadClients: "workload clients",
  rancherCatalog: "git.rancher.io",
  nodes: "nodes made by the EC2 node driver",
  internet: "any address",
};
