// Writes the types of the names in the catalogs. Run it after a change to a catalog: npm run schema
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { catalogNamesFile } = createRequire(import.meta.url)("../lib/src/report/catalog-names.js");
writeFileSync("src/model/catalog-names.ts", catalogNamesFile());
