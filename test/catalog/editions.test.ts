import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDeployment } from "../../src";
import { catalogFor, catalogs } from "../../src/catalog";
import { commonPorts } from "../../src/catalog/common-ports";
import { catalogOf, catalogsOf, editionsOf, type Product } from "../../src/catalog/product";
import { clusterWith, existing } from "../../src/catalog/products";
import { rancherNodes } from "../../src/catalog/rancher-nodes";
import { rancherServer } from "../../src/catalog/rancher-server";
import { type Row, rowIn, rowOf, tcp } from "../../src/catalog/row";
import { rancherServerOn } from "../../src/catalog/server-distributions";
import { editionsIn, nodePools, rke2Inbound } from "../../src/catalog/tables";
import { root, sourcesOf } from "../repository/sources";

const products: readonly (readonly [string, Product])[] = [
  ["rancher-nodes", rancherNodes],
  ["rancher-server", rancherServer],
  ...Object.entries(rancherServerOn).map(([on, product]) => [`rancher-server on ${on}`, product] as const),
  ...(["rke", "rke2", "k3s"] as const).flatMap((distribution) =>
    (["node-pools", "custom"] as const).map(
      (provisioning) => [`${distribution} ${provisioning}`, clusterWith(distribution, provisioning)] as const,
    ),
  ),
  ...Object.entries(existing),
  ["common-ports", commonPorts],
];

/** A version as a number: the minor of Rancher, or the month of the node driver. Shares nothing with src. */
const numberOf = (version: string) =>
  version === "2.x" ? 0 : Number(version.includes("-") ? version.replace("-", "") : version.slice(2));

const isListed = ({ provisioning }: Product, row: Row, edition: string) =>
  (row.since === undefined || numberOf(row.since) <= numberOf(edition)) &&
  (row.until === undefined || numberOf(row.until) >= numberOf(edition)) &&
  (row.provisioning === undefined || row.provisioning === provisioning);

test.each(products)("builds the catalogs of %s from the rows whose versions contain the edition", (_, product) => {
  for (const edition of editionsOf(product)) {
    const listed = product.rows.filter((row) => isListed(product, row, edition)).map(({ rule }) => rule);
    expect(catalogOf(product, edition).rules).toEqual(listed);
  }
});

/** Distributions share rows. A row may apply only to versions after the last version of a product. */
const isAfter = (product: Product, { since }: Row) =>
  since !== undefined && product.until !== undefined && numberOf(since) > numberOf(product.until);

test.each(products)("uses each row of %s in one of its catalogs, or in other products", (_, product) => {
  const listed = new Set(catalogsOf(product).flatMap(({ rules }) => rules.map(({ id }) => id)));
  const others = product.rows.filter((row) => !listed.has(row.rule.id) && !isAfter(product, row));
  const elsewhere = others.filter(({ provisioning }) => provisioning && provisioning !== product.provisioning);
  expect(others).toEqual(elsewhere);
});

test.each(products)("uses the earlier catalog for versions of %s between two editions", (_, product) => {
  const editions = editionsOf(product);
  for (const [index, edition] of editions.entries()) {
    const next = editions[index + 1];
    if (edition.includes("-") || next?.includes("-")) continue;
    for (let minor = numberOf(edition); minor < (next ? numberOf(next) : 20); minor++) {
      expect(catalogOf(product, `v2.${minor}.1`)).toEqual(catalogOf(product, edition));
    }
  }
});

test("has exactly these catalog ids", () => {
  expect([...catalogs.keys()].sort()).toEqual([
    "hosted-clusters",
    "hosted-clusters-2.9",
    "imported-clusters",
    "k3s-custom-nodes",
    "k3s-node-pools",
    "rancher-nodes",
    "rancher-nodes-2022-05",
    "rancher-nodes-2022-05-hardened",
    "rancher-nodes-2025-09",
    "rancher-nodes-2025-09-hardened",
    "rancher-nodes-hardened",
    "rancher-server",
    "rancher-server-docker",
    "rancher-server-hosted",
    "rancher-server-hosted-2.12",
    "rancher-server-k3s",
    "rancher-server-k3s-2.12",
    "rancher-server-rke",
    "rancher-server-rke2",
    "rancher-server-rke2-2.12",
    "registered-clusters-2.9",
    "rke-custom-nodes",
    "rke-custom-nodes-2.9",
    "rke-custom-nodes-2.9-common-ports",
    "rke-custom-nodes-common-ports",
    "rke-node-pools",
    "rke-node-pools-2.9",
    "rke-node-pools-2.9-common-ports",
    "rke-node-pools-common-ports",
    "rke2-custom-nodes",
    "rke2-custom-nodes-common-ports",
    "rke2-node-pools",
  ]);
  for (const [id, catalog] of catalogs) expect(catalog.id).toBe(id);
});

