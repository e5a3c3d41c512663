// Writes the tables of checks and of --fail-on into docs/lint.md. Run it after a change to a check: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { withLintTables } = require("../lib/src/report/lint-docs.js");
const { checkDescriptions } = require("../lib/src/lint/lint.js");
writeFileSync("docs/lint.md", withLintTables(readFileSync("docs/lint.md", "utf8"), checkDescriptions));
