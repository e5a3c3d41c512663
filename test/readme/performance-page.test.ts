import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FleetMeasure, Measure, RequestResults } from "../../bench/measure";
import { chartFile, growthChart, measureRow, performancePage } from "../../bench/performance-page";
import { type LayoutName, planOf, ruleCount } from "../../bench/requests";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const results = JSON.parse(read("bench/results.json"));
const requests: RequestResults = JSON.parse(read("bench/requests.json"));

test("the page and its chart are those of the results beside them", () => {
  expect(performancePage(read("docs/performance.md"), results, requests)).toBe(read("docs/performance.md"));
  expect(growthChart(results.fleets)).toBe(read(chartFile));
});

test("the counts of requests are those of the rules that each layout has today", () => {
  for (const { layout, egress, groups, rules } of requests.counts) {
    const planned = planOf(layout as LayoutName, egress);
    expect({ layout, egress, groups: planned.groups.length, rules: ruleCount(planned) }).toEqual({
      layout,
      egress,
      groups,
      rules,
    });
  }
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
