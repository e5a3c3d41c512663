/** Programs that do little, so that most of their time is their start. */
import { join } from "node:path";
import { fleetFiles } from "./fleets";
import type { Measure } from "./measure";
import { median } from "./median";
import { inTurn, run, scratch, times } from "./processes";

const sample = "stacks/rancher-sg.yaml";

/** The complete synth of the sample, compared with a cdktf program that has the same resources and nothing else. */
export async function sampleSynth(runs: number): Promise<Measure> {
  const ours = join(scratch, "sample");
  const synth = cpuOf(["lib/rancher-sg.js", "synth"], { CDKTF_OUTDIR: ours, RANCHER_SG_CONFIG: sample });
  const bare = cpuOf([join(__dirname, "bare-program.js"), ours, join(scratch, "bare")]);
  const { first, second } = await inTurn(runs, synth, bare);
  return {
    id: "sample-synth",
    what: "`synth` of the sample, whole process",
    value: first,
    unit: "ms",
    against: { what: "bare cdktf program", value: second },
    goal: 1.1,
    guard: 1.6,
  };
}

const question = ["--from", "worker", "--to", "etcd", "--port", "2379"];

/** Every verb on the sample, compared with a Node process that does nothing. */
export async function verbs(runs: number): Promise<readonly Measure[]> {
  const named = ["--deployment", "production"];
  const args: Readonly<Record<string, readonly string[]>> = {
    matrix: [],
    explain: [...named, ...question],
    "explain --quiet": [...named, ...question],
    verify: [join(scratch, "sample")],
    "verify --assertions": ["stacks/assertions.yaml", join(scratch, "sample")],
    lint: [],
    diff: [sample, sample],
    draw: named,
    report: [],
  };
  const measures: Measure[] = [];
  for (const [verb, rest] of Object.entries(args)) {
    const { first, second } = await inTurn(runs, cpuOfVerb(verb, rest, sample), cpuOf(["-e", "0"]));
    const against = { what: "`node -e 0`", value: second };
    const what = `\`rancher-sg ${verb}\``;
    measures.push({ id: `start-${idOf(verb)}`, what, value: first, unit: "ms", against, guard: 8 });
  }
  return measures;
}

/** Verbs on a fleet that has been synthesised before: their time without their start. */
export async function verbsOnFleet(size: number, runs: number): Promise<readonly Measure[]> {
  const { config, folder } = fleetFiles(size);
  const args: Readonly<Record<string, readonly string[]>> = {
    "explain --quiet": ["--deployment", "fleet-00000", ...question],
    lint: [],
    diff: [config, config],
    verify: [folder],
  };
  const measures: Measure[] = [];
  for (const [verb, rest] of Object.entries(args)) {
    const start = cpuOf(["lib/rancher-sg.js", `${verb.split(" ")[0]}`, "--help"]);
    const { first, second } = await inTurn(runs, cpuOfVerb(verb, rest, config), start);
    const what = `\`rancher-sg ${verb}\` of ${size} deployments, beyond its start`;
    measures.push({ id: `fleet-${idOf(verb)}`, what, value: first - second, unit: "ms", goal: 2000 });
  }
  return measures;
}

/** `explain-quiet` */
function idOf(verb: string): string {
  return verb.replace(" --", "-");
}

/** Runs a program and returns its processor time in milliseconds. */
function cpuOf(args: readonly string[], env: NodeJS.ProcessEnv = {}): () => Promise<number> {
  return async () => (await run(args, env)).cpuMs;
}

function cpuOfVerb(verb: string, args: readonly string[], config: string): () => Promise<number> {
  return cpuOf(["lib/rancher-sg.js", ...verb.split(" "), ...args], { RANCHER_SG_CONFIG: config });
}

/** `require("rancher-security-groups")` in a process that has loaded cdktf. */
export async function libraryImport(runs: number): Promise<Measure> {
  const timed = `require("cdktf");
    const before = process.cpuUsage();
    require("rancher-security-groups");
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  const value = median(await times(runs, async () => Number((await run(["-e", timed])).stdout)));
  return { id: "library-import", what: "`require` of the constructs beside cdktf", value, unit: "ms" };
}
