/**
 * `npm run bench`: measures the package. Each ratio is from one run, with the same work at each run. Prints a table;
 * `--json` prints JSON instead. `--requests` counts the requests of Terraform to EC2 instead.
 *
 * `--guard` measures what is quick, and counts the requests for one cluster. It fails if a ratio is far beyond its goal,
 * or if the cluster has more rules or needs more requests than on record. `--guard --requests` does only the second.
 * `--extra rule` and `--extra read` show that it fails: they add a custom rule to that cluster, or a group that
 * Terraform reads.
 */
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../scripts/emulator/package-root";
import { findToolchain, type Toolchain } from "../scripts/emulator/toolchain";
import { textTable } from "../src/report/text-table";
import { auditsOfAccount } from "./account";
import { type ClusterVariant, guardedVariant, variants } from "./clusters";
import { fleetMeasures, growth, measureFleet } from "./fleets";
import { type BenchResults, judged, type Measure, type RequestResults } from "./measure";
import { requestHeader, requestRow } from "./performance-page";
import { questions } from "./questions";
import { countRequests, type Extra, moreThanRecorded } from "./requests";
import { libraryImport, sampleSynth, verbs, verbsOnFleet } from "./start-up";

const requestsFile = join(packageRoot, "bench", "requests.json");

const flag = { type: "boolean", default: false } as const;
const { json, guard, requests, extra } = parseArgs({
  options: { json: flag, guard: flag, requests: flag, extra: { type: "string" } },
}).values;
const log = (text: string) => process.stderr.write(`${text}\n`);

async function everything(): Promise<Pick<BenchResults, "measures" | "fleets">> {
  log("measuring starts");
  const starts = [await sampleSynth(9), ...(await verbs(5)), await libraryImport(9)];
  const fleetOf = (size: number, runs: number) => {
    log(`measuring a fleet of ${size}`);
    return measureFleet(size, runs);
  };
  const [small, middle] = [await fleetOf(10, 3), await fleetOf(100, 3)];
  // It takes a minute.
  const large = await fleetOf(1000, 1);
  log("asking questions about the largest");
  const questionMeasures = [...questions(large.deployments), ...(await verbsOnFleet(large.deployments, 3))];
  log("auditing an account");
  const audits = await auditsOfAccount([5, 500], { runs: 3 });
  const fleets = [small, middle, large];
  const ofFleets = fleets.flatMap((fleet) => fleetMeasures(fleet, fleet === large));
  return { measures: [...ofFleets, growth(middle, large), ...questionMeasures, ...audits, ...starts], fleets };
}

async function quick(): Promise<Pick<BenchResults, "measures" | "fleets">> {
  const [fleet, larger] = [await measureFleet(100, 1), await measureFleet(400, 1)];
  const starts = [await sampleSynth(3), ...(await verbs(1))];
  const audits = await auditsOfAccount([5], { runs: 1, isGuard: true });
  return {
    measures: [...starts, ...audits, ...fleetMeasures(fleet, false), growth(fleet, larger)],
    fleets: [fleet, larger],
  };
}

function rowOf(measure: Measure): readonly string[] {
  const { what, value, unit, against, goal } = measure;
  const number = (each: number) => (each < 10 ? each.toFixed(2) : each.toFixed(0));
  const ratio = against ? (value / against.value).toFixed(2) : "";
  const reached = goal === undefined ? "" : `${goal} ${judged(measure) <= goal ? "reached" : "missed"}`;
  return [what, `${number(value)} ${unit}`, against ? `${against.what}: ${number(against.value)}` : "", ratio, reached];
}

const today = () => new Date().toISOString().slice(0, 10);
const print = (results: unknown, header: readonly string[], rows: readonly (readonly string[])[]) =>
  process.stdout.write(json ? `${JSON.stringify(results, undefined, 2)}\n` : textTable(header, rows));

async function everyRequest(tools: Toolchain): Promise<void> {
  const onCluster = ({ size, egress, layout }: ClusterVariant) => log(`counting: ${size}, ${egress}, ${layout}`);
  const counts = await countRequests(tools, variants, { onCluster });
  const results: RequestResults = { date: today(), counts };
  print(results, requestHeader, counts.map(requestRow));
}

/** Counts the requests for the guarded cluster. A line for each number that is greater than on record. */
async function moreRequests(tools: Toolchain): Promise<readonly string[]> {
  const { counts }: RequestResults = JSON.parse(readFileSync(requestsFile, "utf8"));
  const { size, egress, layout } = guardedVariant;
  const recorded = counts.find((each) => each.size === size && each.egress === egress && each.layout === layout);
  if (!recorded) throw new Error(`${requestsFile} has no counts of ${size}, ${egress}, ${layout}`);
  const found = await countRequests(tools, [guardedVariant], { extra: extraOf(extra) });
  const more = found.flatMap((each) => moreThanRecorded(each, recorded));
  return more.map((line) => `the ${size} cluster, egress ${egress}, layout ${layout}: ${line}`);
}

function extraOf(value: string | undefined): Extra | undefined {
  if (value === undefined || value === "rule" || value === "read") return value;
  throw new Error(`--extra must be rule or read, got ${JSON.stringify(value)}`);
}

async function main(): Promise<void> {
  const { tools, missing } = guard || requests ? findToolchain() : { tools: undefined, missing: "" };
  if (!tools && requests) throw new Error(missing);
  if (!tools && guard) log(`not counting requests: ${missing}`);
  if (tools && !guard) return everyRequest(tools);
  // At once, because Terraform takes the time of the clock, and the other measures take that of the processor.
  const [found, more] = await Promise.all([
    requests ? undefined : guard ? quick() : everything(),
    tools ? moreRequests(tools) : [],
  ]);
  if (found) {
    const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
    const results: BenchResults = { date: today(), machine, node: process.version, ...found };
    print(results, ["what", "took", "against", "ratio", "goal"], results.measures.map(rowOf));
  }
  const beyond = (found?.measures ?? []).filter((measure) => guard && judged(measure) > (measure.guard ?? Infinity));
  for (const { what, guard: limit } of beyond) log(`${what}: more than ${limit} times the other side`);
  for (const line of more) log(line);
  process.exitCode = beyond.length + more.length > 0 ? 1 : 0;
}

main();
