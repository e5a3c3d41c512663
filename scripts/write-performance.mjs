// Writes docs/performance.md and its chart from bench/results.json, which is what `npm run bench -- --json` printed.
// Run it after a change to either: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chartFile, growthChart, performancePage } = createRequire(import.meta.url)("../lib/bench/performance-page.js");
const results = JSON.parse(readFileSync("bench/results.json", "utf8"));
writeFileSync("docs/performance.md", performancePage(readFileSync("docs/performance.md", "utf8"), results));
writeFileSync(chartFile, growthChart(results.fleets));
