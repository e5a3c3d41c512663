import { clusterChoices, everyCluster } from "../e2e/distribution-cases";
import { pairsOf, pairwise } from "../e2e/pairwise";

test("two factors are all their pairs; more factors need fewer combinations than there are", () => {
  const values = ["a", "b", "c"];
  const two = values.flatMap((one) => values.map((other) => [one, other]));
  expect(pairwise(two)).toEqual(two);
  const three = two.flatMap((pair) => values.map((last) => [...pair, last]));
  expect(pairwise(three).length).toBeLessThan(15);
});

/** Pairs of the chosen clusters and of all valid ones, counted by a separate loop. */
function pairs(combinations: readonly (readonly (string | boolean)[])[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const combination of combinations) {
    for (let first = 0; first < combination.length; first++) {
      for (let second = 0; second < first; second++) {
        found.add(JSON.stringify([second, combination[second], first, combination[first]]));
      }
    }
  }
  return found;
}

test("the deployed clusters have every pair that a valid cluster has", () => {
  const all = pairs(everyCluster);
  expect(all.size).toBeGreaterThan(150);
  expect(pairs(clusterChoices)).toEqual(all);
  process.stdout.write(`${everyCluster.length} valid clusters, ${clusterChoices.length} deployed, ${all.size} pairs\n`);
});

test("pairs are missing without the first cluster", () => {
  const [first, ...others] = clusterChoices;
  expect(pairsOf(first ?? []).length).toBe(36);
  expect(pairs(others).size).toBeLessThan(pairs(everyCluster).size);
});
