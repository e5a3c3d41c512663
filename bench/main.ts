/**
 * `npm run bench`: what the package takes, each ratio from one run, the same work at each run. A table at the end;
 * `--json` prints the results as JSON instead. `--guard` measures what is quick and fails where a ratio is far beyond
 * its goal, or Terraform sends more requests than on record. `--requests` counts the requests alone.
 */
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../scripts/emulator/package-root";
import { findToolchain } from "../scripts/emulator/toolchain";
import { textTable } from "../src/report/text-table";
import { deploys, ruleCounts } from "./deploys";
import { fleetMeasures, growth, measureFleet } from "./fleets";
import { type BenchResults, type FleetMeasure, judged, type Measure, type RequestResults } from "./measure";
import { questions } from "./questions";
import { everyLayout, guardedLayout, requestsOf } from "./requests";
import { libraryImport, sampleSynth, verbs, verbsOnFleet } from "./start-up";

const sizes = [10, 100, 1000] as const;
const requestsFile = join(packageRoot, "bench", "requests.json");

const flag = { type: "boolean", default: false } as const;
const { json, guard, requests } = parseArgs({ options: { json: flag, guard: flag, requests: flag } }).values;
const say = (text: string) => process.stderr.write(`${text}\n`);

async function everything(): Promise<Pick<BenchResults, "measures" | "fleets">> {
  say("measuring starts");
  const starts = [sampleSynth(9), ...verbs(5), libraryImport(9)];
  const fleets = sizes.map((size) => {
    say(`measuring a fleet of ${size}`);
    // The largest takes a minute.
    return measureFleet(size, size < 1000 ? 3 : 1);
  });
  const [, middle, large] = fleets as [FleetMeasure, FleetMeasure, FleetMeasure];
  say("asking questions about the largest");
  const asked = [...questions(large.deployments), ...verbsOnFleet(large.deployments, 3)];
  const { tools, missing } = findToolchain();
  say(tools ? "deploying to the emulator" : `not deploying: ${missing}`);
  const deployed = tools ? await deploys(tools) : [];
  const measures = [
    ...fleets.flatMap((fleet) => fleetMeasures(fleet, fleet === large)),
    growth(middle, large),
    ...asked,
    ...starts,
    ...ruleCounts(),
    ...deployed,
  ];
  return { measures, fleets };
}

function quick(): Pick<BenchResults, "measures" | "fleets"> {
  const [fleet, larger] = [measureFleet(100, 3), measureFleet(400, 1)];
  const measures = [sampleSynth(5), ...verbs(3), ...fleetMeasures(fleet, false), growth(fleet, larger)];
  return { measures, fleets: [fleet, larger] };
}

function rowOf(measure: Measure): readonly string[] {
  const { what, value, unit, against, goal } = measure;
  const number = (each: number) => (each < 10 ? each.toFixed(2) : each.toFixed(0));
  const ratio = against ? (value / against.value).toFixed(2) : "";
  const reached = goal === undefined ? "" : `${goal} ${judged(measure) <= goal ? "reached" : "missed"}`;
  return [what, `${number(value)} ${unit}`, against ? `${against.what}: ${number(against.value)}` : "", ratio, reached];
}

const today = () => new Date().toISOString().slice(0, 10);

async function countRequests(): Promise<void> {
  const { tools, missing } = findToolchain();
  if (!tools) throw new Error(missing);
  const results: RequestResults = { date: today(), counts: await everyLayout(tools) };
  const header = ["layout", "egress", "groups", "rules", "refresh", "apply", "destroy"];
  const rows = results.counts.map((counts) => Object.values(counts).map(String));
  process.stdout.write(json ? `${JSON.stringify(results, undefined, 2)}\n` : textTable(header, rows));
}

/** Where Terraform sends more requests for the cluster than on record, or the cluster has more rules. */
async function moreRequests(): Promise<readonly string[]> {
  const { tools, missing } = findToolchain();
  if (!tools) {
    say(`not counting requests: ${missing}`);
    return [];
  }
  const { counts }: RequestResults = JSON.parse(readFileSync(requestsFile, "utf8"));
  const recorded = counts.find(({ layout, egress }) => layout === guardedLayout && egress === "all");
  if (!recorded) throw new Error(`${requestsFile} has no counts of ${guardedLayout}`);
  const found = await requestsOf(tools, guardedLayout, "all");
  return (["rules", "refresh", "apply", "destroy"] as const)
    .filter((what) => found[what] > recorded[what])
    .map((what) => `${what} of the layout ${guardedLayout}: ${found[what]} where ${recorded[what]} are on record`);
}

async function main(): Promise<void> {
  if (requests) return countRequests();
  const found = guard ? quick() : await everything();
  const results: BenchResults = {
    date: today(),
    machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    ...found,
  };
  if (json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
  else process.stdout.write(textTable(["what", "took", "against", "ratio", "goal"], results.measures.map(rowOf)));
  const beyond = results.measures.filter((measure) => guard && judged(measure) > (measure.guard ?? Infinity));
  for (const { what, guard: limit } of beyond) say(`${what}: more than ${limit} times the other side`);
  const more = guard ? await moreRequests() : [];
  for (const line of more) say(line);
  process.exitCode = beyond.length + more.length > 0 ? 1 : 0;
}

main();
