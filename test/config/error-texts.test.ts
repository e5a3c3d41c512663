import { readFileSync } from "node:fs";
import { join } from "node:path";
import { issuesOf, linesOf } from "./config-lines";
import { fileErrorCases } from "./file-error-cases";
import { partyErrorCases } from "./party-error-cases";
import { valueErrorCases } from "./value-error-cases";

const cases = [...fileErrorCases, ...partyErrorCases, ...valueErrorCases];

test.each(cases)("%s: %s", (code, _, text, lines) => {
  const issues = issuesOf(text);
  expect(linesOf(issues)).toEqual(lines);
  expect(issues.map((issue) => issue.code)).toContain(code);
});

test("every problem of src/errors.ts is asked for in a test", () => {
  const source = readFileSync(join(__dirname, "../../src/errors.ts"), "utf8");
  const codes = [...source.matchAll(/^ +(?:.*\{ )?code: "([a-z-]+)"/gm)].map(([, code]) => code);
  // The first three are not about what is in a file: see load-config.test.ts and bad-input.test.ts.
  const asked = ["cannot-read", "cannot-write", "empty-folder", ...cases.map(([code]) => code)];
  expect([...new Set(codes)].sort()).toEqual([...new Set(asked)].sort());
});
