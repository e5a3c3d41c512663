import { readFileSync } from "node:fs";
import { join } from "node:path";
import { issuesOf, linesOf } from "./config-lines";
import { fileErrorCases } from "./file-error-cases";
import { lintErrorCases } from "./lint-error-cases";
import { partyErrorCases } from "./party-error-cases";
import { valueErrorCases } from "./value-error-cases";

const cases = [...fileErrorCases, ...lintErrorCases, ...partyErrorCases, ...valueErrorCases];

/** What is not about a config file's content: asked for in load-config.test.ts, bad-input.test.ts, synthesized-errors.test.ts and the commands' tests. */
const elsewhere = [
  ...["cannot-read", "cannot-write", "empty-folder"],
  ...["no-such-deployment", "not-a-protocol", "not-an-endpoint", "not-icmp", "one-claim", "ports-of-all"],
  ...["unknown-option", "usage", "which-deployment"],
  ...["beside-synthesized", "missing-stack", "missing-stack-file", "no-folder", "not-a-group", "not-json"],
  ...["not-known-yet", "not-synthesized", "other-state", "unresolved-reference"],
];

test.each(cases)("%s: %s", (code, _, text, lines) => {
  const issues = issuesOf(text);
  expect(linesOf(issues)).toEqual(lines);
  expect(issues.map((issue) => issue.code)).toContain(code);
});

test("every problem of src/errors.ts is asked for in a test", () => {
  const source = readFileSync(join(__dirname, "../../src/errors.ts"), "utf8");
  const codes = [...source.matchAll(/^ +(?:.*\{ )?code: "([a-z-]+)"/gm)].map(([, code]) => code);
  const asked = [...elsewhere, ...cases.map(([code]) => code)];
  expect([...new Set(codes)].sort()).toEqual([...new Set(asked)].sort());
});
