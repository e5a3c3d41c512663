import fc from "fast-check";
import { IntervalSet } from "../../src/flows";

const points = fc.uniqueArray(fc.nat(40));

function setOf(...intervals: [from: number, end: number][]): IntervalSet<number> {
  return IntervalSet.of(intervals.map(([from, end]) => ({ from, end })));
}

function setOfPoints(values: Iterable<number>): IntervalSet<number> {
  return setOf(...Array.from(values, (value): [number, number] => [value, value + 1]));
}

test("merges touching and overlapping intervals, in any order", () => {
  expect([...setOf([21, 31], [10, 21])]).toEqual([{ from: 10, end: 31 }]);
  expect([...setOf([10, 20], [15, 31], [12, 13])]).toEqual([{ from: 10, end: 31 }]);
});

test("keeps a gap of one point", () => {
  expect([...setOf([10, 20], [21, 31])]).toEqual([
    { from: 10, end: 20 },
    { from: 21, end: 31 },
  ]);
});

test("rejects an interval without points", () => {
  expect(() => setOf([10, 10])).toThrow(
    new RangeError("interval: has no points, got 10 to 10; from must be below end"),
  );
  expect(() => setOf([Number.NaN, 10])).toThrow(RangeError);
});

test("works the same for numbers and bigints", () => {
  const low = IntervalSet.of([{ from: 0n, end: 1n << 127n }]);
  const high = IntervalSet.of([{ from: 1n << 127n, end: 1n << 128n }]);
  expect([...low.union(high)]).toEqual([{ from: 0n, end: 1n << 128n }]);
});

test("agrees with operations on plain sets of points", () => {
  fc.assert(
    fc.property(points, points, (a, b) => {
      const [one, other] = [setOfPoints(a), setOfPoints(b)];
      expect(one.union(other)).toEqual(setOfPoints(new Set([...a, ...b])));
      expect(one.intersect(other)).toEqual(setOfPoints(a.filter((point) => b.includes(point))));
      expect(one.subtract(other)).toEqual(setOfPoints(a.filter((point) => !b.includes(point))));
      expect(one.intersects(other)).toBe(a.some((point) => b.includes(point)));
      expect(one.contains(other)).toBe(b.every((point) => a.includes(point)));
      expect(one.equals(other)).toBe(a.length === b.length && b.every((point) => a.includes(point)));
    }),
    { numRuns: 1_000 },
  );
});

test("overlaps an interval if it contains a point of it", () => {
  fc.assert(
    fc.property(points, fc.nat(40), fc.integer({ min: 1, max: 10 }), (values, from, length) => {
      const isHit = values.some((value) => from <= value && value < from + length);
      expect(setOfPoints(values).overlaps({ from, end: from + length })).toBe(isHit);
    }),
    { numRuns: 1_000 },
  );
});
