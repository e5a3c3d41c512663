/** The page docs/ports.md: every port of every catalog, and where editions and products differ. */
import { addonCatalogs, catalogs, cniCatalogs } from "../catalog";
import { addons } from "../catalog/addons";
import type { Addon } from "../catalog/addons/addon";
import { cnis } from "../catalog/cni";
import type { Distribution } from "../catalog/cni/cni";
import { commonPorts } from "../catalog/common-ports";
import { orderOf, type Versions } from "../catalog/edition";
import { hardened } from "../catalog/hardened-nodes";
import { catalogOf, editionsOf, type Product } from "../catalog/product";
import { addonRows, clusterWith, existing } from "../catalog/products";
import { rancherNodes } from "../catalog/rancher-nodes";
import { rancherServer } from "../catalog/rancher-server";
import { rancherServerOn } from "../catalog/server-distributions";
import { distributionTitles } from "../catalog/settings";
import { conditions } from "../model/condition";
import type { Catalog, PortRule, TableReference } from "../model/port-rule";
import { portsText } from "../model/ports";
import { markdownTable } from "./markdown-table";

/** Catalogs side by side: a column each. */
interface Family {
  readonly title: string;
  readonly columns: Readonly<Record<string, Catalog>>;
  /** Port rules that the table does not list. Default: none. */
  readonly isLeftOut?: (rule: PortRule) => boolean;
}

/** A column for each edition of each product, the oldest editions first. */
function columnsOf(products: Readonly<Record<string, Product>>): Family["columns"] {
  const editions = Object.entries(products).flatMap(([label, product]) => {
    const all = editionsOf(product);
    return all.map((edition) => ({ edition, label: all.length > 1 ? `${edition} ${label}`.trim() : label, product }));
  });
  const sorted = editions.sort((a, b) => orderOf(a.edition) - orderOf(b.edition));
  return Object.fromEntries(sorted.map(({ label, product, edition }) => [label, catalogOf(product, edition)]));
}

const latestNodes = editionsOf(rancherNodes).at(-1) as string;
const cniRules = new Set(cniCatalogs.flatMap(({ rules }) => rules.map(({ id }) => id)));
const serverRules = new Set(catalogOf(rancherServer).rules.map(({ id }) => id));

const isEgress = ({ id }: PortRule) => id.startsWith("egress-");
/** The rows about Rancher itself and those of the CNI have separate tables. */
const isListedElsewhere = (rule: PortRule) => serverRules.has(rule.id) || cniRules.has(rule.id) || isEgress(rule);

const families: readonly Family[] = [
  {
    title: "The group `rancher-nodes` of the EC2 node driver",
    columns: {
      ...columnsOf({ "": rancherNodes }),
      [`hardened ${latestNodes}`]: hardened(catalogOf(rancherNodes, latestNodes)),
    },
  },
  {
    title: "Rancher nodes, `type: rancher-server`",
    columns: columnsOf({
      list: rancherServer,
      rke: rancherServerOn.rke,
      rke2: rancherServerOn.rke2,
      k3s: rancherServerOn.k3s,
      docker: rancherServerOn.docker,
    }),
    isLeftOut: isEgress,
  },
  {
    title: "RKE clusters",
    columns: columnsOf({ "node-pools": clusterWith("rke", "node-pools"), custom: clusterWith("rke", "custom") }),
    isLeftOut: isListedElsewhere,
  },
  {
    title: "RKE2 and K3s clusters",
    columns: columnsOf({
      "rke2 node-pools": clusterWith("rke2", "node-pools"),
      "rke2 custom": clusterWith("rke2", "custom"),
      "k3s node-pools": clusterWith("k3s", "node-pools"),
      "k3s custom": clusterWith("k3s", "custom"),
    }),
    isLeftOut: isListedElsewhere,
  },
  { title: "Networks of pods", columns: Object.fromEntries(cniCatalogs.map((catalog) => [catalog.id, catalog])) },
  {
    title: "Hosted, imported and registered clusters",
    columns: columnsOf(existing),
    isLeftOut: isListedElsewhere,
  },
  { title: "`preset: common-ports`", columns: columnsOf({ "": commonPorts }) },
];

