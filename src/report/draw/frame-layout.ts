/**
 * The nodes of one cluster beside each other in a frame, what they send each other between them. Neighbours are joined
 * straight; the others below the row, each on a line of its own. The text of the frame stands left of the row, so that
 * lines from above and below can reach every node.
 */
import type { Party } from "../../model/party";
import type { GraphEdge } from "./flow-graph";
import type { Member, Point, Size } from "./layout/layered";

export interface FrameLayout extends Size {
  /** Where the nodes stand, from the frame's left and upper edge. */
  readonly places: Readonly<Partial<Record<Party, Member>>>;
  /** Where lines from outside may meet them. */
  readonly members: Readonly<Record<string, Member>>;
  /** The middle of the text. */
  readonly text: Point;
  readonly edges: readonly FramedEdge[];
}

export interface FramedEdge {
  readonly edge: GraphEdge;
  /** Corners of its line, from its source to its destination. */
  readonly points: readonly Point[];
  readonly label: Point;
}

interface MeasuredEdge {
  readonly edge: GraphEdge;
  readonly size: Size;
}

const PADDING = 16;
/** Of a line that shows on either side of its label. */
const STUB = 20;
const APART = 10;

export function frameLayout(
  sizes: Readonly<Partial<Record<Party, Size>>>,
  textSize: Size,
  edges: readonly MeasuredEdge[],
): FrameLayout {
  const row = bestRow(Object.keys(sizes) as Party[], edges);
  const at = (parties: readonly Party[]) => row.indexOf(parties[0] as Party);
  const distance = ({ edge }: MeasuredEdge) => Math.abs(at(edge.from) - at(edge.to));
  const leftOf = ({ edge }: MeasuredEdge) => Math.min(at(edge.from), at(edge.to));
  const near = edges.filter((edge) => distance(edge) === 1);
  const far = edges.filter((edge) => distance(edge) > 1);

  const gaps = row.slice(1).map((_, index) => {
    const labels = [...near.filter((edge) => leftOf(edge) === index), ...far.filter((edge) => leftOf(edge) === index)];
    return Math.max(24, ...labels.map(({ size }) => size.width + 2 * STUB));
  });
  const stacks = gaps.map((_, index) => stackHeight(near.filter((edge) => leftOf(edge) === index)));
  const height = Math.max(
    textSize.height,
    ...row.map((party) => sizes[party]?.height ?? 0),
    ...stacks.map((stack) => stack + 16),
  );

  const places: Partial<Record<Party, Member>> = {};
  let x = PADDING + textSize.width + PADDING;
  for (const [index, party] of row.entries()) {
    const width = sizes[party]?.width ?? 0;
    places[party] = { left: x, right: x + width, top: PADDING, bottom: PADDING + height };
    x += width + (gaps[index] ?? 0);
  }
  const member = (index: number) => places[row[index] as Party] as Member;

  const laid: FramedEdge[] = gaps.flatMap((gap, index) => {
    const own = near.filter((edge) => leftOf(edge) === index);
    let y = PADDING + (height - stackHeight(own)) / 2;
    return own.map(({ edge, size }) => {
      const middle = y + size.height / 2;
      y += size.height + APART;
      const points = [
        { x: member(index).right, y: middle },
        { x: member(index + 1).left, y: middle },
      ];
      const isRightward = at(edge.from) === index;
      return {
        edge,
        points: isRightward ? points : [...points].reverse(),
        label: { x: member(index).right + gap / 2, y: middle },
      };
    });
  });
  let bottom = PADDING + height;
  far.forEach(({ edge, size }, index) => {
    const [left, right] = [at(edge.from), at(edge.to)].sort((a, b) => a - b) as [number, number];
    const middle = bottom + APART + size.height / 2;
    bottom += APART + size.height;
    const [from, to] = [member(left).right - 8 - 9 * index, member(right).left + 8 + 9 * index];
    const low = PADDING + height;
    const points = [
      { x: from, y: low },
      { x: from, y: middle },
      { x: to, y: middle },
      { x: to, y: low },
    ];
    const isRightward = at(edge.from) === left;
    const label = { x: member(left).right + (gaps[left] ?? 0) / 2, y: middle };
    laid.push({ edge, points: isRightward ? points : [...points].reverse(), label });
  });
  // Lines from outside keep clear of those that turn up from below.
  const kept = 8 + 9 * far.length;
  const reachable = Object.fromEntries(
    Object.entries(places).map(([party, one]) => [
      party,
      far.length > 0 ? { ...one, left: one.left + kept, right: one.right - kept } : one,
    ]),
  );
  return {
    width: x + PADDING,
    height: bottom + PADDING,
    places,
    members: reachable,
    text: { x: PADDING + textSize.width / 2, y: PADDING + height / 2 },
    edges: laid,
  };
}

function stackHeight(edges: readonly MeasuredEdge[]): number {
  return edges.reduce((sum, { size }) => sum + size.height + APART, -APART);
}

/** The order in which most edges join neighbours; the given one, where that is as good. */
function bestRow(parties: readonly Party[], edges: readonly MeasuredEdge[]): readonly Party[] {
  const detours = (row: readonly Party[]) =>
    edges.reduce((sum, { edge }) => {
      const distance = Math.abs(row.indexOf(edge.from[0] as Party) - row.indexOf(edge.to[0] as Party));
      return sum + Math.max(0, distance - 1);
    }, 0);
  return permutations(parties).reduce((best, next) => (detours(next) < detours(best) ? next : best));
}

function permutations(parties: readonly Party[]): readonly (readonly Party[])[] {
  if (parties.length <= 1) return [parties];
  return parties.flatMap((first) =>
    permutations(parties.filter((party) => party !== first)).map((rest) => [first, ...rest]),
  );
}
