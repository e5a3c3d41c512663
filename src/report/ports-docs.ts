/**
 * The page docs/ports.md: one table for each product, with the port rules of all its editions. Rows have few columns, so
 * that a screen shows them: parties have short names, and conditions and sources are notes under the table.
 */
import { addons } from "../catalog/addons";
import type { Addon } from "../catalog/addons/addon";
import { cnis } from "../catalog/cni";
import type { Cni, Distribution } from "../catalog/cni/cni";
import { commonPorts } from "../catalog/common-ports";
import type { Versions } from "../catalog/edition";
import { hardened } from "../catalog/hardened-nodes";
import { catalogOf, editionsOf, type Product } from "../catalog/product";
import { addonRows, clusterWith, existing } from "../catalog/products";
import { rancherNodes } from "../catalog/rancher-nodes";
import { rancherServer } from "../catalog/rancher-server";
import { rancherServerOn } from "../catalog/server-distributions";
import { distributionTitles } from "../catalog/settings";
import { conditions } from "../model/condition";
import { groupBy } from "../model/group-by";
import { clusterRoles, type Party, partyDescriptions } from "../model/party";
import type { PortRule, TableReference } from "../model/port-rule";
import { portsText } from "../model/ports";
import { wrappedItem } from "./markdown-list";
import { compactTable } from "./markdown-table";
import { linksOf } from "./source-links";

/** The port rules of one edition of a product, and of one of its variants, such as `node-pools`. */
interface Column {
  readonly edition?: string;
  readonly variant?: string;
  readonly rules: readonly PortRule[];
}

/** A product with one table. */
interface Section {
  readonly title: string;
  readonly columns: readonly Column[];
  /** Port rules that the table does not list. Default: none. */
  readonly isLeftOut?: (rule: PortRule) => boolean;
  /** Default: no text. */
  readonly text?: string;
}

const columnsOf = (product: Product, variant?: string): readonly Column[] =>
  editionsOf(product).map((edition) => ({
    edition,
    ...(variant ? { variant } : {}),
    rules: catalogOf(product, edition).rules,
  }));

const serverRules = new Set(catalogOf(rancherServer).rules.map(({ id }) => id));
const cniRules = new Set(
  cnis.flatMap(({ on }) => Object.values(on).flatMap(({ rows }) => rows.map(({ rule }) => rule.id))),
);

const isEgress = ({ id }: PortRule) => id.startsWith("egress-");
/** The rows about Rancher itself and those of the CNI have separate tables. */
const isListedElsewhere = (rule: PortRule) => serverRules.has(rule.id) || cniRules.has(rule.id) || isEgress(rule);

const elsewhere = "The ports of Rancher itself are listed under Rancher nodes, those of the CNI under the CNI.";

const clusterSection = (distribution: Distribution): Section => ({
  title: `${distributionTitles[distribution]} clusters`,
  text: elsewhere,
  columns: (["node-pools", "custom"] as const).flatMap((provisioning) =>
    columnsOf(clusterWith(distribution, provisioning), provisioning),
  ),
  isLeftOut: isListedElsewhere,
});

const serverPlaces: Readonly<Record<string, string>> = { docker: "in Docker", hosted: "on a hosted control plane" };

const serverSection = ([name, product]: readonly [string, Product]): Section => ({
  title: `Rancher nodes ${serverPlaces[name] ?? `on ${distributionTitles[name as Distribution]}`}`,
  columns: columnsOf(product),
  isLeftOut: isEgress,
});

const cniSection = ({ title, on }: Cni): Section => ({
  title: `CNI: ${title}`,
  columns: Object.entries(on).map(([variant, { rows }]) => ({ variant, rules: rows.map(({ rule }) => rule) })),
});

const distributions = Object.keys(distributionTitles) as Distribution[];

