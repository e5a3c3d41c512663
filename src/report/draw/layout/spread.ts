/** Puts things on a line in a given order, each as near to where it would like to be as the others let it. */

export interface Wish {
  /** Where its middle would best be. */
  readonly at: number;
  /** How much that matters, above 0. */
  readonly weight: number;
}

/**
 * Positions that keep `apart[i]` between things i and i + 1 and have the least sum of weighted squared distances from the
 * wishes: isotonic regression, by pooling neighbours that are in each other's way.
 */
export function spread(wishes: readonly Wish[], apart: readonly number[]): number[] {
  const pools: { at: number; weight: number; count: number }[] = [];
  // Less what the things before it take up, each would have to stand no further left than the one before.
  let offset = 0;
  for (const [index, { at, weight }] of wishes.entries()) {
    if (index > 0) offset += apart[index - 1] ?? 0;
    const pool = { at: at - offset, weight, count: 1 };
    for (let last = pools.at(-1); last && last.at >= pool.at; last = pools.at(-1)) {
      pools.pop();
      const sum = last.weight + pool.weight;
      pool.at = (last.at * last.weight + pool.at * pool.weight) / sum;
      pool.weight = sum;
      pool.count += last.count;
    }
    pools.push(pool);
  }
  const found: number[] = [];
  offset = 0;
  for (const { at, count } of pools) {
    for (let member = 0; member < count; member++) {
      if (found.length > 0) offset += apart[found.length - 1] ?? 0;
      found.push(at + offset);
    }
  }
  return found;
}

export interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** As `spread`, each within bounds of its own; where those leave too little room, things come as near as they must. */
export function spreadWithin(wishes: readonly Wish[], bounds: readonly Bounds[], apart: number): readonly number[] {
  const clamped = wishes.map(({ at, weight }, index) => ({ at: clamp(at, bounds[index]), weight }));
  const least = Math.min(apart, ...fullestDistances(bounds));
  const found = [
    ...spread(
      clamped,
      wishes.slice(1).map(() => least),
    ),
  ];
  for (let index = found.length - 1; index >= 0; index--) {
    const limit = index + 1 < found.length ? (found[index + 1] ?? 0) - least : Number.POSITIVE_INFINITY;
    found[index] = Math.min(clamp(found[index] ?? 0, bounds[index]), limit);
  }
  for (const index of found.keys()) {
    const limit = index > 0 ? (found[index - 1] ?? 0) + least : Number.NEGATIVE_INFINITY;
    found[index] = Math.max(found[index] ?? 0, limit, bounds[index]?.from ?? limit);
  }
  return found;
}

/** For each two things, the distance between neighbours at which the things from one to the other fill their bounds. */
function fullestDistances(bounds: readonly Bounds[]): readonly number[] {
  return bounds.flatMap(({ from }, first) =>
    bounds.slice(first + 1).map(({ to }, between) => Math.max(0, (to - from) / (between + 1))),
  );
}

function clamp(value: number, bounds: Bounds | undefined): number {
  return bounds ? Math.min(Math.max(value, bounds.from), bounds.to) : value;
}
