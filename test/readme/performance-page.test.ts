import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FleetMeasure, Measure } from "../../bench/measure";
import { chartFile, growthChart, measureRow, performancePage } from "../../bench/performance-page";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const results = JSON.parse(read("bench/results.json"));

test("the page and its chart are those of the results beside them", () => {
  expect(performancePage(read("docs/performance.md"), results)).toBe(read("docs/performance.md"));
  expect(growthChart(results.fleets)).toBe(read(chartFile));
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
