// Writes ports.json and its JSON Schema from the catalogs. Run it after a change to a catalog: npm run schema
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { portsFile } = require("../lib/src/report/ports-data.js");
const { portsJsonSchema } = require("../lib/src/report/ports-data-schema.js");
const { repositoryOf } = require("../lib/src/report/repository.js");
const repository = repositoryOf(JSON.parse(readFileSync("package.json", "utf8")));
writeFileSync("ports.json", portsFile(repository));
writeFileSync("schema/ports.schema.json", `${JSON.stringify(portsJsonSchema(repository), null, 2)}\n`);
