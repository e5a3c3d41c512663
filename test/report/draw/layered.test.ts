import fc from "fast-check";
import { type Block, type End, type Layout, type Link, layered } from "../../../src/report/draw/layout/layered";
import { spread, spreadWithin } from "../../../src/report/draw/layout/spread";

const numRuns = 40;

const size = fc.record({ width: fc.integer({ min: 40, max: 200 }), height: fc.integer({ min: 20, max: 160 }) });
const label = fc.record({ width: fc.integer({ min: 20, max: 130 }), height: fc.integer({ min: 14, max: 90 }) });

/** A block with three members side by side, like the frame around the nodes of a cluster. */
const frame: Block = {
  width: 600,
  height: 150,
  members: Object.fromEntries(
    ["a", "b", "c"].map((name, index) => [
      name,
      { left: 150 * index + 20, right: 150 * index + 120, top: 20, bottom: 130 },
    ]),
  ),
};

const graphs = fc
  .tuple(fc.array(size, { minLength: 2, maxLength: 8 }), fc.boolean())
  .map(([sizes, isFramed]): readonly Block[] => (isFramed ? [...sizes.slice(1), frame] : sizes))
  .filter(({ length }) => length > 1)
  .chain((blocks) => {
    const end = fc.nat({ max: blocks.length - 1 }).chain((block): fc.Arbitrary<End> => {
      const members = Object.keys(blocks[block]?.members ?? {});
      return members.length === 0
        ? fc.constant({ block })
        : fc.option(fc.constantFrom(...members)).map((member) => (member === null ? { block } : { block, member }));
    });
    const link = fc.record({ from: end, to: end, label }).filter(({ from, to }) => from.block !== to.block);
    return fc.record({ blocks: fc.constant(blocks), links: fc.array(link, { maxLength: 24 }) });
  });

interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const blockRects = (blocks: readonly Block[], { blocks: corners }: Layout): readonly Rect[] =>
  corners.map(({ x, y }, index) => {
    const { width = 0, height = 0 } = blocks[index] ?? {};
    return { left: x, right: x + width, top: y, bottom: y + height };
  });

const labelRects = (links: readonly Link[], layout: Layout): readonly Rect[] =>
  layout.links.map(({ label: { x, y } }, index) => {
    const { width = 0, height = 0 } = links[index]?.label ?? {};
    return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
  });

/** Points along a line: its straight runs, and the curves between them. */
function points({ runs }: Layout["links"][number]): readonly { x: number; y: number }[] {
  const steps = Array.from({ length: 17 }, (_, step) => step / 16);
  return runs.flatMap((run, index) => {
    const straight = steps.map((t) => ({ x: run.x, y: run.from + t * (run.to - run.from) }));
    const next = runs[index + 1];
    if (!next) return straight;
    const bend = steps.map((t) => ({
      x: run.x + (next.x - run.x) * (3 * t * t - 2 * t * t * t),
      y: run.to + (next.from - run.to) * t,
    }));
    return [...straight, ...bend];
  });
}

const inside = ({ x, y }: { x: number; y: number }, { left, right, top, bottom }: Rect) =>
  x > left + 0.01 && x < right - 0.01 && y > top + 0.01 && y < bottom - 0.01;

test("overlaps no block or label with another, and keeps all within the picture", () => {
  fc.assert(
    fc.property(graphs, ({ blocks, links }) => {
      const layout = layered(blocks, links);
      const rects = [...blockRects(blocks, layout), ...labelRects(links, layout)];
      for (const [index, a] of rects.entries()) {
        expect(Math.min(a.left, a.top)).toBeGreaterThanOrEqual(-0.01);
        expect(a.right).toBeLessThanOrEqual(layout.width + 0.01);
        expect(a.bottom).toBeLessThanOrEqual(layout.height + 0.01);
        const overlapping = rects.slice(index + 1).filter((b) => {
          const [across, down] = [
            Math.min(a.right, b.right) - Math.max(a.left, b.left),
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
          ];
          return across > 0.01 && down > 0.01;
        });
        expect(overlapping).toEqual([]);
      }
    }),
    { numRuns },
  );
});