const distributions = Object.keys(distributionTitles) as Distribution[];

/** The add-ons with their options and places, and a table of their port rules. */
function addonSection(): string {
  const cniTitle = (name: string) => cnis.find((cni) => cni.name === name)?.title ?? name;
  const optionsOf = ({ options = {} }: Addon) => Object.entries(options).map(([key, need]) => `\`${key}\` (${need})`);
  const list = addons.map((addon) => [
    `\`${addon.name}\``,
    addon.title,
    optionsOf(addon).join(", "),
    (addon.cnis ?? []).map(cniTitle).join(", "),
  ]);
  const rows = addons.flatMap((addon) => {
    const byId = new Map<string, { readonly rule: PortRule; readonly cells: Map<Distribution, string> }>();
    for (const distribution of distributions) {
      for (const { rule, ...versions } of addonRows(addon, distribution)) {
        const known = byId.get(rule.id) ?? { rule, cells: new Map() };
        known.cells.set(distribution, versionsText(versions));
        byId.set(rule.id, known);
      }
    }
    return [...byId].map(([id, { rule, cells }]) => [
      `\`${addon.name}\``,
      ...ruleCells(id, rule),
      ...distributions.map((distribution) => cells.get(distribution) ?? ""),
    ]);
  });
  const titles = distributions.map((distribution) => distributionTitles[distribution]);
  const header = ["add-on", "port rule", "from -> to", "ports", "purpose and conditions", ...titles];
  return [
    "## Add-ons\n",
    "An entry of `addons` is a name, or a map with `name` and the options. In the port rules, `peer` is the option",
    "`to`. The ports of `service-load-balancer` are those of its option.\n",
    markdownTable(["name", "purpose", "options", "only with"], list),
    markdownTable(header, rows),
  ].join("\n");
}

/** An x, or the versions of Rancher if not all have the port rule. */
function versionsText({ since, until }: Versions): string {
  if (until !== undefined) return since === undefined ? `up to ${until}` : `${since} to ${until}`;
  return since === undefined ? "x" : `${since} and later`;
}

/** The whole page. */
export function portsPage(): string {
  return [
    "# Ports by product and version\n",
    "<!-- Generated from src/catalog by npm run docs. -->\n",
    "A mark says that a table of the column asks for the port rule. What holds under a condition alone says so. Rules that",
    "a cluster shares with the Rancher nodes stand there, and those of its CNI under networks of pods.\n",
    ...families.map(familySection),
    addonSection(),
    `## Sources\n\n${sources()}`,
  ].join("\n");
}

function familySection({ title, columns, isLeftOut = () => false }: Family): string {
  const all = Object.values(columns).flatMap(({ rules }) => rules.filter((rule) => !isLeftOut(rule)));
  const rules = new Map(all.map((rule) => [rule.id, rule]));
  const rows = [...rules].map(([id, rule]) => [
    ...ruleCells(id, rule),
    ...Object.values(columns).map((column) => (column.rules.some((own) => own.id === id) ? "x" : "")),
  ]);
  const header = ["port rule", "from -> to", "ports", "purpose and conditions", ...Object.keys(columns)];
  return `## ${title}\n\n${markdownTable(header, rows)}`;
}

/** Id, parties, ports, purpose and conditions of a port rule. */
function ruleCells(id: string, rule: PortRule): readonly string[] {
  return [
    `\`${id}\``,
    `${rule.from.join(", ")} -> ${rule.to.join(", ")}`,
    traffic(rule),
    [rule.purpose, ...rule.when.map((condition) => conditions[condition]), ...localNote(rule)].join("; "),
  ];
}

const localNote = ({ scope }: PortRule) => (scope === "node" ? ["local to the node"] : []);

function traffic({ protocol, ports }: PortRule): string {
  if (ports === "all") return protocol === "all" ? "any" : `protocol ${protocol}`;
  return protocol.startsWith("icmp") ? `${protocol} ${ports.from}/${ports.to}` : `${protocol} ${portsText(ports)}`;
}

function sources(): string {
  const all = [...catalogs.values(), ...cniCatalogs, ...addonCatalogs].flatMap(({ rules }) => rules);
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
