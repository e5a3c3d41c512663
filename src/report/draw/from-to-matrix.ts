/**
 * The From/To matrix of a deployment, laid out as Rancher's own tables are: a row for each source, as many lines in it as
 * it takes, a cell for each protocol and ports that spans the destinations beside each other, and notes below. Knows no
 * language and no pixels.
 */

import type { Condition } from "../../model/condition";
import { groupBy } from "../../model/group-by";
import type { Direction } from "../../model/network";
import { type Party, parties } from "../../model/party";
import type { SkippedRequirement } from "../../model/plan";
import { byTraffic, type PartyFlow } from "../../reach/party-flows";

/** The From/To table of a deployment in the manner of the source tables: equal neighbours share one cell. */
export interface FromToMatrix {
  readonly rows: readonly MatrixRow[];
  /** The destinations that any flow has, in the order of the source tables. */
  readonly columns: readonly Party[];
  /** What the numbers in cells stand for: the first is 1. */
  readonly notes: readonly MatrixNote[];
}

export interface MatrixRow {
  readonly party: Party;
  /** Of text, one above the other. */
  readonly lines: number;
  readonly cells: readonly MatrixCell[];
}

export interface MatrixCell extends Pick<PartyFlow, "protocol" | "ports" | "scope"> {
  /** Where it stands in its row, both counted from 0, and how far it reaches. */
  readonly line: number;
  readonly lines: number;
  readonly column: number;
  readonly columns: number;
  /** One for each destination that the cell spans. */
  readonly flows: readonly PartyFlow[];
  /** Absent where a rule opens all of `flows`. */
  readonly skipReason?: SkippedRequirement["reason"];
  readonly world?: Direction;
  /** Positions in the matrix's notes, counted from 1. */
  readonly notes: readonly number[];
}

export type MatrixNote =
  | { readonly kind: "world"; readonly direction: Direction }
  /** The deployment narrows the source to these peers. */
  | { readonly kind: "only"; readonly peers: readonly string[] }
  | { readonly kind: "condition"; readonly condition: Condition }
  | { readonly kind: "unwritten"; readonly reason: SkippedRequirement["reason"] };

/** Arranges flows by source and destination. Only parties that have a flow get a row or a column. */
export function fromToMatrix(flows: readonly PartyFlow[]): FromToMatrix {
  const columns = parties.filter((party) => flows.some(({ to }) => to === party));
  const sources = parties.filter((party) => flows.some(({ from }) => from === party));
  const notes = new Map<string, MatrixNote>();
  const numbersOf = (flow: PartyFlow) =>
    notesOf(flow).map((note) => {
      const key = JSON.stringify(note);
      if (!notes.has(key)) notes.set(key, note);
      return [...notes.keys()].indexOf(key) + 1;
    });
  const rows = sources.map((party) => {
    const placed = place(spans(flows.filter(({ from }) => from === party).sort(byTraffic), columns));
    const lines = Math.max(...placed.map(({ line }) => line)) + 1;
    return { party, lines, cells: placed.map((cell) => stretched(cell, placed, lines)) };
  });
  const numbered = rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell) => ({ ...cell, notes: numbersOf(cell.flows[0] as PartyFlow) })),
  }));
  return { rows: numbered, columns, notes: [...notes.values()] };
}

function notesOf({ from, to, portRules, skipReason, world, only }: PartyFlow): readonly MatrixNote[] {
  // What several port rules ask for under different conditions is there if one of them holds.
  const always = portRules.some(({ when }) => when.length === 0);
  const conditions = always ? [] : [...new Set(portRules.flatMap(({ when }) => when))];
  const isNamed = world === "ingress" ? from === "internet" : to === "internet";
  return [
    ...(world && !isNamed ? [{ kind: "world", direction: world } as const] : []),
    ...(only ? [{ kind: "only", peers: only } as const] : []),
    ...conditions.map((condition) => ({ kind: "condition", condition }) as const),
    ...(skipReason ? [{ kind: "unwritten", reason: skipReason } as const] : []),
  ];
}

type Span = Omit<MatrixCell, "line" | "lines" | "notes">;

/** Flows of one source that look the same and are for the same, as one cell for each run of neighbouring destinations. */
function spans(flows: readonly PartyFlow[], columns: readonly Party[]): readonly Span[] {
  const alike = groupBy(flows, (flow) => JSON.stringify([flow.protocol, flow.ports, flow.scope, notesOf(flow)]));
  return [...alike.values()].flatMap((same) => {
    const byColumn = [...same].sort((a, b) => columns.indexOf(a.to) - columns.indexOf(b.to));
    const runs: PartyFlow[][] = [];
    for (const flow of byColumn) {
      const run = runs.at(-1);
      const before = run?.at(-1);
      const isNext = before && columns.indexOf(before.to) + 1 === columns.indexOf(flow.to);
      if (isNext && shareRule(before, flow)) run?.push(flow);
      else runs.push([flow]);
    }
    return runs.map((run) => {
      const { to, protocol, ports, scope, skipReason, world } = run[0] as PartyFlow;
      const state = { ...(skipReason ? { skipReason } : {}), ...(world ? { world } : {}) };
      return { column: columns.indexOf(to), columns: run.length, flows: run, protocol, ports, scope, ...state };
    });
  });
}

/** Whether one port rule asks for both. The same port for something else is another cell. */
function shareRule(a: PartyFlow, b: PartyFlow): boolean {
  return a.portRules.some(({ id }) => b.portRules.some((other) => other.id === id));
}

/** Each on the first line that is free over all of its columns. */
function place(cells: readonly Span[]): readonly (Span & { readonly line: number })[] {
  const taken: Span[][] = [];
  return cells.map((cell) => {
    const free = taken.findIndex((line) => !line.some((other) => overlap(cell, other)));
    const line = free < 0 ? taken.length : free;
    taken[line] = [...(taken[line] ?? []), cell];
    return { ...cell, line };
  });
}

/** A cell that has its columns to itself is as high as the row. */
function stretched<C extends Span & { readonly line: number }>(cell: C, row: readonly C[], lines: number) {
  const isAlone = row.every((other) => other === cell || !overlap(cell, other));
  return isAlone ? { ...cell, line: 0, lines } : { ...cell, lines: 1 };
}

function overlap(a: Span, b: Span): boolean {
  return a.column < b.column + b.columns && b.column < a.column + a.columns;
}
