// Writes ports.json and its JSON Schema from the catalogs. Run it after a change to a catalog: npm run schema
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { portsFile, portsJsonSchema } = createRequire(import.meta.url)("../lib/src/report/ports-data.js");
writeFileSync("ports.json", portsFile());
writeFileSync("schema/ports.schema.json", `${JSON.stringify(portsJsonSchema(), null, 2)}\n`);
