// Writes ports.json and its JSON Schema from the catalogs. Run it after a change to a catalog: npm run schema
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { portsFile } = require("../lib/src/report/ports-data.js");
const { portsJsonSchema } = require("../lib/src/report/ports-data-schema.js");
writeFileSync("ports.json", portsFile());
writeFileSync("schema/ports.schema.json", `${JSON.stringify(portsJsonSchema(), null, 2)}\n`);
