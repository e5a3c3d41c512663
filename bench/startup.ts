/**
 * Times the start-up of every verb of the command line against `node -e 0`: whole processes, in turn, in one run.
 * Exits 1 where a median ratio is over the limit.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { textTable } from "../src/report/text-table";
import { median } from "./median";

const runs = 11;
const limit = 3;
const synthesized = mkdtempSync(join(tmpdir(), "rancher-sg-bench-"));
process.once("exit", () => rmSync(synthesized, { recursive: true, force: true }));
spawnSync(process.execPath, ["lib/stacks/main.js"], { env: { ...process.env, CDKTF_OUTDIR: synthesized } });

const question = ["--deployment", "production", "--from", "worker", "--to", "etcd", "--port", "2379"];
const sample = "stacks/rancher-sg.yaml";
const verbs: Readonly<Record<string, readonly string[]>> = {
  matrix: [],
  draw: ["--deployment", "production"],
  report: [],
  check: question,
  explain: question,
  prove: ["stacks/assertions.yaml"],
  verify: [synthesized],
  lint: [],
  diff: [sample, sample],
};

function time(args: readonly string[]): number {
  const start = performance.now();
  spawnSync(process.execPath, args, { stdio: "ignore" });
  return performance.now() - start;
}

const rows = Object.entries(verbs).map(([verb, args]) => {
  const command = ["lib/rancher-sg.js", verb, ...args];
  time(command);
  const pairs = Array.from({ length: runs }, () => ({ verb: time(command), bare: time(["-e", "0"]) }));
  const ratio = median(pairs.map((pair) => pair.verb / pair.bare));
  if (ratio > limit) process.exitCode = 1;
  return [verb, median(pairs.map((pair) => pair.verb)).toFixed(0), ratio.toFixed(2)];
});
process.stdout.write(textTable(["verb", "median ms", "times node -e 0"], rows));
process.stdout.write(`limit ${limit}, median of ${runs} pairs each\n`);
