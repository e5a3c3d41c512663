// Draws the sample deployment into docs/images. Run it after a change to the pictures or the sample: npm run docs
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { samplePictures } = createRequire(import.meta.url)("../lib/scripts/sample-pictures.js");
mkdirSync("docs/images", { recursive: true });
for (const [file, svg] of Object.entries(samplePictures("stacks/rancher-sg.yaml"))) writeFileSync(file, svg);
