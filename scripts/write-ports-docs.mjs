// Writes docs/ports.md from the catalogs. Run it after a change to a catalog: npm run docs
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { portsPage } = require("../lib/src/report/ports-docs.js");
writeFileSync("docs/ports.md", portsPage());
