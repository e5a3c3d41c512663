// Writes the JSON Schema of the config file. Run it after a change to the schemas: npm run schema
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { configJsonSchema } = createRequire(import.meta.url)("../lib/src/config/json-schema.js");
mkdirSync("schema", { recursive: true });
writeFileSync("schema/rancher-sg.schema.json", `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