test("draws lines that touch no blocks except their own two, and no labels except their own", () => {
  fc.assert(
    fc.property(graphs, ({ blocks, links }) => {
      const layout = layered(blocks, links);
      const [ofBlocks, ofLabels] = [blockRects(blocks, layout), labelRects(links, layout)];
      for (const [index, laid] of layout.links.entries()) {
        const { from, to } = links[index] as Link;
        const foreign = [
          ...ofBlocks.filter((_, block) => block !== from.block && block !== to.block),
          ...ofLabels.filter((_, other) => other !== index),
        ];
        const met = points(laid).flatMap((point) => foreign.filter((rect) => inside(point, rect)));
        expect(met).toEqual([]);
      }
    }),
    { numRuns },
  );
});

test("starts and ends a line at the edges of its blocks or of their members, and draws it past its label", () => {
  fc.assert(
    fc.property(graphs, ({ blocks, links }) => {
      const layout = layered(blocks, links);
      for (const [index, { runs, label: at }] of layout.links.entries()) {
        const { from, to } = links[index] as Link;
        const [first, last] = [runs[0], runs.at(-1)] as [(typeof runs)[number], (typeof runs)[number]];
        for (const [end, point] of [
          [from, { x: first.x, y: first.from }],
          [to, { x: last.x, y: last.to }],
        ] as const) {
          const corner = layout.blocks[end.block] ?? { x: 0, y: 0 };
          const { width = 0, height = 0, members = {} } = blocks[end.block] ?? {};
          const range = members[end.member ?? ""] ?? { left: 0, right: width, top: 0, bottom: height };
          expect(point.x).toBeGreaterThan(corner.x + range.left);
          expect(point.x).toBeLessThan(corner.x + range.right);
          expect([corner.y + range.top, corner.y + range.bottom]).toContainEqual(expect.closeTo(point.y, 3));
        }
        const own = runs.filter((run) => Math.min(run.from, run.to) <= at.y && at.y <= Math.max(run.from, run.to));
        expect(own.map(({ x }) => x)).toEqual([expect.closeTo(at.x, 3)]);
      }
    }),
    { numRuns },
  );
});

test("draws lines that share an end of a block without overlap", () => {
  fc.assert(
    fc.property(graphs, ({ blocks, links }) => {
      const ends = layered(blocks, links).links.flatMap(({ runs }) => {
        const [first, last] = [runs[0], runs.at(-1)];
        return [`${first?.x.toFixed(2)} ${first?.from.toFixed(2)}`, `${last?.x.toFixed(2)} ${last?.to.toFixed(2)}`];
      });
      expect(new Set(ends).size).toBe(ends.length);
    }),
    { numRuns },
  );
});

test("draws links against the order of the blocks upwards, and the others downwards", () => {
  const blocks = [1, 2, 3].map(() => ({ width: 60, height: 30 }));
  const link = (from: number, to: number): Link => ({
    from: { block: from },
    to: { block: to },
    label: { width: 30, height: 16 },
  });
  const layout = layered(blocks, [link(0, 1), link(1, 2), link(2, 0)]);
  const ways = layout.links.map(({ runs }) => Math.sign((runs.at(-1)?.to ?? 0) - (runs[0]?.from ?? 0)));
  expect(ways).toEqual([1, 1, -1]);
});

test("draws the same graph in the same way, and an empty graph as nothing", () => {
  fc.assert(
    fc.property(graphs, ({ blocks, links }) => {
      expect(layered(blocks, links)).toEqual(layered(blocks, links));
    }),
    { numRuns: 10 },
  );
  expect(layered([], [])).toEqual({ width: 0, height: 0, blocks: [], links: [] });
});

describe("positions on a line", () => {
  const at = (...wishes: readonly number[]) => wishes.map((wish) => ({ at: wish, weight: 1 }));

  test("are as requested if possible, and share the distance otherwise", () => {
    expect(spread(at(0, 50), [10])).toEqual([0, 50]);
    expect(spread(at(0, 0), [10])).toEqual([-5, 5]);
    expect(spread(at(0, 0, 100), [10, 10])).toEqual([-5, 5, 100]);
    expect(
      spread(
        [
          { at: 0, weight: 3 },
          { at: 0, weight: 1 },
        ],
        [8],
      ),
    ).toEqual([-2, 6]);
  });

  test("are within their bounds, and closer together if there is not enough room", () => {
    const bounds = [1, 2, 3].map(() => ({ from: 0, to: 20 }));
    expect(spreadWithin(at(100, 100, 100), bounds, 8)).toEqual([4, 12, 20]);
    expect(spreadWithin(at(5, 5, 5), bounds, 50)).toEqual([0, 10, 20]);
  });
});
