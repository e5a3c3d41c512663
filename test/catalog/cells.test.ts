import type { Catalog } from "../../src/model/port-rule";
import { type MatrixCell, matrixCells, nodesLines } from "../oracle/tables";
import { catalogById } from "./catalog-by-id";
import { catalogCells, cellText } from "./cell-text";

/** The conditions that follow from a cell's footnotes, and from the load balancer in its row or column. */
function conditionsOf({ from, to, protocol, fromPort, footnotes }: MatrixCell): readonly string[] {
  const isBalanced = from === "loadBalancer" || to === "loadBalancer";
  // The document calls it the port of the VXLAN overlay; the CNIs in the matrices use it by default.
  if (protocol === "udp" && fromPort === 8472) return ["vxlan"];
  if (footnotes.includes(6)) return ["tlsPassthrough"];
  if (footnotes.includes(3)) return ["withoutLoadBalancer"];
  return isBalanced ? ["withLoadBalancer"] : [];
}

function fixtureCells(table: MatrixCell["table"]): readonly string[] {
  return matrixCells
    .filter((cell) => cell.table === table)
    .map((cell) => {
      const scope = cell.footnotes.includes(4) ? "node" : "network";
      return cellText({ ...cell, when: conditionsOf(cell), scope });
    })
    .sort();
}

test("has the Node Pools matrix as the node-pools catalog, cell by cell and footnote by footnote", () => {
  expect(catalogCells(catalogById("rke-node-pools"))).toEqual(fixtureCells("node-pools"));
});

test("has the Custom Nodes matrix as the custom-nodes catalog, cell by cell and footnote by footnote", () => {
  expect(catalogCells(catalogById("rke-custom-nodes"))).toEqual(fixtureCells("custom"));
});

test("has the table of the EC2 group as the rancher-nodes catalog, line by line", () => {
  const lines = nodesLines.map(({ direction, peer, protocol, fromPort, toPort }) => {
    const other = peer === "self" ? "nodes" : "internet";
    const [from, to] = direction === "ingress" ? [other, "nodes"] : ["nodes", other];
    return cellText({ from, to, protocol, fromPort, toPort });
  });
  expect(catalogCells(catalogById("rancher-nodes"))).toEqual(lines.sort());
});

test("has every cell of the source in the fixtures: 49, 43 and 13", () => {
  expect(matrixCells.filter(({ table }) => table === "node-pools")).toHaveLength(49);
  expect(matrixCells.filter(({ table }) => table === "custom")).toHaveLength(43);
  expect(nodesLines).toHaveLength(13);
});

test("refers from a rule to each matrix that contains it", () => {
  const idsOf = ({ rules }: Catalog) => rules.map(({ id }) => id).filter((id) => !id.startsWith("egress-"));
  const referring = (catalog: Catalog, table: string) =>
    catalog.rules
      .filter(({ references }) => references.some((reference) => reference.table === table))
      .map(({ id }) => id);
  const rkeNodePools = catalogById("rke-node-pools");
  const rkeCustomNodes = catalogById("rke-custom-nodes");
  expect(referring(rkeNodePools, "Node Pools")).toEqual(idsOf(rkeNodePools));
  expect(referring(rkeCustomNodes, "Custom Nodes")).toEqual(idsOf(rkeCustomNodes));
  expect(referring(rkeNodePools, "Custom Nodes").sort()).toEqual(idsOf(rkeCustomNodes).sort());
  expect(referring(rkeCustomNodes, "Node Pools").sort()).toEqual(idsOf(rkeCustomNodes).sort());
});

test("resolves git.rancher.io to the three addresses that the document prints", () => {
  const cidrs = ["35.160.43.145/32", "35.167.242.46/32", "52.33.59.17/32"];
  const addresses = { rancherCatalog: { cidrs, invalidSince: "2020" } };
  expect(catalogById("rke-node-pools").addresses).toEqual(addresses);
  expect(catalogById("rke-custom-nodes").addresses).toEqual(addresses);
  expect(catalogById("rancher-nodes").addresses).toEqual({});
});

test("marks the two lines whose source the document misprints", () => {
  const corrected = catalogById("rancher-nodes").rules.filter(({ correction }) => correction?.includes("0.0.0.0/0"));
  expect(corrected.map(({ id }) => id)).toEqual(["rancher-nodes-node-ports-tcp", "rancher-nodes-node-ports-udp"]);
});
