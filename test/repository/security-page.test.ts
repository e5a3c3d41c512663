/** SECURITY.md: the tests and the limits that it names exist. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { textLimits } from "../../src/network/text-file";
import { root } from "./sources";

const page = readFileSync(join(root, "SECURITY.md"), "utf8");

test("every promise names tests, which exist", () => {
  const [, promises = ""] = page.split(/^## Promises$/m);
  const rows = [...(promises.split(/^## /m)[0] ?? "").matchAll(/^\| (?!promise|---)(.+) \| (.+) \|$/gm)];
  expect(rows.length).toBeGreaterThan(5);
  for (const [, promise, tests = ""] of rows) {
    const paths = [...tests.matchAll(/`(test\/[^`]+\.test\.ts)`/g)].map(([, path]) => `${path}`);
    expect({
      promise,
      missing: paths.filter((path) => !existsSync(join(root, path))),
      isNamed: paths.length > 0,
    }).toEqual({
      promise,
      missing: [],
      isNamed: true,
    });
  }
});

test("the limits are those of the program", () => {
  const [, limits = ""] = page.split(/^## Limits$/m);
  const numbers = [...(limits.split(/^## /m)[0] ?? "").matchAll(/(\d+) MB/g)].map(([, number]) => Number(number));
  expect(numbers).toEqual([textLimits.written.megabytes, textLimits.json.megabytes]);
});
