/** The page docs/ports.md: every port of every catalog, and where editions and products differ. */
import { catalogs, cniCatalogs } from "../catalog";
import { conditions } from "../model/condition";
import type { Catalog, PortRule, TableReference } from "../model/port-rule";
import { portsText } from "../model/ports";
import { markdownTable } from "./markdown-table";

/** Catalogs side by side: a column each. */
interface Family {
  readonly title: string;
  readonly columns: Readonly<Record<string, Pick<Catalog, "rules">>>;
}

const cniRules = new Set(cniCatalogs.flatMap(({ rules }) => rules.map(({ id }) => id)));
const serverRules = new Set(catalogs.rancherServer.rules.map(({ id }) => id));
const egress = /^egress-/;

const without = ({ rules }: Catalog, left: (rule: PortRule) => boolean) => ({
  rules: rules.filter((rule) => !left(rule)),
});
/** What a matrix says beside the rows about Rancher itself and those of its CNI. */
const ownRows = (catalog: Catalog) =>
  without(catalog, ({ id }) => serverRules.has(id) || cniRules.has(id) || egress.test(id));
const serverRows = (catalog: Catalog) => without(catalog, ({ id }) => egress.test(id));

const families: readonly Family[] = [
  {
    title: "The group `rancher-nodes` of the EC2 node driver",
    columns: {
      "2.x": catalogs.rancherNodes,
      "2022-05": catalogs.rancherNodes2022,
      "2025-09": catalogs.rancherNodes2025,
      "hardened 2025-09": catalogs.rancherNodes2025Hardened,
    },
  },
  {
    title: "Rancher nodes, `type: rancher-server`",
    columns: {
      list: serverRows(catalogs.rancherServer),
      rke: serverRows(catalogs.rancherServerOnRke),
      rke2: serverRows(catalogs.rancherServerOnRke2),
      k3s: serverRows(catalogs.rancherServerOnK3s),
      docker: serverRows(catalogs.rancherServerInDocker),
    },
  },
  {
    title: "RKE clusters",
    columns: {
      "2.x node-pools": ownRows(catalogs.rkeNodePools),
      "2.x custom": ownRows(catalogs.rkeCustomNodes),
      "2.9 node-pools": ownRows(catalogs.rkeNodePools29),
      "2.9 custom": ownRows(catalogs.rkeCustomNodes29),
    },
  },
  {
    title: "RKE2 and K3s clusters",
    columns: {
      "rke2 node-pools": ownRows(catalogs.rke2NodePools),
      "rke2 custom": ownRows(catalogs.rke2CustomNodes),
      "k3s node-pools": ownRows(catalogs.k3sNodePools),
      "k3s custom": ownRows(catalogs.k3sCustomNodes),
    },
  },
  { title: "Networks of pods", columns: Object.fromEntries(cniCatalogs.map((catalog) => [catalog.id, catalog])) },
  {
    title: "Hosted, imported and registered clusters",
    columns: {
      "2.x hosted": ownRows(catalogs.hostedCluster),
      "2.x imported": ownRows(catalogs.importedCluster),
      "2.9 hosted": ownRows(catalogs.hostedCluster29),
      "2.9 imported": ownRows(catalogs.registeredCluster29),
    },
  },
  {
    title: "`preset: common-ports`",
    columns: {
      "2.x": without(catalogs.rkeCustomNodesCommonPorts, ({ id }) => !id.startsWith("common-")),
      "2.9": without(catalogs.rke2CustomNodesCommonPorts, ({ id }) => !id.startsWith("common-")),
    },
  },
];

/** The whole page. */
export function portsPage(): string {
  return [
    "# Ports by product and version\n",
    "<!-- Generated from src/catalog by npm run docs. -->\n",
    "A mark says that a table of the column asks for the port rule. What holds under a condition alone says so. Rules that",
    "a cluster shares with the Rancher nodes stand there, and those of its CNI under networks of pods.\n",
    ...families.map(familySection),
    `## Sources\n\n${sources()}`,
  ].join("\n");
}

function familySection({ title, columns }: Family): string {
  const rules = [...new Map(Object.values(columns).flatMap((column) => column.rules.map((rule) => [rule.id, rule])))];
  const rows = rules.map(([id, rule]) => [
    `\`${id}\``,
    `${rule.from.join(", ")} -> ${rule.to.join(", ")}`,
    traffic(rule),
    [rule.purpose, ...rule.when.map((condition) => conditions[condition]), ...localNote(rule)].join("; "),
    ...Object.values(columns).map((column) => (column.rules.some((own) => own.id === id) ? "x" : "")),
  ]);
  const header = ["port rule", "from -> to", "ports", "purpose and conditions", ...Object.keys(columns)];
  return `## ${title}\n\n${markdownTable(header, rows)}`;
}

const localNote = ({ scope }: PortRule) => (scope === "node" ? ["local to the node"] : []);

function traffic({ protocol, ports }: PortRule): string {
  if (ports === "all") return protocol === "all" ? "any" : `protocol ${protocol}`;
  return protocol.startsWith("icmp") ? `${protocol} ${ports.from}/${ports.to}` : `${protocol} ${portsText(ports)}`;
}

function sources(): string {
  const all = [...Object.values(catalogs), ...cniCatalogs].flatMap(({ rules }) => rules);
  const tables = new Map<string, TableReference>();
  for (const reference of all.flatMap(({ references }) => references)) tables.set(JSON.stringify(reference), reference);
  const rows = [...tables.values()].map(({ document, table, edition, date, source }) => [
    document,
    table,
    edition,
    date,
    `\`${source}\``,
  ]);
  return markdownTable(["document", "table", "edition", "state of", "source"], rows.sort());
}
