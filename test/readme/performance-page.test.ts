import { readFileSync } from "node:fs";
import { join } from "node:path";
import { groupsAndRules, inputOf, variants } from "../../bench/clusters";
import type { FleetMeasure, Measure, RequestResults } from "../../bench/measure";
import { chartFile, growthChart, measureRow, performancePage } from "../../bench/performance-page";
import { verbs } from "../../src/cli/verbs";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const results = JSON.parse(read("bench/results.json"));
const requests: RequestResults = JSON.parse(read("bench/requests.json"));

test("is generated from the recorded results, and so is its chart", () => {
  expect(performancePage(read("docs/performance.md"), results, requests)).toBe(read("docs/performance.md"));
  expect(growthChart(results.fleets)).toBe(read(chartFile));
});

test("has the counts of requests for each cluster's current groups and rules", () => {
  const counted = requests.counts.map(({ size, egress, layout, groups, rules }) => ({
    ...{ size, egress, layout },
    ...{ groups, rules },
  }));
  expect(counted).toEqual(variants.map((variant) => ({ ...variant, ...groupsAndRules(inputOf(variant)) })));
});

test("reads each group and each rule once in a plan, and needs no more requests for any layout than for per-role", () => {
  for (const { size, egress, groups, rules, requests: of, layout } of requests.counts) {
    expect({ size, egress, layout, refresh: of.refresh }).toEqual({ size, egress, layout, refresh: groups + rules });
    const perRole = requests.counts.find(
      (other) => other.size === size && other.egress === egress && other.layout === "per-role",
    );
    expect(of.destroy).toBeLessThanOrEqual(perRole?.requests.destroy ?? 0);
  }
});

test("has no verb in the results that does not exist", () => {
  const named = (results.measures as readonly Measure[]).flatMap(
    ({ what }) => /`rancher-sg ([\w-]+)/.exec(what)?.[1] ?? [],
  );
  expect(named).toContain("lint");
  expect(Object.keys(verbs)).toEqual(expect.arrayContaining(named));
});

test("has a row for every measure and every fleet of the results", () => {
  const page = read("docs/performance.md");
  for (const { what } of results.measures as readonly Measure[]) expect(page).toContain(`| ${what} `);
  for (const { deployments } of results.fleets as readonly FleetMeasure[])
    expect(page).toMatch(new RegExp(`\\| ${deployments} +\\|`));
});

test("compares a goal with the ratio, or with the value if there is no ratio", () => {
  const measure: Measure = { id: "x", what: "x", value: 6, unit: "ms", goal: 2 };
  const verdictOf = (each: Measure) => measureRow(each).at(-1);
  expect(verdictOf(measure)).toBe("missed");
  expect(verdictOf({ ...measure, against: { what: "y", value: 3 } })).toBe("reached");
  expect(verdictOf({ ...measure, against: { what: "y", value: 2 } })).toBe("missed");
});
