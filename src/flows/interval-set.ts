/**
 * Sets of points on an ordered line, stored as the sorted list of edges where membership changes: `[10, 31]` is 10 to
 * 30. Intervals are half-open. So overlapping or touching intervals share an edge and merge automatically, and no step
 * needs a successor function: the same code works for numbers and bigints. A set has exactly one list of edges, so
 * equal sets are equal by structure. Construction is n log n, `overlaps` log n, every other operation linear.
 */

export type Point = number | bigint;

/** The points from `from` up to, but not including, `end`. */
export interface Interval<T extends Point> {
  readonly from: T;
  readonly end: T;
}

export class IntervalSet<T extends Point> {
  private constructor(private readonly edges: readonly T[]) {}

  /** The union of the intervals, in any order. Throws a RangeError on an interval without points. */
  static of<T extends Point>(intervals: Iterable<Interval<T>>): IntervalSet<T> {
    const edges: T[] = [];
    for (const { from, end } of [...intervals].sort(byFrom)) {
      if (!(from < end)) throw new RangeError(`interval: has no points, got ${from} to ${end}; from must be below end`);
      const last = edges.at(-1);
      if (last === undefined || last < from) edges.push(from, end);
      else if (last < end) edges[edges.length - 1] = end;
    }
    return new IntervalSet(edges);
  }

  get isEmpty(): boolean {
    return this.edges.length === 0;
  }

  /** Sorted, disjoint and not touching. */
  *[Symbol.iterator](): Generator<Interval<T>> {
    for (let i = 0; i < this.edges.length; i += 2) yield { from: this.edges[i] as T, end: this.edges[i + 1] as T };
  }

  union(other: IntervalSet<T>): IntervalSet<T> {
    return this.combine(other, (mine, theirs) => mine || theirs);
  }

  intersect(other: IntervalSet<T>): IntervalSet<T> {
    return this.combine(other, (mine, theirs) => mine && theirs);
  }

  subtract(other: IntervalSet<T>): IntervalSet<T> {
    return this.combine(other, (mine, theirs) => mine && !theirs);
  }

  contains(other: IntervalSet<T>): boolean {
    return other.subtract(this).isEmpty;
  }

  equals(other: IntervalSet<T>): boolean {
    return this.edges.length === other.edges.length && this.edges.every((edge, i) => edge === other.edges[i]);
  }

  /** Whether any point is in both: `!a.intersect(b).isEmpty` without building that set. */
  intersects(other: IntervalSet<T>): boolean {
    const [mine, theirs] = [this.edges, other.edges];
    for (let i = 0, j = 0; i < mine.length && j < theirs.length; ) {
      const [myEnd, theirEnd] = [mine[i + 1] as T, theirs[j + 1] as T];
      if ((mine[i] as T) < theirEnd && (theirs[j] as T) < myEnd) return true;
      if (myEnd < theirEnd) i += 2;
      else j += 2;
    }
    return false;
  }

  /** Whether any point of the interval is in the set. */
  overlaps({ from, end }: Interval<T>): boolean {
    const passed = edgesUpTo(this.edges, from);
    const next = this.edges[passed];
    return isInside(passed) || (next !== undefined && next < end);
  }

  private combine(other: IntervalSet<T>, keep: (mine: boolean, theirs: boolean) => boolean): IntervalSet<T> {
    const edges: T[] = [];
    overlay(this.edges, other.edges, (at, mine, theirs) => {
      if (keep(isInside(mine), isInside(theirs)) !== isInside(edges.length)) edges.push(at);
    });
    return new IntervalSet(edges);
  }
}

/** Visits every edge of two sorted lists once, in order, with the number of edges of each list at or before it. */
export function overlay<T extends Point>(
  a: readonly T[],
  b: readonly T[],
  visit: (at: T, passedInA: number, passedInB: number) => void,
): void {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const nextA = a[i];
    const nextB = b[j];
    const at = (nextB === undefined || (nextA !== undefined && nextA < nextB) ? nextA : nextB) as T;
    if (nextA === at) i++;
    if (nextB === at) j++;
    visit(at, i, j);
  }
}

/** Membership starts outside and changes at each edge. */
function isInside(edgesPassed: number): boolean {
  return edgesPassed % 2 === 1;
}

/** The number of edges at or before the point. */
export function edgesUpTo<T extends Point>(edges: readonly T[], point: T): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as T) <= point) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byFrom<T extends Point>(a: Interval<T>, b: Interval<T>): number {
  return a.from < b.from ? -1 : a.from > b.from ? 1 : 0;
}
