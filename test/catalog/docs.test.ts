import { readFileSync } from "node:fs";
import { join } from "node:path";
import { portsPage } from "../../src/report/ports-docs";

test("docs/ports.md shows the catalogs as they are: otherwise run npm run docs", () => {
  expect(readFileSync(join(__dirname, "../../docs/ports.md"), "utf8")).toBe(portsPage());
});
