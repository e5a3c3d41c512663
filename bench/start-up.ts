/** Programs that do little: what they take is their start. */
import { join } from "node:path";
import { fleetFiles } from "./fleets";
import type { Measure } from "./measure";
import { median } from "./median";
import { inTurn, run, scratch } from "./processes";

const sample = "stacks/rancher-sg.yaml";

/** The whole synth of the sample against a cdktf program with the same resources and nothing around them. */
export function sampleSynth(runs: number): Measure {
  const ours = join(scratch, "sample");
  const synth = () => run(["lib/rancher-sg.js", "synth"], { CDKTF_OUTDIR: ours, RANCHER_SG_CONFIG: sample }).cpuMs;
  const bare = () => run([join(__dirname, "bare-program.js"), ours, join(scratch, "bare")]).cpuMs;
  const { first, second } = inTurn(runs, synth, bare);
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

/** Every verb on the sample against a Node that does nothing. */
export function verbs(runs: number): readonly Measure[] {
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
  return Object.entries(args).map(([verb, rest]): Measure => {
    const { first, second } = inTurn(runs, cpuOf(verb, rest, sample), () => run(["-e", "0"]).cpuMs);
    const against = { what: "`node -e 0`", value: second };
    return { id: `start-${idOf(verb)}`, what: `\`rancher-sg ${verb}\``, value: first, unit: "ms", against, guard: 8 };
  });
}

/** Verbs on a fleet that has been synthesised before: what they take beyond their start. */
export function verbsOnFleet(size: number, runs: number): readonly Measure[] {
  const { config, folder } = fleetFiles(size);
  const args: Readonly<Record<string, readonly string[]>> = {
    "explain --quiet": ["--deployment", "fleet-00000", ...question],
    lint: [],
    diff: [config, config],
    verify: [folder],
  };
  return Object.entries(args).map(([verb, rest]): Measure => {
    const { first, second } = inTurn(
      runs,
      cpuOf(verb, rest, config),
      () => run(["lib/rancher-sg.js", `${verb.split(" ")[0]}`, "--help"]).cpuMs,
    );
    const what = `\`rancher-sg ${verb}\` of ${size} deployments, beyond its start`;
    return { id: `fleet-${idOf(verb)}`, what, value: first - second, unit: "ms", goal: 2000 };
  });
}

/** `explain-quiet` */
function idOf(verb: string): string {
  return verb.replace(" --", "-");
}

function cpuOf(verb: string, args: readonly string[], config: string): () => number {
  return () => run(["lib/rancher-sg.js", ...verb.split(" "), ...args], { RANCHER_SG_CONFIG: config }).cpuMs;
}

/** `require("rancher-security-groups")` in a process that has loaded cdktf. */
export function libraryImport(runs: number): Measure {
  const timed = `require("cdktf");
    const before = process.cpuUsage();
    require("rancher-security-groups");
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  const value = median(Array.from({ length: runs }, () => Number(run(["-e", timed]).stdout)));
  return { id: "library-import", what: "`require` of the constructs beside cdktf", value, unit: "ms" };
}
