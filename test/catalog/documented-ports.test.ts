import { addonCatalogs, catalogs, cniCatalogs } from "../../src/catalog";
import type { Party } from "../../src/model/party";
import { type Catalog, type PortRule, pairsOf } from "../../src/model/port-rule";
import { type DocumentedRow, documentedRows } from "../oracle/documented-rows";
import { catalogById } from "./catalog-by-id";

/** Rules of a catalog, and of every CNI and add-on of its distribution. */
const withOptions = (catalog: Catalog, distribution: string): readonly PortRule[] => [
  ...catalog.rules,
  ...[...cniCatalogs, ...addonCatalogs]
    .filter(({ id }) => id.startsWith(`${distribution}-`))
    .flatMap(({ rules }) => rules),
];
/** Rules of Rancher on RKE2 or K3s, and of every CNI and add-on among its nodes. */
const withOptionsOfRancher = (catalog: Catalog, distribution: string): readonly PortRule[] =>
  withOptions(catalog, distribution).map((rule) =>
    catalog.rules.includes(rule) ? rule : { ...rule, from: ["rancher"], to: ["rancher"] },
  );
const rke29 = withOptions(catalogById("rke-node-pools-2.9"), "rke");

const commonPorts = catalogById("rke2-custom-nodes-common-ports").rules.filter(({ id }) => id.startsWith("common-"));

/** The rules to compare each table with: the first entry whose words the table, distribution and version contain. */
const measures: readonly (readonly [words: readonly string[], rules: readonly PortRule[]])[] = [
  [["Rancher server nodes on k3s"], withOptionsOfRancher(catalogById("rancher-server-k3s"), "k3s")],
  [["Rancher server nodes on rke2"], withOptionsOfRancher(catalogById("rancher-server-rke2"), "rke2")],
  [["Rancher server nodes on rke1"], catalogById("rancher-server-rke").rules],
  [["Rancher server nodes on docker"], catalogById("rancher-server-docker").rules],
  [["rancher-nodes (doc table)", "v2.8"], catalogById("rancher-nodes").rules],
  [["rancher-nodes (doc table)"], catalogById("rancher-nodes-2025-09").rules],
  [["source code", "rancher85"], catalogById("rancher-nodes-2022-05").rules],
  [["source code"], catalogById("rancher-nodes-2025-09").rules],
  [["ports-iaas-nodes", "v2.0"], withOptions(catalogById("rke-node-pools"), "rke")],
  [["ports-custom-nodes", "v2.0"], withOptions(catalogById("rke-custom-nodes"), "rke")],
  [["ports-iaas-nodes"], rke29],
  [["ports-custom-nodes"], withOptions(catalogById("rke-custom-nodes-2.9"), "rke")],
  [["ports-imported-hosted", "until 2020-11-13"], catalogById("hosted-clusters").rules],
  [["ports-imported-hosted"], catalogById("hosted-clusters-2.9").rules],
  [["Commonly used ports"], commonPorts],
  [["rke2"], withOptions(catalogById("rke2-custom-nodes"), "rke2")],
  [["K3s inbound"], withOptions(catalogById("k3s-custom-nodes"), "k3s")],
  [["Flannel backends"], withOptions(catalogById("k3s-custom-nodes"), "k3s")],
  [["Weave Net"], rke29],
  [["K3s local ports"], []],
];

/** Documented rows that the catalogs omit, each with the reason. */
const leftOut: readonly (readonly [reason: string, is: (row: DocumentedRow) => boolean])[] = [
  ["loopback only: no security group sees it", ({ table }) => table.startsWith("K3s local ports")],
  [
    "NodePorts are for the workload clients; only RKE2 requires them among nodes, and has a separate rule for that",
    ({ table, fromPort }) => table === "Commonly used ports" && fromPort === "30000",
  ],
];

const cellsOf = (rules: readonly PortRule[]) =>
  new Set(
    rules.flatMap((rule) => {
      const { from, to } = rule.ports === "all" ? { from: "", to: "" } : rule.ports;
      return pairsOf(rule).flatMap(([source, destination]) => [
        cell(source, destination, rule.protocol, `${from}`, `${to}`),
        // The source leaves a port to the operator, like a rule with a parameter.
        ...(rule.parameter || destination === "rancherCatalog" ? [cell(source, destination, "unknown", "?", "?")] : []),
      ]);
    }),
  );

function cell(from: Party, to: Party, protocol: string, fromPort: string, toPort: string): string {
  const ports = fromPort === "unknown" ? "?-?" : `${fromPort}-${toPort}`;
  return `${from} -> ${to} ${ports === "?-?" ? "unknown" : protocol} ${ports}`;
}

const known = new Map(measures.map(([, rules]) => [rules, cellsOf(rules)]));

/** The cells of a row that no rule in its measure has. */
function missingOf(row: DocumentedRow): readonly string[] {
  const [, rules] = measures.find(([words]) => words.every((word) => row.text.includes(word))) ?? [];
  if (!rules) throw new Error(`nothing measures ${row.text}`);
  const cells = known.get(rules) as ReadonlySet<string>;
  const wanted = row.from.flatMap((from) => row.to.map((to) => cell(from, to, row.protocol, row.fromPort, row.toPort)));
  return wanted.length === 0 ? [row.text] : wanted.filter((one) => !cells.has(one));
}

