/** The tables that port rules cite: document, table, edition, and the revision that was read. */
import type { TableReference } from "../model/port-rule";
import { newestRancherVersion } from "../model/rancher-version";
import { firstEdition, overlaps, type Versions } from "./edition";

/** A table of a document in one edition, and the versions that the edition covers. Default: all versions. */
export interface TableEdition extends Versions {
  readonly reference: TableReference;
}

/** A table in all editions that were read, the oldest first. */
export type Table = readonly TableEdition[];

/** The editions that cover one of the versions. */
export const editionsIn = (versions: Versions, table: Table): Table =>
  table.filter((edition) => overlaps(edition, versions));

/** All editions of all tables: first the oldest edition of each table, then the next edition of each. */
export function referencesOf(...tables: readonly Table[]): readonly TableReference[] {
  const longest = Math.max(0, ...tables.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => tables.flatMap((table) => table[index]?.reference ?? [])).flat();
}

type Document = Omit<TableReference, "table">;

/** The tables of a document with a single edition. */
export const tableOf =
  (document: Document) =>
  (table: string): Table => [{ reference: { ...document, table } }];

/** The editions of Rancher's document. */
const rancherDocument: readonly (Versions & Document)[] = [
  {
    until: "2.8",
    document: "Rancher documentation, Port Requirements",
    edition: "2.x",
    date: "before 2020-11-13",
    source: "rancher/docs@1f56d06020f7",
  },
  {
    since: "2.9",
    document: "Rancher documentation, Port Requirements",
    edition: `2.9-${newestRancherVersion}`,
    date: "after 2026-05-11",
    source: "rancher/rancher-product-docs@8b3996c83bb7",
  },
];
/** A table of Rancher's document, in each edition that covers one of the versions. */
const rancherTable = (table: string, versions: Versions = {}): Table =>
  rancherDocument
    .filter((edition) => overlaps(edition, versions))
    .map(({ since, until, ...document }) => ({
      ...(since ? { since } : {}),
      ...(until ? { until } : {}),
      reference: { ...document, table },
    }));
