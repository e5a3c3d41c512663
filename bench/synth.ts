/**
 * Times `npm run synth` against a bare cdktf program that creates the same resources: whole processes, in turn, in one
 * run. Exits 1 where the median ratio is over the limit.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { textTable } from "../src/report/text-table";
import { median } from "./median";

const runs = 15;
const limit = 1.5;

const folder = mkdtempSync(join(tmpdir(), "rancher-sg-bench-"));
try {
  const ours = join(folder, "ours");
  const program =
    (file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    () => {
      const start = performance.now();
      execFileSync(process.execPath, [join(__dirname, file), ...args], {
        env: { ...process.env, ...env },
        stdio: "ignore",
      });
      return performance.now() - start;
    };
  const synth = program("../stacks/main.js", [], { CDKTF_OUTDIR: ours });
  const bare = program("bare-program.js", [ours, join(folder, "bare")]);
  synth();
  bare();
  const pairs = Array.from({ length: runs }, () => ({ synth: synth(), bare: bare() }));
  const ratio = median(pairs.map((pair) => pair.synth / pair.bare));
  const row = (name: string, times: readonly number[]) => [
    name,
    median(times).toFixed(0),
    Math.min(...times).toFixed(0),
  ];
  const times = [
    row(
      "synth",
      pairs.map((pair) => pair.synth),
    ),
    row(
      "bare cdktf",
      pairs.map((pair) => pair.bare),
    ),
  ];
  process.stdout.write(textTable(["program", "median ms", "least ms"], times));
  process.stdout.write(`ratio ${ratio.toFixed(2)} over ${runs} pairs, limit ${limit}\n`);
  process.exitCode = ratio > limit ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
