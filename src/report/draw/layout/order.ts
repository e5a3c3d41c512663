/** Orders the slots of each band so that few lines cross. Deterministic: the same graph has the same order everywhere. */
import type { Banded, Block, End, Strand } from "./strands";

/** The slots of each band, from left to right. */
export type Order = readonly (readonly number[])[];

const SWEEPS = 10;
const STARTS = 16;

/** The best orders found, the one with the fewest crossings first. */
export function orders(banded: Banded, blocks: readonly Block[], wanted: number): readonly Order[] {
  const gaps = gapsOf(banded, blocks);
  const random = generator();
  const found = new Map<string, { order: Order; crossings: number }>();
  const planar = () => [...found.values()].filter(({ crossings }) => crossings === 0);
  for (let start = 0; start < STARTS && planar().length < wanted; start++) {
    const order: number[][] = Array.from({ length: banded.bands }, () => []);
    for (const [slot, { band }] of banded.slots.entries()) order[band]?.push(slot);
    if (start > 0) for (const band of order) shuffle(band, random);
    const best = improved(order, gaps);
    found.set(JSON.stringify(best.order), best);
  }
  const all = [...found.values()].sort((a, b) => a.crossings - b.crossings);
  const least = all[0]?.crossings;
  return all
    .filter(({ crossings }) => crossings === least)
    .slice(0, wanted)
    .map(({ order }) => order);
}

/** Part of a strand between two bands. Offsets within a block are known for its members only. */
interface Segment {
  readonly upper: number;
  readonly lower: number;
  readonly upperOffset: number | undefined;
  readonly lowerOffset: number | undefined;
}

function gapsOf({ strands, bands, slots }: Banded, blocks: readonly Block[]): readonly (readonly Segment[])[] {
  const gaps: Segment[][] = Array.from({ length: Math.max(0, bands - 1) }, () => []);
  for (const strand of strands) {
    for (let at = 0; at + 1 < strand.slots.length; at++) {
      const [upper = 0, lower = 0] = strand.slots.slice(at, at + 2);
      gaps[slots[upper]?.band ?? 0]?.push({
        upper,
        lower,
        upperOffset: at === 0 ? offsetOf(strand.upper, blocks) : undefined,
        lowerOffset: at + 2 === strand.slots.length ? offsetOf(strand.lower, blocks) : undefined,
      });
    }
  }
  return gaps;
}

function offsetOf({ block, member }: Strand["upper" | "lower"] & End, blocks: readonly Block[]): number | undefined {
  const range = member === undefined ? undefined : blocks[block]?.members?.[member];
  return range && (range.left + range.right) / 2 / (blocks[block]?.width ?? 1);
}

function improved(order: number[][], gaps: readonly (readonly Segment[])[]): { order: Order; crossings: number } {
  const count = () => {
    const positions = positionsOf(order);
    return gaps.reduce((sum, gap) => sum + crossingsOf(gap, positions), 0);
  };
  let best = { order: order.map((band) => [...band]), crossings: count() };
  for (let sweep = 0; sweep < SWEEPS && best.crossings > 0; sweep++) {
    const isDown = sweep % 2 === 0;
    for (let step = 1; step < order.length; step++) {
      const band = isDown ? step : order.length - 1 - step;
      sortByNeighbours(order, band, gaps[isDown ? band - 1 : band] ?? [], isDown);
    }
    switchNeighbours(order, gaps);
    const crossings = count();
    if (crossings < best.crossings) best = { order: order.map((band) => [...band]), crossings };
  }
  return best;
}

/** The place of each slot in its band. */
function positionsOf(order: Order): number[] {
  const positions: number[] = [];
  for (const band of order) for (const [position, slot] of band.entries()) positions[slot] = position;
  return positions;
}

