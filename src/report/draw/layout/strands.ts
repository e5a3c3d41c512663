/**
 * A graph in bands. Blocks stand in every other band, by rank; a link is a strand of slots, one in each band between its
 * two blocks, and its label is one of them. What has a slot of its own in every band it passes can meet nothing there:
 * lines bend in the gaps between bands only, where there is neither block nor label.
 */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Something that stands by itself. */
export interface Block extends Size {
  /** Parts that links can lead to; from its left and upper edge. */
  readonly members?: Readonly<Record<string, Member>>;
}

export interface Member {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where a link begins or ends: a block by its position, or a member of it. */
export interface End {
  readonly block: number;
  readonly member?: string;
}

export interface Link {
  readonly from: End;
  readonly to: End;
  readonly label: Size;
}

export interface Slot extends Size {
  readonly band: number;
  /** The block it holds. Default: a line, or a label on it. */
  readonly block?: number;
}

/** A link from its upper block to its lower one, whichever it starts from. */
export interface Strand {
  /** One for each band; the first and the last hold blocks. */
  readonly slots: readonly number[];
  readonly upper: End;
  readonly lower: End;
  /** The slot of its label. */
  readonly label: number;
}

export interface Banded {
  readonly slots: readonly Slot[];
  /** In the order of the links. */
  readonly strands: readonly Strand[];
  readonly bands: number;
}

const LINE_WIDTH = 10;

/** `blocks` in the order in which they would best stand from top to bottom: links against it lead upwards. */
export function banded(blocks: readonly Block[], links: readonly Link[]): Banded {
  const ways = links.map(({ from, to }) =>
    from.block < to.block ? { upper: from, lower: to } : { upper: to, lower: from },
  );
  const ranks = ranksOf(
    blocks.length,
    ways.map(({ upper, lower }) => [upper.block, lower.block]),
  );
  const slots: Slot[] = blocks.map(({ width, height }, block) => ({
    band: 2 * (ranks[block] ?? 0),
    width,
    height,
    block,
  }));
  const labelled = new Map<number, number>();
  const strands = new Map<number, Strand>();
  const span = (index: number) => rankOf(ranks, ways[index]?.lower) - rankOf(ranks, ways[index]?.upper);
  // Long links have a choice of bands for their labels: they take what the short ones leave free.
  for (const index of [...links.keys()].sort((a, b) => span(a) - span(b) || a - b)) {
    const way = ways[index] as (typeof ways)[number];
    const { label: size } = links[index] as Link;
    const [top, bottom] = [2 * rankOf(ranks, way.upper), 2 * rankOf(ranks, way.lower)];
    const odd = Array.from({ length: (bottom - top) / 2 }, (_, step) => top + 1 + 2 * step);
    const band = odd.reduce((best, next) => ((labelled.get(next) ?? 0) < (labelled.get(best) ?? 0) ? next : best));
    labelled.set(band, (labelled.get(band) ?? 0) + size.width);
    const own = [way.upper.block];
    let label = 0;
    for (let at = top + 1; at < bottom; at++) {
      if (at === band) label = slots.length;
      own.push(slots.length);
      slots.push(at === band ? { band: at, ...size } : { band: at, width: LINE_WIDTH, height: 0 });
    }
    strands.set(index, { slots: [...own, way.lower.block], ...way, label });
  }
  const inOrder = links.map((_, index) => strands.get(index) as Strand);
  return { slots, strands: inOrder, bands: 1 + Math.max(0, ...slots.map(({ band }) => band)) };
}

const rankOf = (ranks: readonly number[], end: End | undefined) => ranks[end?.block ?? 0] ?? 0;

/** The longest way from the top; what has more below it than above it is let down as far as that goes. */
function ranksOf(count: number, pairs: readonly (readonly [upper: number, lower: number])[]): readonly number[] {
  const ranks = Array.from({ length: count }, () => 0);
  for (let block = 0; block < count; block++) {
    const above = pairs.filter(([, lower]) => lower === block).map(([upper]) => (ranks[upper] ?? 0) + 1);
    ranks[block] = Math.max(0, ...above);
  }
  for (let block = count - 1; block >= 0; block--) {
    const below = pairs.filter(([upper]) => upper === block);
    const above = pairs.filter(([, lower]) => lower === block);
    if (below.length > above.length) ranks[block] = Math.min(...below.map(([, lower]) => (ranks[lower] ?? 0) - 1));
  }
  const used = [...new Set(ranks)].sort((a, b) => a - b);
  return ranks.map((rank) => used.indexOf(rank));
}
