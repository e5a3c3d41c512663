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

test("the page and its chart are those of the results beside them", () => {
  expect(performancePage(read("docs/performance.md"), results, requests)).toBe(read("docs/performance.md"));
  expect(growthChart(results.fleets)).toBe(read(chartFile));
});

test("the counts of requests are those of the groups and rules that each cluster has today", () => {
  const counted = requests.counts.map(({ size, egress, layout, groups, rules }) => ({
    ...{ size, egress, layout },
    ...{ groups, rules },
  }));
  expect(counted).toEqual(variants.map((variant) => ({ ...variant, ...groupsAndRules(inputOf(variant)) })));
});

test("a plan reads each group and each rule once, and no layout needs more requests than per-role", () => {
  for (const { size, egress, groups, rules, requests: of, layout } of requests.counts) {
    expect({ size, egress, layout, refresh: of.refresh }).toEqual({ size, egress, layout, refresh: groups + rules });
    const perRole = requests.counts.find(
      (other) => other.size === size && other.egress === egress && other.layout === "per-role",
    );
    expect(of.destroy).toBeLessThanOrEqual(perRole?.requests.destroy ?? 0);
  }
});

test("the results name no verb that does not exist", () => {
  const named = (results.measures as readonly Measure[]).flatMap(
    ({ what }) => /`rancher-sg ([\w-]+)/.exec(what)?.[1] ?? [],
  );
  expect(named).toContain("lint");
  expect(Object.keys(verbs)).toEqual(expect.arrayContaining(named));
});

test("every measure of the results has its row, and every fleet", () => {
  const page = read("docs/performance.md");
  for (const { what } of results.measures as readonly Measure[]) expect(page).toContain(`| ${what} `);
  for (const { deployments } of results.fleets as readonly FleetMeasure[])
    expect(page).toMatch(new RegExp(`\\| ${deployments} +\\|`));
});

test("a goal is judged by the ratio, or by the value where there is none", () => {
  const measure: Measure = { id: "x", what: "x", value: 6, unit: "ms", goal: 2 };
  const verdictOf = (each: Measure) => measureRow(each).at(-1);
  expect(verdictOf(measure)).toBe("missed");
  expect(verdictOf({ ...measure, against: { what: "y", value: 3 } })).toBe("reached");
  expect(verdictOf({ ...measure, against: { what: "y", value: 2 } })).toBe("missed");
});
