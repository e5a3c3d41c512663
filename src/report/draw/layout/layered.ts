/**
 * A layered drawing of blocks and labelled links, after Sugiyama. Guarantees: no block or label overlaps another, and a
 * line meets no block but its own two and no label but its own. Knows nothing of what is drawn.
 */
import { orders } from "./order";
import { costOf, jointed, type Placed, placed, xsOf } from "./place";
import { type Banded, type Block, banded, type End, type Link } from "./strands";

export type { Block, End, Link, Member, Size } from "./strands";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Upper left corners, in the order of the blocks. */
  readonly blocks: readonly Point[];
  readonly links: readonly LaidLink[];
}

/** A line from its source to its destination: straight down or up in the bands, bent in between. */
export interface LaidLink {
  readonly runs: readonly Run[];
  /** The middle of the label. */
  readonly label: Point;
}

/** A vertical piece of a line. */
export interface Run {
  readonly x: number;
  readonly from: number;
  readonly to: number;
}

/** How far lines stay straight above and below a band: an arrow head has room there. */
const STUB = 9;

export function layered(blocks: readonly Block[], links: readonly Link[]): Layout {
  const graph = jointed(banded(blocks, links), blocks);
  const candidates = orders(graph, blocks, 3).map((order) => placed(graph, blocks, order));
  const best = candidates.reduce((least, next) => (costOf(next, graph) < costOf(least, graph) ? next : least));
  return routed(graph, blocks, links, best);
}

function routed(graph: Banded, blocks: readonly Block[], links: readonly Link[], place: Placed): Layout {
  const lefts = graph.slots.map(({ width }, slot) => (place.x[slot] ?? 0) - width / 2);
  const left = Math.min(...lefts);
  const x = place.x.map((middle) => middle - left);
  const ports = place.ports.map(({ upper, lower }) => ({ upper: upper - left, lower: lower - left }));
  const tops = bandTops(graph, { x, ports });
  const middleOf = (slot: number) => {
    const { band = 0 } = graph.slots[slot] ?? {};
    const { top, height } = tops[band] ?? { top: 0, height: 0 };
    return top + height / 2;
  };
  const corners = blocks.map(({ width, height }, block) => ({
    x: (x[block] ?? 0) - width / 2,
    y: middleOf(block) - height / 2,
  }));
  const laid = graph.strands.map((strand, index) => {
    const xs = xsOf(strand, { x, ports }, index);
    const runs = strand.slots.map((slot, at) => {
      const { band = 0 } = graph.slots[slot] ?? {};
      const { top, height } = tops[band] ?? { top: 0, height: 0 };
      const from = at === 0 ? edgeOf(strand.upper, blocks, corners, "bottom") : top - STUB;
      const to = at === strand.slots.length - 1 ? edgeOf(strand.lower, blocks, corners, "top") : top + height + STUB;
      return { x: xs[at] ?? 0, from, to };
    });
    const isUpward = links[index]?.from !== strand.upper;
    const directed = isUpward ? [...runs].reverse().map((run) => ({ x: run.x, from: run.to, to: run.from })) : runs;
    return { runs: directed, label: { x: x[strand.label] ?? 0, y: middleOf(strand.label) } };
  });
  const last = tops.at(-1) ?? { top: 0, height: 0 };
  const width = Math.max(0, ...graph.slots.map((slot, index) => (x[index] ?? 0) + slot.width / 2));
  return { width, height: last.top + last.height, blocks: corners, links: laid };
}

function edgeOf({ block, member }: End, blocks: readonly Block[], corners: readonly Point[], side: "top" | "bottom") {
  const { height = 0, members = {} } = blocks[block] ?? {};
  const range = member === undefined ? undefined : members[member];
  return (corners[block]?.y ?? 0) + (range?.[side] ?? (side === "top" ? 0 : height));
}

/** The further lines go to the side between two bands, the more room they have for it. */
function bandTops(graph: Banded, place: Placed): readonly { readonly top: number; readonly height: number }[] {
  const tops: { top: number; height: number }[] = [];
  for (let band = 0; band < graph.bands; band++) {
    const height = Math.max(0, ...graph.slots.filter((slot) => slot.band === band).map((slot) => slot.height));
    const before = tops.at(-1);
    const aside = graph.strands.map((strand, index) => {
      const at = strand.slots.findIndex((slot) => graph.slots[slot]?.band === band);
      const xs = xsOf(strand, place, index);
      return at > 0 ? Math.abs((xs[at] ?? 0) - (xs[at - 1] ?? 0)) : 0;
    });
    const gap = 2 * STUB + Math.min(80, Math.max(8, Math.max(0, ...aside) * 0.15));
    tops.push({ top: before ? before.top + before.height + gap : 0, height });
  }
  return tops;
}
