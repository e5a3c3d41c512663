/** The smallest set of combinations that a simple search finds, such that every pair of values of two factors occurs that occurs at all. */

/** A value for each factor, in a fixed order of the factors. */
export type Combination = readonly (string | boolean)[];

/** Takes, again and again, the first combination with the most pairs that none so far has. */
export function pairwise(combinations: readonly Combination[]): readonly Combination[] {
  const missing = new Set(combinations.flatMap(pairsOf));
  const chosen: Combination[] = [];
  const withPairs = combinations.map((combination) => ({ combination, pairs: pairsOf(combination) }));
  while (missing.size > 0) {
    const gains = withPairs.map(({ pairs }) => pairs.filter((pair) => missing.has(pair)).length);
    const best = withPairs[gains.indexOf(Math.max(...gains))] as (typeof withPairs)[number];
    chosen.push(best.combination);
    for (const pair of best.pairs) missing.delete(pair);
  }
  return chosen;
}

/** Each pair of two factors with their values, as a text. */
export function pairsOf(combination: Combination): readonly string[] {
  return combination.flatMap((one, first) =>
    combination.slice(first + 1).map((other, next) => `${first}=${one} ${first + 1 + next}=${other}`),
  );
}
