/** Where slots stand from left to right, in a given order, and where lines meet the blocks. */
import type { Order } from "./order";
import { type Bounds, spread, spreadWithin, type Wish } from "./spread";
import type { Banded, Block, End, Strand } from "./strands";

const SWEEPS = 24;
/** Between blocks or labels beside each other. */
const APART = 18;
/** Between the ends of lines on one block, and from its corners. */
const PORTS_APART = 18;
const CORNER = 14;

/** Middles of slots, and where strands leave their upper and meet their lower block. */
export interface Placed {
  readonly x: readonly number[];
  readonly ports: readonly { readonly upper: number; readonly lower: number }[];
}

/** Lines that are straight, and a narrow picture, are best. */
export function costOf(place: Placed, graph: Banded): number {
  const lefts = graph.slots.map(({ width }, slot) => (place.x[slot] ?? 0) - width / 2);
  const rights = graph.slots.map(({ width }, slot) => (place.x[slot] ?? 0) + width / 2);
  const bends = graph.strands.map((strand, index) => {
    const xs = xsOf(strand, place, index);
    return xs.slice(1).reduce((sum, x, at) => sum + Math.abs(x - (xs[at] ?? 0)), 0);
  });
  return bends.reduce((sum, bend) => sum + bend, 0) + 2 * (Math.max(...rights) - Math.min(...lefts));
}

/** Where a strand is in each of its bands. */
export function xsOf(strand: Strand, place: Placed, index: number): readonly number[] {
  return strand.slots.map((_, at) => xAt(strand, place, index, at));
}

function xAt({ slots }: Strand, { x, ports }: Placed, index: number, at: number): number {
  if (at === 0) return ports[index]?.upper ?? 0;
  return (at === slots.length - 1 ? ports[index]?.lower : x[slots[at] ?? 0]) ?? 0;
}

export function placed(graph: Graph, blocks: readonly Block[], order: Order): Placed {
  const x: number[] = graph.slots.map(() => 0);
  const gaps = order.map((band) => gapsIn(band, graph));
  const place = (band: number, wishes: readonly Wish[]) => {
    for (const [index, middle] of spread(wishes, gaps[band] ?? []).entries()) x[order[band]?.[index] ?? 0] = middle;
  };
  for (const [band, slots] of order.entries())
    place(
      band,
      slots.map(() => ({ at: 0, weight: 1 })),
    );
  let ports = portsOf(graph, blocks, x);
  const isPlain = (slot: number) => blocks[slot] !== undefined && blocks[slot]?.members === undefined;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    const sides = sweep >= SWEEPS / 2 ? "both" : isDown ? "above" : "below";
    for (let step = 0; step < order.length; step++) {
      const band = isDown ? step : order.length - 1 - step;
      place(
        band,
        (order[band] ?? []).map((slot) => wishOf(slot, graph, isPlain(slot), { x, ports }, sides)),
      );
    }
    ports = portsOf(graph, blocks, x);
  }
  for (let round = 0; round < 3; round++) {
    for (const [index, { slots }] of graph.strands.entries()) {
      straighten(slots.slice(1, -1), ports[index] ?? { upper: 0, lower: 0 }, graph, order, x);
    }
    ports = portsOf(graph, blocks, x);
  }
  return { x, ports };
}

type Sides = "above" | "below" | "both";

export interface Graph extends Banded {
  /** The strands that go through each slot, and at which step. */
  readonly joints: readonly (readonly { readonly strand: Strand; readonly index: number; readonly at: number }[])[];
  /** The lower side of each block, where strands have their upper ends, and its upper side. */
  readonly sides: readonly {
    readonly end: "upper" | "lower";
    readonly block: number;
    readonly ends: readonly { readonly index: number; readonly next: number }[];
  }[];
}

export function jointed(graph: Banded, blocks: readonly Block[]): Graph {
  const joints: { strand: Strand; index: number; at: number }[][] = graph.slots.map(() => []);
  for (const [index, strand] of graph.strands.entries()) {
    for (const [at, slot] of strand.slots.entries()) joints[slot]?.push({ strand, index, at });
  }
  const sides = (["upper", "lower"] as const).flatMap((end) =>
    [...blocks.keys()].map((block) => ({
      end,
      block,
      ends: graph.strands.flatMap((strand, index) => {
        const next = end === "upper" ? strand.slots[1] : strand.slots.at(-2);
        return strand[end].block === block && next !== undefined ? [{ index, next }] : [];
      }),
    })),
  );
  return { ...graph, joints, sides: sides.filter(({ ends }) => ends.length > 0) };
}

