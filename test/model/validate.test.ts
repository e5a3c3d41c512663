import { z } from "zod";
import { issueLine } from "../../src/errors";
import { validate } from "../../src/model/validate";

test("reports a million mistakes in one value as one issue", () => {
  const many = Array(1_000_000).fill(1);
  const { issues = [] } = validate(z.object({ cidrs: z.array(z.string()) }), { cidrs: many }, ["parties"]);
  expect(issues.map(issueLine)).toEqual([
    "parties: has too many mistakes to list; check that it is what this place expects",
  ]);
});

test.each([
  [Number.NaN, ".nan"],
  [Number.NEGATIVE_INFINITY, "-.inf"],
  [Number.POSITIVE_INFINITY, ".inf"],
])("names the number %d as YAML does, and does not suggest a list of it", (value, text) => {
  const { issues = [] } = validate(z.object({ cidrs: z.array(z.string()) }), { cidrs: value });
  expect(issues.map(issueLine)).toEqual([`cidrs: must be a list, got ${text}`]);
});
