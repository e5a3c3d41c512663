// Writes the JSON Schema of the config file. Run it after a change to the schemas: npm run schema
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { configJsonSchema } = require("../lib/src/config/json-schema.js");
const { repositoryOf } = require("../lib/src/report/repository.js");
const repository = repositoryOf(JSON.parse(readFileSync("package.json", "utf8")));
mkdirSync("schema", { recursive: true });
writeFileSync("schema/rancher-sg.schema.json", `${JSON.stringify(configJsonSchema(repository), null, 2)}\n`);
