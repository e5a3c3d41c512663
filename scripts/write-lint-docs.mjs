// Writes the checks and the table of --fail-on into docs/lint.md. Run it after a change to a check: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { withLintSections } = require("../lib/src/report/lint-docs.js");
const { checkDescriptions } = require("../lib/src/lint/lint.js");
writeFileSync("docs/lint.md", withLintSections(readFileSync("docs/lint.md", "utf8"), checkDescriptions));