test("has every recorded row in the fixture", () => {
  expect(documentedRows).toHaveLength(430);
});

test("has every documented row as a port rule of its catalog, or a reason to omit it", () => {
  const missing = documentedRows
    .filter((row) => !leftOut.some(([, is]) => is(row)))
    .flatMap((row) => missingOf(row).map((cell) => `${row.text} misses ${cell}`));
  expect(missing).toEqual([]);
});

test.each(leftOut)("has no rule for a row that is omitted: %s", (_, is) => {
  const rows = documentedRows.filter(is);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter((row) => missingOf(row).length === 0)).toEqual([]);
});

/** Port rules that have cells which no row of their documents requires, each with the reason. */
const beyondTheRows: Readonly<Record<string, string>> = {
  "^egress-": "open egress is this package's default: docs/decisions/0003-egress-default.md",
  "^hardened-": "replaces the world by named clients: docs/decisions/0010-hardened-rancher-nodes.md",
  "-datastore-tcp$": "databases have the ports their owners give them: docs/decisions/0009-rke2-and-k3s.md",
  "^server-node-lb-https-tcp$": "the matrices ask it of the nodes of each cluster, which are one party here",
  "^common-node-ports-":
    "the table names no source; NodePorts are for the workload clients: docs/decisions/0006-common-ports.md",
  "^server-(k3s-etcd|rke2-etcd-metrics)-tcp$":
    "among its servers, the distribution's own table holds for the Rancher nodes too",
  "^cluster-api-(lb|preserved)-|^rke2-supervisor-lb-":
    "the load balancer in front of the servers is described in text: docs/decisions/0023-optional-parties.md",
  administrators: "a party of this package: docs/decisions/0023-optional-parties.md",
  "^server-api-clients-tcp$": "Kubernetes API clients exist if they are bound: docs/decisions/0023-optional-parties.md",
  "^server-(control-plane|nodes-control-plane|pods)-|^hosted-nodes-":
    "a hosted control plane is described by its provider and in issues: docs/decisions/0023-optional-parties.md",
  "^server-imperative-api-tcp$": "rancher/rancher#51958",
  "^server-agents-lb-https-tcp$": "rancher/rancher#19650: the server URL is the load balancer",
  "^(server-)?rke2-node-ports-udp$": "the remark of the table: NodePorts can use TCP or UDP",
  "^(calico-ip-in-ip|calico-wireguard|cilium-ipsec|cilium-bgp|cilium-geneve|cilium-health-icmpv6|weave-ipsec)":
    "from the CNI's own documentation, which is not among the rows on record",
  "-pods-all$": "no table lists the ports of pods: docs/decisions/0022-add-ons.md",
  "^(monitoring-node-exporter|ingress-m|cilium-hubble|cilium-m|kube-proxy|service-load-balancer|path-mtu|outbound)":
    "add-ons have separate documentation: docs/decisions/0022-add-ons.md",
};

const roles = ["etcd", "controlplane", "worker"] as const;

test("has a documented row for every port rule, or a reason to go beyond the rows", () => {
  const documented = new Set(
    documentedRows.flatMap((row) =>
      row.from.flatMap((from) =>
        row.to.map((to) => `${row.source} ${cell(from, to, row.protocol, row.fromPort, row.toPort)}`),
      ),
    ),
  );
  const isDocumented = (rule: PortRule, one: string) =>
    rule.references.some(({ source }) => documented.has(`${source.replace("~1", "")} ${one}`));
  const beyond = new Set<string>();
  for (const rule of [...catalogs.values(), ...cniCatalogs, ...addonCatalogs].flatMap(({ rules }) => rules)) {
    for (const [from, to] of pairsOf(rule)) {
      const { from: fromPort, to: toPort } = rule.ports === "all" ? { from: "", to: "" } : rule.ports;
      // Rancher nodes are servers and agents at once, so a row of their cluster's distribution applies to any two of
      // its nodes.
      const isAmong = from === "rancher" && to === "rancher" && !rule.id.startsWith("server-");
      const asNodes = isAmong ? roles.flatMap((source) => roles.map((destination) => [source, destination])) : [];
      const cells = [...asNodes, [from, to]].map(([source, destination]) =>
        cell(source as Party, destination as Party, rule.protocol, `${fromPort}`, `${toPort}`),
      );
      if (cells.some((each) => isDocumented(rule, each))) continue;
      if (!isDocumented(rule, cell(from, to, "", "unknown", "unknown"))) beyond.add(rule.id);
    }
  }
  const reasons = Object.keys(beyondTheRows).map((pattern) => new RegExp(pattern));
  expect([...beyond].filter((id) => !reasons.some((reason) => reason.test(id)))).toEqual([]);
  expect(reasons.filter((reason) => ![...beyond].some((id) => reason.test(id)))).toEqual([]);
});
