// Writes docs/performance.md and its chart from bench/results.json and bench/requests.json, which are what
// `npm run bench -- --json` and `npm run bench -- --requests --json` printed.
// Run it after a change to either: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chartFile, growthChart, performancePage } = createRequire(import.meta.url)("../lib/bench/performance-page.js");
const results = JSON.parse(readFileSync("bench/results.json", "utf8"));
const requests = JSON.parse(readFileSync("bench/requests.json", "utf8"));
writeFileSync("docs/performance.md", performancePage(readFileSync("docs/performance.md", "utf8"), results, requests));
writeFileSync(chartFile, growthChart(results.fleets));
