/** The tables that port rules refer to: document, table, edition, and the state of it that was read. */
import type { TableReference } from "../model/port-rule";
import { newestRancherVersion } from "../model/rancher-version";
import { firstEdition, overlaps, type Versions } from "./edition";

/** A table of a document in one edition, and the versions that the edition is about. Default: all versions. */
export interface TableEdition extends Versions {
  readonly reference: TableReference;
}

/** A table in every edition that was read, the oldest first. */
export type Table = readonly TableEdition[];

/** The editions that are about one of the versions. */
export const editionsIn = (versions: Versions, table: Table): Table =>
  table.filter((edition) => overlaps(edition, versions));

/** All editions of all tables: the oldest edition of each table, then the next one of each. */
export function referencesOf(...tables: readonly Table[]): readonly TableReference[] {
  const longest = Math.max(0, ...tables.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => tables.flatMap((table) => table[index]?.reference ?? [])).flat();
}

type Document = Omit<TableReference, "table">;

/** The tables of a document that was read in one edition. */
export const tableOf =
  (document: Document) =>
  (table: string): Table => [{ reference: { ...document, table } }];

/** Rancher's document, edition by edition. */
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
/** A table of Rancher's document, in each edition of the document that is about one of the versions. */
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

const untilNextEdition = { until: "2.8" } as const;
const sinceNextEdition = { since: "2.9" } as const;

export const nodePools = rancherTable("Node Pools");
export const customNodes = rancherTable("Custom Nodes");
/** The matrix of Windows clusters was added to the document later than the edition that was read here. */
export const customWindowsNodes = rancherTable("Custom Nodes, Windows overlay", untilNextEdition);
export const hostedClusters = rancherTable("Hosted Clusters");
/** The next edition calls them registered. */
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

export const rke2Inbound = rke2Docs("Inbound Network Rules");
export const rke2Cni = rke2Docs("CNI Specific Inbound Network Rules");
export const rke2Windows = rke2Docs("Windows Specific Inbound Network Rules");
export const rke2RegistryMirror = rke2Docs("Embedded Registry Mirror");
export const k3sInbound = k3sDocs("Inbound Rules for K3s Nodes");

/** The rules that the EC2 node driver writes, by its versions. */
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
/** The group of the node driver, by the versions of the driver: the table of Rancher's document, and the driver's code. */
export const nodeDriverGroup: Table = [
  ...editionsIn(untilNextEdition, ec2Group).map(({ reference }) => ({ until: firstEdition, reference })),
  ...nodeDriver,
  ...editionsIn(sinceNextEdition, ec2Group).map(({ reference }) => ({ since: "2025-09", reference })),
];

const own = tableOf({ document: "rancher-security-groups", edition: "1", date: "2026-11-25", source: "this package" });

/** Not a table of Rancher's: egress is open unless the deployment says otherwise. */
export const egressDefault = own("docs/decisions/0003-egress-default.md");
/** Not a table either: databases have the ports their owners give them. */
export const datastorePorts = own("docs/decisions/0009-rke2-and-k3s.md");
/** What a hardened `rancher-nodes` opens beside its table. */
export const hardenedGroup = own("docs/decisions/0010-hardened-rancher-nodes.md");
