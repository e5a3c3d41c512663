/** The tables that port rules refer to. */
import type { TableReference } from "../model/port-rule";

const rancherDocs = (table: string): TableReference => ({
  document: "Rancher documentation, Port Requirements",
  table,
  edition: "2.x",
});

export const rancherNodesList = rancherDocs("Rancher Nodes");
export const nodePools = rancherDocs("Node Pools");
export const customNodes = rancherDocs("Custom Nodes");
export const hostedClusters = rancherDocs("Hosted Clusters");
export const importedClusters = rancherDocs("Imported Clusters");
export const commonlyUsedPorts = rancherDocs("Commonly Used Ports");
export const ec2Group = rancherDocs("Rancher AWS EC2 Security Group");

/** The four From/To matrices. */
export const matrices = [nodePools, customNodes, hostedClusters, importedClusters] as const;

/** Not a table of Rancher's: egress is open unless the deployment says otherwise. */
export const egressDefault: TableReference = {
  document: "rancher-security-groups",
  table: "docs/decisions/0003-egress-default.md",
  edition: "1",
};