/** Puts as much of a line as possible straight below where it starts, or above where it ends; nothing else moves. */
function straighten(
  line: readonly number[],
  port: Placed["ports"][number],
  graph: Banded,
  order: Order,
  x: number[],
): void {
  const free = line.map((slot) => freedomOf(slot, graph, order, x));
  for (let start = 0; start < line.length; ) {
    let { from, to } = free[start] as Bounds;
    let end = start + 1;
    for (; end < line.length; end++) {
      const next = free[end] as Bounds;
      const [low, high] = [Math.max(from, next.from), Math.min(to, next.to)];
      if (low > high) break;
      [from, to] = [low, high];
    }
    const run = line.slice(start, end);
    const mean = run.reduce((sum, slot) => sum + (x[slot] ?? 0), 0) / run.length;
    const ends = [...(start === 0 ? [port.upper] : []), ...(end === line.length ? [port.lower] : [])];
    const target = ends.find((at) => at >= from && at <= to) ?? mean;
    for (const slot of run) x[slot] = Math.min(Math.max(target, from), to);
    start = end;
  }
}

/** Where a slot can be between its neighbours in the band. */
function freedomOf(slot: number, graph: Banded, order: Order, x: readonly number[]): Bounds {
  const band = order[graph.slots[slot]?.band ?? 0] ?? [];
  const at = band.indexOf(slot);
  const [before, after] = [band[at - 1], band[at + 1]];
  return {
    from: before === undefined ? Number.NEGATIVE_INFINITY : (x[before] ?? 0) + gapBetween(before, slot, graph),
    to: after === undefined ? Number.POSITIVE_INFINITY : (x[after] ?? 0) - gapBetween(slot, after, graph),
  };
}

function gapBetween(left: number, right: number, { slots }: Banded): number {
  return ((slots[left]?.width ?? 0) + (slots[right]?.width ?? 0)) / 2 + APART;
}

function gapsIn(band: readonly number[], graph: Banded): readonly number[] {
  return band.slice(1).map((slot, index) => gapBetween(band[index] ?? 0, slot, graph));
}

/** A slot would best be in line with its neighbours; a long line most of all, since it shows every bend. */
function wishOf(slot: number, { joints }: Graph, isPlain: boolean, place: Placed, sides: Sides): Wish {
  const here = place.x[slot] ?? 0;
  const wish = { at: 0, weight: 0 };
  const pull = (at: number, weight: number) => {
    wish.at += at * weight;
    wish.weight += weight;
  };
  for (const { strand, index, at } of joints[slot] ?? []) {
    for (const neighbour of [...(sides === "below" ? [] : [at - 1]), ...(sides === "above" ? [] : [at + 1])]) {
      if (strand.slots[neighbour] === undefined) continue;
      const isInner = [at, neighbour].every((step) => step > 0 && step < strand.slots.length - 1);
      const there = xAt(strand, place, index, neighbour);
      pull(here + there - xAt(strand, place, index, at), isInner ? 6 : 1);
      // Its ends can move along a block, which would then have no reason to stand in the middle of its neighbours.
      if (isPlain) pull(there, 0.5);
    }
  }
  return wish.weight === 0 ? { at: here, weight: 0.01 } : { at: wish.at / wish.weight, weight: wish.weight };
}

/** On each side of each block, the ends of lines in the order of where they lead. */
function portsOf({ strands, sides }: Graph, blocks: readonly Block[], x: readonly number[]): Placed["ports"] {
  const ports = strands.map(() => ({ upper: 0, lower: 0 }));
  for (const { end, block, ends } of sides) {
    const wishes = ends.map(({ index, next }) => {
      const bounds = boundsOf((strands[index] as Strand)[end], blocks, x[block] ?? 0);
      const far = x[next] ?? 0;
      return { index, bounds, far, at: Math.min(Math.max(far, bounds.from), bounds.to), weight: 1 };
    });
    wishes.sort((a, b) => a.at - b.at || a.far - b.far || a.index - b.index);
    const bounds = wishes.map((wish) => wish.bounds);
    for (const [at, middle] of spreadWithin(wishes, bounds, PORTS_APART).entries()) {
      (ports[wishes[at]?.index ?? 0] as { upper: number; lower: number })[end] = middle;
    }
  }
  return ports;
}

function boundsOf({ block, member }: End, blocks: readonly Block[], middle: number): Bounds {
  const { width = 0, members = {} } = blocks[block] ?? {};
  const range = (member === undefined ? undefined : members[member]) ?? { left: 0, right: width };
  const left = middle - width / 2;
  return { from: left + range.left + CORNER, to: left + range.right - CORNER };
}
