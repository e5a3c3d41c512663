/** The tables that port rules refer to: document, table, edition, and the state of it that was read. */
import type { TableReference } from "../model/port-rule";

type Document = Omit<TableReference, "table">;

const tableOf =
  (document: Document) =>
  (table: string): TableReference => ({ ...document, table });

const rancher2x = tableOf({
  document: "Rancher documentation, Port Requirements",
  edition: "2.x",
  date: "before 2020-11-13",
  source: "rancher/docs@1f56d06020f7",
});
const rancher29 = tableOf({
  document: "Rancher documentation, Port Requirements",
  edition: "2.9-2.15",
  date: "after 2026-05-11",
  source: "rancher/rancher-product-docs@8b3996c83bb7",
});
const rancher211 = tableOf({
  document: "Rancher documentation, Port Requirements",
  edition: "2.11",
  date: "after 2026-05-11",
  source: "rancher/rancher-product-docs@8b3996c83bb7",
});
const rke2Docs = tableOf({
  document: "RKE2 documentation, Requirements",
  edition: "main",
  date: "2026-08-20",
  source: "rancher/rke2-docs@9477b7b1df1f",
});
const k3sDocs = tableOf({
  document: "K3s documentation, Requirements",
  edition: "main",
  date: "after 2025-05",
  source: "k3s-io/docs@005d295410cd",
});
const calicoDocs = tableOf({
  document: "Calico documentation, System requirements",
  edition: "3.33",
  date: "2026",
  source: "docs.tigera.io/calico",
});
const ciliumDocs = tableOf({
  document: "Cilium documentation, System Requirements",
  edition: "latest",
  date: "2026",
  source: "docs.cilium.io/operations/system_requirements",
});

export const rancherNodesList = rancher2x("Rancher Nodes");
export const nodePools = rancher2x("Node Pools");
export const customNodes = rancher2x("Custom Nodes");
export const hostedClusters = rancher2x("Hosted Clusters");
export const importedClusters = rancher2x("Imported Clusters");
export const commonlyUsedPorts = rancher2x("Commonly Used Ports");
export const ec2Group = rancher2x("Rancher AWS EC2 Security Group");

/** The four From/To matrices. */
export const matrices = [nodePools, customNodes, hostedClusters, importedClusters] as const;

/** The same tables since 2.9. They leave the rows about Rancher itself to the tables of its own distribution. */
export const nodePools29 = rancher29("Node Pools");
export const customNodes29 = rancher29("Custom Nodes");
export const hostedClusters29 = rancher29("Hosted Clusters");
export const registeredClusters29 = rancher29("Registered Clusters");
export const commonlyUsedPorts29 = rancher29("Commonly Used Ports");
export const ec2Group29 = rancher29("Rancher AWS EC2 Security Group");

export const serverOnK3s = rancher29("Rancher Server Nodes on K3s");
export const serverOnRke2 = rancher29("Rancher Server Nodes on RKE2");
export const serverOnDocker = rancher29("Rancher Server in Docker");
export const serverOnRke = rancher211("Rancher Server Nodes on RKE");

export const rke2Inbound = rke2Docs("Inbound Network Rules");
export const rke2Cni = rke2Docs("CNI Specific Inbound Network Rules");
export const rke2Windows = rke2Docs("Windows Specific Inbound Network Rules");
export const rke2RegistryMirror = rke2Docs("Embedded Registry Mirror");
export const k3sInbound = k3sDocs("Inbound Rules for K3s Nodes");

export const calicoNetwork = calicoDocs("Network requirements");
export const ciliumFirewall = ciliumDocs("Firewall Rules");
export const weavePorts: TableReference = {
  document: "Weave Net documentation, Integrating Kubernetes via the Addon",
  table: "Network Policy Controller and ports",
  edition: "2.x",
  date: "before 2024-06",
  source: "weaveworks/weave@01237446ebca",
};
/** The matrix of Windows clusters was added to the document later than the edition that is the default here. */
export const customWindowsNodes: TableReference = { ...customNodes, table: "Custom Nodes, Windows overlay" };

export const driverSince2022: TableReference = {
  document: "Rancher Machine, EC2 driver",
  table: "configureSecurityGroupPermissions",
  edition: "v0.15.0-rancher85 to rancher133",
  date: "2022-05 to 2025-09-24",
  source: "rancher/machine@ec7dbc3fe2a2~1",
};
export const driverSince2025: TableReference = {
  document: "Rancher Machine, EC2 driver",
  table: "ingressPermissions and egressPermissions",
  edition: "v0.15.0-rancher134 and later",
  date: "since 2025-09-29",
  source: "rancher/machine@a057776c3636",
};

const own = tableOf({ document: "rancher-security-groups", edition: "1", date: "2026-11-25", source: "this package" });

/** Not a table of Rancher's: egress is open unless the deployment says otherwise. */
export const egressDefault = own("docs/decisions/0003-egress-default.md");
/** Not a table either: databases have the ports their owners give them. */
export const datastorePorts = own("docs/decisions/0009-rke2-and-k3s.md");
/** What a hardened `rancher-nodes` opens beside its table. */
export const hardenedGroup = own("docs/decisions/0010-hardened-rancher-nodes.md");
