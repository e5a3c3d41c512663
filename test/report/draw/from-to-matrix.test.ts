import fc from "fast-check";
import { planDeployment } from "../../../src/projection/plan-deployment";
import { partyFlows } from "../../../src/reach/party-flows";
import { type FromToMatrix, fromToMatrix } from "../../../src/report/draw/from-to-matrix";
import { trafficLabel } from "../../../src/report/draw/wording";
import { textsIn } from "../../../src/texts";
import { plannableDeployments } from "../../projection/arbitrary-deployment";
import { cluster } from "../../verify/shipped";

const texts = textsIn("en");

/** A row in the form of Rancher's HTML tables: cell by cell in reading order, with span and notes. */
function written({ rows, columns }: FromToMatrix, source: string): readonly string[] {
  const row = rows.find(({ party }) => party === source);
  return [...(row?.cells ?? [])]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, lines, column, columns: span, notes, ...cell }) => {
      const to = columns.slice(column, column + span).join("+");
      const where = lines > 1 ? `${line}-${line + lines - 1}` : `${line}`;
      return `${where} ${to}: ${trafficLabel(texts, cell)}${notes.map((note) => ` (${note})`).join("")}`;
    });
}

function matrixOf(more: Record<string, unknown> = {}, parties: Record<string, unknown> = {}): FromToMatrix {
  return fromToMatrix(partyFlows(cluster(more, parties).plan));
}

describe("the matrix of node pools with a load balancer", () => {
  const matrix = matrixOf(
    { loadBalancer: { terminatesTls: false }, egress: "required" },
    { workloadClients: { cidrs: ["10.0.0.0/8"] } },
  );

  test("has the columns of the table, which are the destinations", () => {
    expect(matrix.columns).toEqual(["rancher", "etcd", "controlplane", "worker", "loadBalancer", "rancherCatalog"]);
  });

  test("has the rows of the table, which are the sources, with the same spans", () => {
    expect(matrix.rows.map(({ party }) => party)).toEqual([
      ...["rancher", "etcd", "controlplane", "worker", "loadBalancer", "apiClients", "workloadClients"],
    ]);
    expect(written(matrix, "rancher")).toEqual([
      "0 etcd+controlplane+worker: 22 TCP",
      "0-1 rancherCatalog: 443 TCP",
      "1 etcd+controlplane+worker: 2376 TCP",
    ]);
    expect(written(matrix, "controlplane")).toEqual([
      "0 etcd: 2379 TCP",
      "0 controlplane: 6443 TCP",
      "0-4 loadBalancer: 443 TCP (1)",
      "1 etcd: 2380 TCP",
      "1 controlplane: 9099 TCP (3)",
      "2 etcd+controlplane+worker: 10250 TCP",
      "3 etcd+controlplane+worker: 8472 UDP (2)",
      "4 controlplane: 10254 TCP (3)",
    ]);
    expect(written(matrix, "loadBalancer")).toEqual(["0 rancher: 80 TCP (1)", "1 rancher: 443 TCP (4)"]);
    expect(written(matrix, "workloadClients")).toEqual([
      "0 controlplane+worker: 80 TCP",
      "1 controlplane+worker: 443 TCP",
      "2 worker: 30000-32767 TCP",
      "3 worker: 30000-32767 UDP",
    ]);
  });

  test("has conditions as notes, in the order in which cells refer to them", () => {
    expect(matrix.notes).toEqual([
      { kind: "condition", condition: "withLoadBalancer" },
      { kind: "condition", condition: "vxlan" },
      { kind: "unwritten", reason: "localTraffic" },
      { kind: "condition", condition: "tlsPassthrough" },
    ]);
  });
});

test("has a note for a cell that is open to any address, unless its row or column is any address", () => {
  const matrix = matrixOf();
  const world = { kind: "world", direction: "ingress" };
  const cells = matrix.rows.find(({ party }) => party === "workloadClients")?.cells ?? [];
  for (const { notes } of cells) expect(notes.map((note) => matrix.notes[note - 1])).toEqual([world]);
  expect(matrix.notes).not.toContainEqual({ kind: "world", direction: "egress" });
});

test("has a note for a narrowed source, and a separate cell for the same port with another purpose", () => {
  const narrowed = matrixOf({ localTraffic: { cidrs: ["10.0.0.0/16"] } });
  expect(narrowed.notes).toContainEqual({ kind: "only", peers: ["10.0.0.0/16"] });
  const hosted = matrixOf(
    { provisioning: "hosted" },
    { hostedCluster: { cidrs: ["172.20.0.0/16"] }, workloadClients: "none" },
  );
  expect(written(hosted, "rancher").map((cell) => cell.replace(/ \(.*$/, ""))).toEqual([
    "0 hostedCluster: 443 TCP",
    "0 rancherCatalog: 443 TCP",
    "0 internet: all traffic",
  ]);
});

test("merges no cells with different notes, and no cells of columns that are not adjacent", () => {
  const apart = {
    id: "apart",
    from: ["rancher"],
    to: ["etcd", "worker"],
    protocol: "tcp",
    ports: 9796,
    purpose: "Apart",
  };
  expect(written(matrixOf({ rules: { add: [apart] } }), "rancher")).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^\d etcd: 9796 TCP$/),
      expect.stringMatching(/^\d worker: 9796 TCP$/),
    ]),
  );
  // The workers' group is not managed, so traffic to it has no separate rule (1). All of it is for VXLAN only (4).
  const mixed = written(matrixOf({}, { worker: { securityGroupId: "sg-0123456789abcdef0" } }), "controlplane");
  expect(mixed).toEqual(expect.arrayContaining(["3 etcd+controlplane: 8472 UDP (4)", "1 worker: 8472 UDP (4) (1)"]));
});

test("has each flow in one cell, over its column, and no overlapping cells in a row", () => {
  fc.assert(
    fc.property(plannableDeployments, (deployment) => {
      const flows = partyFlows(planDeployment(deployment));
      const { rows, columns, notes } = fromToMatrix(flows);
      const placed = rows.flatMap(({ cells }) => cells.flatMap((cell) => cell.flows));
      expect(placed).toHaveLength(flows.length);
      expect(new Set(placed)).toEqual(new Set(flows));
      for (const { party, lines, cells } of rows) {
        const taken = new Set<string>();
        for (const cell of cells) {
          expect(cell.flows.map(({ from, to }) => [from, to])).toEqual(
            columns.slice(cell.column, cell.column + cell.columns).map((to) => [party, to]),
          );
          for (const note of cell.notes) expect(notes[note - 1]).toBeDefined();
          for (let line = cell.line; line < cell.line + cell.lines; line++) {
            expect(line).toBeLessThan(lines);
            for (let column = cell.column; column < cell.column + cell.columns; column++) {
              expect(taken).not.toContain(`${line} ${column}`);
              taken.add(`${line} ${column}`);
            }
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});
