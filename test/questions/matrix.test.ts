import type { Party } from "../../src/model/party";
import { matrix } from "../../src/questions/matrix";
import { Reachability } from "../../src/reach/reachability";
import { matrixCsv, matrixMarkdown, matrixText } from "../../src/report/matrix";
import { cluster, documentedNodes } from "../verify/shipped";

const table = (more: Record<string, unknown> = {}, parties: Record<string, unknown> = {}) =>
  matrix(new Reachability(cluster(more, parties).plan));

function cell({ from, to, cells }: ReturnType<typeof matrix>, row: Party, column: Party) {
  return cells[from.indexOf(row)]?.[to.indexOf(column)];
}

test("has in a cell the traffic that every member of the row may send to every member of the column", () => {
  expect(cell(table(), "controlplane", "etcd")).toEqual(["tcp 2379-2380", "tcp 10250", "udp 8472"]);
  expect(cell(table(), "worker", "rancher")).toEqual(["tcp 443"]);
  expect(cell(table(), "worker", "apiClients")).toEqual(["all traffic"]);
});

test("distinguishes a cell that no group here decides from one in which nothing is allowed", () => {
  expect(cell(table(), "apiClients", "workloadClients")).toBeUndefined();
  expect(cell(table(), "apiClients", "etcd")).toEqual([]);
});

test("lists parties in the order of the source tables, without unbound parties and a missing load balancer", () => {
  const all = ["rancher", "etcd", "controlplane", "worker", "apiClients", "workloadClients", "rancherCatalog"];
  expect(table().from).toEqual(all);
  expect(table().to).toEqual(all);
  expect(table({}, { worker: "none" }).from).toEqual(all.filter((party) => party !== "worker"));
  expect(matrix(new Reachability(documentedNodes())).from).toEqual(["nodes", "internet"]);
});

test("treats the group of a preset as one for all of its roles", () => {
  const shared = table({ preset: "common-ports" });
  expect(cell(shared, "worker", "etcd")).toEqual(cell(shared, "etcd", "worker"));
});

describe("the rendered matrix of rancher-nodes", () => {
  const small = { deployment: "rancher-nodes", ...matrix(new Reachability(documentedNodes())) };

  test("is text with a line for each traffic, and a dash where no group here decides", () => {
    const [title, header, first, ...rest] = matrixText(small).trimEnd().split("\n");
    expect([title, header, first]).toEqual([
      "rancher-nodes",
      "from / to  nodes            internet",
      "nodes      tcp 22           all traffic",
    ]);
    expect(rest).toContain("internet   tcp 22           -");
    expect(rest.slice(-2)).toEqual(["           udp 30000-32767", "-: no group of this deployment decides"]);
    expect(rest.every((line) => line === line.trimEnd())).toBe(true);
  });

  test("is Markdown with readable titles", () => {
    const [title, , header, rule, nodes, internet] = matrixMarkdown(small).split("\n");
    expect([title, header, rule]).toEqual([
      "### `rancher-nodes`",
      "| from / to | cluster nodes | any address |",
      "| --- | --- | --- |",
    ]);
    expect(nodes).toMatch(/^\| cluster nodes \| tcp 22<br>.* \| all traffic \|$/);
    expect(internet).toMatch(/^\| any address \| tcp 22<br>.* \| - \|$/);
  });

  test("explains blank cells and dashes below the table if it has some", () => {
    const blankAndDash = "blank: nothing is allowed; -: no group of this deployment decides";
    const ofCluster = { deployment: "production", ...table() };
    expect(matrixText(ofCluster).trimEnd().split("\n").at(-1)).toBe(blankAndDash);
    expect(matrixMarkdown(ofCluster).trimEnd().split("\n").slice(-2)).toEqual(["", blankAndDash]);
    const decided = { ...small, cells: [[["tcp 22"]]], undecided: [[[]]], from: small.from.slice(0, 1) };
    const alone = { ...decided, to: small.to.slice(0, 1) };
    expect(matrixText(alone).trimEnd().split("\n")).toHaveLength(3);
  });

  test("is CSV with a line for each traffic", () => {
    const lines = matrixCsv([small]).trimEnd().split("\n");
    expect(lines[0]).toBe("deployment,from,to,traffic");
    expect(lines).toContain("rancher-nodes,internet,nodes,tcp 2376");
    expect(lines).toHaveLength(1 + small.cells.flat(2).filter((traffic) => traffic !== undefined).length);
  });
});