const addonSection = (addon: Addon): Section => ({
  title: `Add-on: \`${addon.name}\``,
  text: [`${addon.title}.`, optionsText(addon), placesText(addon)].filter((part) => part !== "").join(" "),
  columns: distributions.flatMap((distribution) =>
    [...groupBy(addonRows(addon, distribution), versionsText)].map(([edition, rows]) => ({
      variant: distributionTitles[distribution],
      ...(edition === "" ? {} : { edition }),
      rules: rows.map(({ rule }) => rule),
    })),
  ),
});

function optionsText({ options = {} }: Addon): string {
  const texts = Object.entries(options).map(([key, need]) => `\`${key}\` (${need})`);
  return texts.length > 0 ? `Options: ${texts.join(", ")}.` : "";
}

/** The CNIs that an add-on needs. Its distributions are those in the table. */
function placesText({ cnis: needed = [] }: Addon): string {
  const titles = needed.map((name) => cnis.find((cni) => cni.name === name)?.title ?? name);
  return titles.length > 0 ? `Only with ${titles.join(" or ")}.` : "";
}

/** Versions of Rancher; empty for all of them. */
export function versionsText({ since, until }: Versions): string {
  if (until !== undefined) return since === undefined ? `up to ${until}` : `${since} to ${until}`;
  return since === undefined ? "" : `${since} and later`;
}

const sections: readonly Section[] = [
  {
    title: "Rancher nodes by the original document",
    text: "For `rancherVersion` `2.x` to `2.8`. Later versions have a table for each distribution that Rancher runs on.",
    columns: columnsOf(rancherServer),
    isLeftOut: isEgress,
  },
  ...Object.entries(rancherServerOn).map(serverSection),
  ...(["rke2", "k3s", "rke"] as const).map(clusterSection),
  ...cnis.map(cniSection),
  ...addons.map(addonSection),
  { title: "Hosted clusters", text: elsewhere, columns: columnsOf(existing.hosted), isLeftOut: isListedElsewhere },
  {
    title: "Imported (registered) clusters",
    text: elsewhere,
    columns: columnsOf(existing.imported),
    isLeftOut: isListedElsewhere,
  },
  { title: "`preset: common-ports`", columns: columnsOf(commonPorts) },
  { title: "The group `rancher-nodes`", columns: columnsOf(rancherNodes) },
  {
    title: "The group `rancher-nodes`, hardened",
    columns: editionsOf(rancherNodes).map((edition) => ({
      edition,
      rules: hardened(catalogOf(rancherNodes, edition)).rules,
    })),
  },
].filter(({ columns }) => columns.some(({ rules }) => rules.length > 0));

/** The whole page. */
export function portsPage(): string {
  return [
    "# Ports by product and version\n",
    "<!-- Generated from src/catalog by npm run docs. -->\n",
    "A number after the purpose is a source, a letter is a condition: both are listed under the table. Without a letter the",
    "port is always open. The column `only` names the editions or variants that have a row, if not all of them have it.",
    "`nodes` are `etcd`, `controlplane` and `worker`; `servers` are `etcd` and `controlplane`. Open egress is not listed.\n",
    ...sections.map(sectionText),
  ].join("\n");
}

function sectionText({ title, columns, isLeftOut = () => false, text }: Section): string {
  const all = columns.flatMap((column) => column.rules.filter((rule) => !isLeftOut(rule)));
  const rules = [...new Map(all.map((rule) => [rule.id, rule])).values()];
  const notes = [...new Set(rules.flatMap(conditionsOf))];
  const sources = sourcesOf(rules);
  const rows = rules.map((rule) => [
    trafficText(rule),
    partiesText(rule.from),
    partiesText(rule.to),
    `${rule.purpose} ${marksOf(rule, notes, sources)}`,
    `\`${rule.id}\``,
    only(rule, columns),
  ]);
  const header = ["port", "from", "to", "purpose", "port rule", ...(rows.some((row) => row.at(-1)) ? ["only"] : [])];
  return [
    `## ${title}\n`,
    ...(text ? [`${text}\n`] : []),
    compactTable(header, rows),
    listed([
      ...partyLines(rules),
      ...notes.map((note, index) => `${letterOf(index)}: ${note}`),
      ...sources.map(({ line }, index) => `${index + 1}: ${line}`),
    ]),
  ].join("\n");
}