/** The last edition with tables for RKE. */
const lastRkeDocument = tableOf({
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

/** Documents about hosted control planes, of which EKS is one. */
const eksDocs = tableOf({
  document: "Amazon EKS user guide, Security group requirements",
  edition: "latest",
  date: "2026",
  source: "docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html",
});

/** An issue of a public tracker, cited by repository and number. */
export const issueTable = (repository: string, number: number, date: string, about: string): Table =>
  tableOf({ document: `${repository} issue ${number}`, edition: date, date, source: `${repository}#${number}` })(about);

const untilNextEdition = { until: "2.8" } as const;
const sinceNextEdition = { since: "2.9" } as const;

export const nodePools = rancherTable("Node Pools");
export const customNodes = rancherTable("Custom Nodes");
/** The matrix of Windows clusters was added to the document later than the edition that was read here. */
export const customWindowsNodes = rancherTable("Custom Nodes, Windows overlay", untilNextEdition);
export const hostedClusters = rancherTable("Hosted Clusters");
/** The next edition calls them registered clusters. */
export const importedClusters = [
  ...rancherTable("Imported Clusters", untilNextEdition),
  ...rancherTable("Registered Clusters", sinceNextEdition),
];
export const commonlyUsedPorts = rancherTable("Commonly Used Ports");
export const ec2Group = rancherTable("Rancher AWS EC2 Security Group");

/** The four From/To matrices that repeat the rows about Rancher. Later editions leave them to Rancher's own tables. */
export const matricesWithRancher = [nodePools, customNodes, hostedClusters, importedClusters].map((table) =>
  editionsIn(untilNextEdition, table),
);

export const rancherNodesList = rancherTable("Rancher Nodes", untilNextEdition);
export const serverOnK3s = rancherTable("Rancher Server Nodes on K3s", sinceNextEdition);
export const serverOnRke2 = rancherTable("Rancher Server Nodes on RKE2", sinceNextEdition);
export const serverOnDocker = rancherTable("Rancher Server in Docker", sinceNextEdition);
export const serverOnRke = lastRkeDocument("Rancher Server Nodes on RKE");

/** The destinations of the agents on Rancher's own nodes: rancher/rancher#19650. */
export const agentsOfRancherNodes = tableOf({
  document: "Rancher, issue 19650",
  edition: "2.x",
  date: "2019-04",
  source: "rancher/rancher#19650",
})("Agents of the local cluster use the server URL");

export const rke2Inbound = rke2Docs("Inbound Network Rules");
export const rke2Cni = rke2Docs("CNI Specific Inbound Network Rules");
export const rke2Windows = rke2Docs("Windows Specific Inbound Network Rules");
export const rke2RegistryMirror = rke2Docs("Embedded Registry Mirror");
export const k3sInbound = k3sDocs("Inbound Rules for K3s Nodes");

export const rke2LoadBalancer = tableOf({
  document: "RKE2 documentation, High Availability",
  edition: "main",
  date: "2026-08-20",
  source: "rancher/rke2-docs@9477b7b1df1f",
})("Fixed registration address; rancher/rke2#7640, #7736");
export const k3sLoadBalancer = tableOf({
  document: "K3s documentation, Cluster Load Balancer",
  edition: "main",
  date: "after 2025-05",
  source: "k3s-io/docs@005d295410cd",
})("Load balancer in front of the servers");

export const eksSecurityGroups = eksDocs("Control plane and nodes");
export const eksWebhooks = tableOf({
  document: "terraform-aws-eks, issues 2270 and 1855",
  edition: "18",
  date: "2022",
  source: "terraform-aws-modules/terraform-aws-eks#2270, #1855",
})("Node security group rules");
export const rancherWebhook = tableOf({
  document: "Rancher documentation, Rancher webhook",
  edition: "2.9-2.15",
  date: "after 2026-05-11",
  source: "rancher/rancher-product-docs@8b3996c83bb7",
})("EKS cluster with Calico CNI");
/** Since Rancher 2.12 the API server calls extension APIs of Rancher on this port. */
export const imperativeApi = tableOf({
  document: "Rancher, issues 51958, 52131 and 53847",
  edition: "2.12",
  date: "2025",
  source: "rancher/rancher#51958, #52131, #53847",
})("Imperative API on port 6666");

/** Pod traffic that no CNI encapsulates: it reaches a node on the ports of the pods. */
export const rke2NetworkOptions = tableOf({
  document: "RKE2 documentation, Network Options",
  edition: "main",
  date: "2026-08-20",
  source: "rancher/rke2-docs@9477b7b1df1f",
})("Select a CNI plugin");

/** Tables of add-ons. */
export const monitoringRequirements = tableOf({
  document: "Rancher documentation, Enable Monitoring",
  edition: "2.15",
  date: "after 2026-05-11",
  source: "rancher/rancher-product-docs@8b3996c83bb7",
})("Requirements");
export const ingressMetricsIssue = issueTable("rancher/rancher", 32563, "2021-05", "Metrics of ingress-nginx");
export const ciliumOptionalPorts = tableOf({
  document: "Cilium documentation, System Requirements",
  edition: "latest",
  date: "2026",
  source: "docs.cilium.io/operations/system_requirements",
})("Firewall Rules, optional ports");
export const kubernetesPorts = tableOf({
  document: "Kubernetes documentation, Ports and Protocols",
  edition: "latest",
  date: "2026",
  source: "kubernetes.io/docs/reference/networking/ports-and-protocols",
})("Worker nodes");
export const rke2IngressMigration = tableOf({
  document: "RKE2 documentation, Ingress Migration",
  edition: "main",
  date: "2026-08-20",
  source: "rancher/rke2-docs@9477b7b1df1f",
})("Migration with both ingress controllers");
export const k3sServiceLb = issueTable("k3s-io/k3s", 1030, "2019", "Ports of ServiceLB");
export const pathMtu = tableOf({
  document: "Amazon EC2 User Guide, Network MTU",
  edition: "latest",
  date: "2026",
  source: "docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu",
})("Path MTU Discovery");

/** The rules that the EC2 node driver creates, by driver version. */
export const nodeDriver: Table = [
  {
    since: "2022-05",
    until: "2025-08",
    reference: {
      document: "Rancher Machine, EC2 driver",
      table: "configureSecurityGroupPermissions",
      edition: "v0.15.0-rancher85 to rancher133",
      date: "2022-05 to 2025-09-24",
      source: "rancher/machine@ec7dbc3fe2a2~1",
    },
  },
  {
    since: "2025-09",
    reference: {
      document: "Rancher Machine, EC2 driver",
      table: "ingressPermissions and egressPermissions",
      edition: "v0.15.0-rancher134 and later",
      date: "since 2025-09-29",
      source: "rancher/machine@a057776c3636",
    },
  },
];
/** The group of the node driver, by driver version: the table of Rancher's document, and the driver's code. */
export const nodeDriverGroup: Table = [
  ...editionsIn(untilNextEdition, ec2Group).map(({ reference }) => ({ until: firstEdition, reference })),
  ...nodeDriver,
  ...editionsIn(sinceNextEdition, ec2Group).map(({ reference }) => ({ since: "2025-09", reference })),
];

const own = tableOf({ document: "rancher-security-groups", edition: "1", date: "2026-11-25", source: "this package" });

/** Not a table of Rancher: egress is open unless the deployment restricts it. */
export const egressDefault = own("docs/decisions/0003-egress-default.md");
/** Not a table of Rancher: the operator of a database chooses its port. */
export const datastorePorts = own("docs/decisions/0009-rke2-and-k3s.md");
/** Parties that no table lists, and the nodes of a hosted control plane. */
export const optionalParties = own("docs/decisions/0023-optional-parties.md");
/** The rules of a hardened `rancher-nodes` that its table does not have. */
export const hardenedGroup = own("docs/decisions/0010-hardened-rancher-nodes.md");
/** Outbound traffic of nodes that no table lists. */
export const outboundNeeds = own("docs/decisions/0022-add-ons.md");
