/** The source tables as figures, transcribed by hand from Rancher's document, independently of the catalog. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../scripts/emulator/package-root";
import type { Party } from "../../src/model/party";

/** Traffic of a table; without ports, all ports. */
export interface Traffic {
  readonly protocol: string;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
}

/** One cell of a From/To matrix. */
export interface MatrixCell extends Traffic {
  readonly table: "node-pools" | "custom" | "hosted" | "imported";
  readonly from: Party;
  readonly to: Party;
  readonly footnotes: readonly number[];
}

/** One line of the table of the EC2 group `rancher-nodes`. */
export interface NodesLine extends Traffic {
  readonly direction: "ingress" | "egress";
  readonly peer: "world" | "self";
}

/** Node Pools and Custom Nodes, which share the numbers of their footnotes. */
export const matrixCells = cellsOf("rke-matrices.csv");

/** Hosted and imported clusters, with separate footnotes. A port is empty if the document leaves it to the provider. */
export const hostedCells = cellsOf("hosted-matrices.csv");

export const nodesLines: readonly NodesLine[] = records("rancher-nodes.csv").map((record) => ({
  direction: record.direction as NodesLine["direction"],
  peer: record.peer as NodesLine["peer"],
  ...trafficOf(record),
}));

function cellsOf(file: string): readonly MatrixCell[] {
  return records(file).map((record) => ({
    table: record.table as MatrixCell["table"],
    from: record.from as Party,
    to: record.to as Party,
    footnotes: record.footnotes ? record.footnotes.split("+").map(Number) : [],
    ...trafficOf(record),
  }));
}

function records(file: string): readonly Readonly<Record<string, string>>[] {
  const [header = "", ...lines] = readFileSync(join(packageRoot, "test/fixtures", file), "utf8")
    .trim()
    .split("\n");
  const keys = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, index) => [keys[index], value])));
}

function trafficOf({ protocol = "", fromPort, toPort }: Readonly<Record<string, string>>): Traffic {
  return {
    protocol,
    fromPort: fromPort ? Number(fromPort) : undefined,
    toPort: toPort ? Number(toPort) : undefined,
  };
}