const listed = (lines: readonly string[]) => lines.map((line) => `${wrappedItem(line)}\n`).join("");

const letterOf = (index: number) => String.fromCharCode("a".charCodeAt(0) + index);

const conditionsOf = ({ when, scope }: PortRule): readonly string[] => [
  ...when.map((condition) => conditions[condition]),
  ...(scope === "node" ? ["local to the node, so no security group sees it"] : []),
];

function marksOf(rule: PortRule, notes: readonly string[], sources: readonly Source[]): string {
  const numbers = sources.flatMap(({ has }, index) => (has(rule) ? `${index + 1}` : []));
  const letters = conditionsOf(rule).map((note) => letterOf(notes.indexOf(note)));
  return `[${[...letters, ...numbers].join(" ")}]`;
}

/** The parties of the rows whose names do not tell who they are. */
function partyLines(rules: readonly PortRule[]): readonly string[] {
  const known = new Set(rules.flatMap(({ from, to }) => [...from, ...to]));
  return (Object.entries(partyDescriptions) as [Party, string][])
    .filter(([party]) => known.has(party))
    .map(([party, text]) => `\`${party}\`: ${text}`);
}

function partiesText(parties: readonly Party[]): string {
  const has = (party: Party) => parties.includes(party);
  const others = parties.filter((party) => !(clusterRoles as readonly Party[]).includes(party));
  if (clusterRoles.every(has)) return ["nodes", ...others].join(", ");
  if (has("etcd") && has("controlplane")) return ["servers", ...others].join(", ");
  return parties.join(", ");
}

/** Protocol and ports, such as `tcp 9796`. */
export function trafficText({ protocol, ports }: PortRule): string {
  if (ports === "all") return protocol === "all" ? "any" : `protocol ${protocol}`;
  return protocol.startsWith("icmp") ? `${protocol} ${ports.from}/${ports.to}` : `${protocol} ${portsText(ports)}`;
}

/** The variants and editions that have the port rule; empty if all of them have it. */
function only({ id }: PortRule, columns: readonly Column[]): string {
  const having = columns.filter(({ rules }) => rules.some((own) => own.id === id));
  const wordsOf = (key: "variant" | "edition") => {
    const [words, all] = [having, columns].map((some) => new Set(some.flatMap((column) => column[key] ?? [])));
    return words && all && words.size < all.size ? [[...words].join(", ")] : [];
  };
  return [...wordsOf("variant"), ...wordsOf("edition")].join(" ");
}

interface Source {
  readonly line: string;
  readonly has: (rule: PortRule) => boolean;
}

/** Documents in one edition, each with the tables that the port rules are in. */
function sourcesOf(rules: readonly PortRule[]): readonly Source[] {
  const byDocument = new Map<string, TableReference[]>();
  for (const reference of rules.flatMap(({ references }) => references)) {
    const key = `${reference.document} ${reference.edition} ${reference.source}`;
    byDocument.set(key, [...(byDocument.get(key) ?? []), reference]);
  }
  return [...byDocument.values()].map((references) => {
    const [{ document, edition, date, source, table: first }] = references as [TableReference];
    const tables = [...new Set(references.map(({ table }) => table))];
    const isOwn = source === "this package";
    const links = linksOf(references[0] as TableReference);
    return {
      line: isOwn
        ? `[decision](${first.replace(/^docs\//, "")})`
        : `[${document}, ${edition}](${links[0]})${furtherLinks(links)}: ${tables.join("; ")} (${date})`,
      has: (rule) =>
        rule.references.some((one) => one.document === document && one.edition === edition && one.source === source),
    };
  });
}

const furtherLinks = ([, ...links]: readonly string[]): string =>
  links.map((link) => `, [${link.split("/").at(-1)}](${link})`).join("");