test.each([
  [{ provisioning: "custom" }, "rke-custom-nodes"],
  [{ provisioning: "custom", rancherVersion: "2.8" }, "rke-custom-nodes"],
  [{ provisioning: "custom", distribution: "rke", rancherVersion: "v2.9.3" }, "rke-custom-nodes-2.9"],
  [
    { provisioning: "custom", distribution: "rke", rancherVersion: "2.11", preset: "common-ports" },
    "rke-custom-nodes-2.9-common-ports",
  ],
  [{ provisioning: "custom", distribution: "rke2", rancherVersion: undefined }, "rke2-custom-nodes-2.15"],
  [{ provisioning: "hosted", rancherVersion: undefined }, "hosted-clusters-2.9"],
  [{ provisioning: "custom", distribution: "rke2", rancherVersion: "2.7" }, "rke2-custom-nodes"],
  [{ provisioning: "hosted", rancherVersion: "2.14" }, "hosted-clusters-2.9"],
  [{ provisioning: "imported", rancherVersion: "2.14" }, "registered-clusters-2.9"],
] as const)("selects for a deployment with %j the catalog %s", (options, id) => {
  const roles = { rancher: { create: true }, apiClients: "anywhere", workloadClients: "anywhere" } as const;
  const parties = options.provisioning === "custom" ? roles : { ...roles, hostedCluster: { cidrs: ["10.1.0.0/16"] } };
  expect(
    catalogFor(parseDeployment({ name: "example", type: "cluster", rancherVersion: "2.x", ...options, parties })).id,
  ).toBe(id);
});

describe("a product whose next edition moves a port", () => {
  const row = rowIn({ since: "2.9" }, nodePools);
  const product: Product = {
    since: "2.9",
    named: (edition) => ({ id: `example${edition?.since ?? ""}`, title: `Example ${edition?.versions ?? ""}`.trim() }),
    rows: [
      row("example-exporter-tcp", ["etcd"], ["etcd"], tcp(9796), "Exporter", { until: "2.15" }),
      row("example-moved-exporter-tcp", ["etcd"], ["etcd"], tcp(9797), "Exporter", { since: "2.16" }),
      row("example-kubelet-tcp", ["etcd"], ["etcd"], tcp(10250), "kubelet API"),
    ],
  };
  const portsAt = (version?: string) =>
    catalogOf(product, version).rules.map(({ ports }) => ports !== "all" && ports.from);

  test("has a new edition from the version in which the port changes", () => {
    expect(editionsOf(product)).toEqual(["2.9", "2.16"]);
    expect(catalogsOf(product).map(({ id, title }) => [id, title])).toEqual([
      ["example", "Example"],
      ["example2.16", "Example 2.16 and later"],
    ]);
  });

  test.each([
    [undefined, [9796, 10250]],
    ["2.8", [9796, 10250]],
    ["2.15", [9796, 10250]],
    ["2.16", [9797, 10250]],
    ["2.20.1", [9797, 10250]],
  ])("has in Rancher %s the ports %j", (version, ports) => {
    expect(portsAt(version)).toEqual(ports);
  });

  test("names the versions of an edition that is followed by another one", () => {
    const last = row("example-last-tcp", ["etcd"], ["etcd"], tcp(1), "Last", { since: "2.18" });
    const extended = { ...product, rows: [...product.rows, last] };
    expect(catalogsOf(extended).map(({ title }) => title)).toEqual([
      "Example",
      "Example 2.16 to 2.17",
      "Example 2.18 and later",
    ]);
    expect(catalogsOf({ ...extended, until: "2.20" }).at(-1)?.title).toBe("Example 2.18 to 2.20");
    expect(editionsOf({ ...extended, until: "2.17" })).toEqual(["2.9", "2.16"]);
  });
});

test("cites the editions of a row's tables that cover its versions, the oldest edition of each first", () => {
  const cited = ({ rule }: Row) => rule.references.map(({ table, edition }) => `${table} ${edition}`);
  const write = (writeRow: ReturnType<typeof rowOf>) => writeRow("a-b-tcp", ["etcd"], ["etcd"], tcp(1), "Example");
  expect(cited(write(rowOf(nodePools, rke2Inbound)))).toEqual([
    "Node Pools 2.x",
    "Inbound Network Rules main",
    "Node Pools 2.9-2.15",
  ]);
  expect(cited(write(rowIn({ since: "2.9" }, nodePools)))).toEqual(["Node Pools 2.9-2.15"]);
  expect(cited(write(rowIn({ until: "2.8" }, nodePools, rke2Inbound)))).toEqual([
    "Node Pools 2.x",
    "Inbound Network Rules main",
  ]);
  expect(cited(write(rowOf(editionsIn({ since: "2.9" }, nodePools))))).toEqual(["Node Pools 2.9-2.15"]);
});

test("names no constant or function of src/catalog after an edition", () => {
  const declared = sourcesOf("src/catalog").flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/\b(?:const|function|type|interface) (\w+)/g)].map(
      ([, name]) => `${name}`,
    ),
  );
  expect(declared).toContain("nodePools");
  expect(declared.filter((name) => /(\d{2,}|\dx)([A-Z]|$)/.test(name))).toEqual([]);
});