function crossingsOf(gap: readonly Segment[], positions: readonly number[]): number {
  let crossings = 0;
  for (const [index, a] of gap.entries()) {
    for (const b of gap.slice(index + 1)) {
      const above = (positions[a.upper] ?? 0) - (positions[b.upper] ?? 0) || apart(a.upperOffset, b.upperOffset);
      const below = (positions[a.lower] ?? 0) - (positions[b.lower] ?? 0) || apart(a.lowerOffset, b.lowerOffset);
      if (above * below < 0) crossings++;
    }
  }
  return crossings;
}

/** Of two ends on one block: those that are free to move do not cross. */
const apart = (a: number | undefined, b: number | undefined) => (a === undefined || b === undefined ? 0 : a - b);

function sortByNeighbours(order: number[][], band: number, gap: readonly Segment[], isDown: boolean): void {
  const positions = positionsOf(order);
  const means = new Map<number, number>();
  for (const slot of order[band] ?? []) {
    const mine = gap.filter(({ upper, lower }) => (isDown ? lower : upper) === slot);
    const theirs = mine.map(({ upper, lower, upperOffset, lowerOffset }) =>
      isDown ? (positions[upper] ?? 0) + (upperOffset ?? 0.5) : (positions[lower] ?? 0) + (lowerOffset ?? 0.5),
    );
    if (theirs.length > 0) means.set(slot, theirs.reduce((sum, at) => sum + at, 0) / theirs.length);
  }
  // Slots without neighbours there keep their places; the others are sorted into the rest.
  const sorted = (order[band] ?? [])
    .filter((slot) => means.has(slot))
    .sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0));
  order[band] = (order[band] ?? []).map((slot) => (means.has(slot) ? (sorted.shift() ?? slot) : slot));
}

/** Swaps slots side by side as long as that removes crossings: only those between the lines of the two can change. */
function switchNeighbours(order: number[][], gaps: readonly (readonly Segment[])[]): void {
  for (let isBetter = true, round = 0; isBetter && round < 8; round++) {
    isBetter = false;
    // What is swapped changes the positions in its own band only, and those are not looked at.
    for (const [band, slots] of order.entries()) {
      const positions = positionsOf(order.slice(Math.max(0, band - 1), band + 2));
      const above = bySlot(gaps[band - 1] ?? [], "lower");
      const below = bySlot(gaps[band] ?? [], "upper");
      const crossed = (left: number, right: number) =>
        inverted(above.get(left), above.get(right), "upper", positions) +
        inverted(below.get(left), below.get(right), "lower", positions);
      for (let at = 0; at + 1 < slots.length; at++) {
        const [left = 0, right = 0] = slots.slice(at, at + 2);
        if (crossed(right, left) >= crossed(left, right)) continue;
        swap(slots, at, at + 1);
        isBetter = true;
      }
    }
  }
}

function bySlot(gap: readonly Segment[], end: "upper" | "lower"): ReadonlyMap<number, readonly Segment[]> {
  const found = new Map<number, Segment[]>();
  for (const segment of gap) found.set(segment[end], [...(found.get(segment[end]) ?? []), segment]);
  return found;
}

/** How many lines of the left slot end right of a line of the right one. */
function inverted(
  left: readonly Segment[] = [],
  right: readonly Segment[] = [],
  end: "upper" | "lower",
  positions: readonly number[],
): number {
  const offset = end === "upper" ? "upperOffset" : "lowerOffset";
  return left.reduce((sum, a) => {
    const crossing = right.filter(
      (b) => ((positions[a[end]] ?? 0) - (positions[b[end]] ?? 0) || apart(a[offset], b[offset])) > 0,
    );
    return sum + crossing.length;
  }, 0);
}

function swap(slots: number[], a: number, b: number): void {
  [slots[a], slots[b]] = [slots[b] as number, slots[a] as number];
}

function shuffle(slots: number[], random: () => number): void {
  for (let at = slots.length - 1; at > 0; at--) swap(slots, at, Math.floor(random() * (at + 1)));
}

/** Numbers that look random and are the same each time (mulberry32). */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
