// Writes the keys of the config file into docs/config.md, from its JSON Schema. Run it after npm run schema: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { withConfigReference } = createRequire(import.meta.url)("../lib/src/report/config-docs.js");
const schema = JSON.parse(readFileSync("schema/rancher-sg.schema.json", "utf8"));
writeFileSync("docs/config.md", withConfigReference(readFileSync("docs/config.md", "utf8"), schema));
