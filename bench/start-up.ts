/** Programs that do little: what they take is their start. */
import { join } from "node:path";
import type { Measure } from "./measure";
import { inTurn, run, scratch } from "./processes";

const sample = "stacks/rancher-sg.yaml";

/** The whole synth of the sample against a cdktf program with the same resources and nothing around them. */
export function sampleSynth(runs: number): Measure {
  const ours = join(scratch, "sample");
  const synth = () => run(["lib/stacks/main.js"], { CDKTF_OUTDIR: ours, RANCHER_SG_CONFIG: sample }).cpuMs;
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

/** Every verb on the sample against a Node that does nothing. */
export function verbs(runs: number): readonly Measure[] {
  const synthesized = join(scratch, "sample");
  const question = ["--deployment", "production", "--from", "worker", "--to", "etcd", "--port", "2379"];
  const args: Readonly<Record<string, readonly string[]>> = {
    matrix: [],
    check: question,
    explain: question,
    prove: ["stacks/assertions.yaml"],
    verify: [synthesized],
    lint: [],
    diff: [sample, sample],
    draw: ["--deployment", "production"],
    report: [],
  };
  return Object.entries(args).map(([verb, rest]): Measure => {
    const { first, second } = inTurn(
      runs,
      () => run(["lib/rancher-sg.js", verb, ...rest], { RANCHER_SG_CONFIG: sample }).cpuMs,
      () => run(["-e", "0"]).cpuMs,
    );
    const against = { what: "`node -e 0`", value: second };
    return { id: `start-${verb}`, what: `\`rancher-sg ${verb}\``, value: first, unit: "ms", against, guard: 8 };
  });
}

/** `require("rancher-security-groups")` where cdktf is there already, and the first construct of it. */
export function libraryImport(runs: number): readonly Measure[] {
  const measure = (id: string, what: string, used: string): Measure => {
    const { first, second } = inTurn(
      runs,
      () => run(["-e", `require("cdktf"); ${used}`]).cpuMs,
      () => run(["-e", 'require("cdktf");']).cpuMs,
    );
    return { id, what, value: first - second, unit: "ms" };
  };
  const library = 'require("./lib/src")';
  return [
    { ...measure("library-import", "`require` of the library beside cdktf", library), goal: 30 },
    measure("library-use", "the same, and one of its constructs", `${library}.ClusterSecurityGroups`),
  ];
}
