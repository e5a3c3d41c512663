// Writes the sections of verbs into docs/cli.md. Run it after a change to a verb: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { withVerbs } = require("../lib/src/cli/reference.js");
const { verbs } = require("../lib/stacks/verbs.js");
const all = Object.fromEntries(Object.entries(verbs).map(([name, load]) => [name, load()]));
writeFileSync("docs/cli.md", withVerbs(readFileSync("docs/cli.md", "utf8"), all));
