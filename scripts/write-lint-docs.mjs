// Writes the table of checks into docs/lint.md. Run it after a change to a check: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { withCheckTable } = require("../lib/src/report/lint-docs.js");
const { checkDescriptions } = require("../lib/src/lint/lint.js");
writeFileSync("docs/lint.md", withCheckTable(readFileSync("docs/lint.md", "utf8"), checkDescriptions));
