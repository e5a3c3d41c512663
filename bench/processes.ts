/**
 * Whole processes and what they took. Times are those of the processor, not of the clock: what else the machine does
 * counts for much less. They include the threads of Node itself.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./median";

export interface Usage {
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** Removed when the process ends. */
export const scratch = mkdtempSync(join(tmpdir(), "rancher-sg-bench-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));

export interface Ran extends Usage {
  readonly stdout: string;
}

/** Runs Node with `args`. Exit code 1 is an answer, of a question or of lint. @throws Error where it ends otherwise. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Ran {
  const usage = join(scratch, "usage.json");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", join(__dirname, "report-usage.js"), ...args],
    {
      env: { ...process.env, ...env, BENCH_USAGE: usage },
      encoding: "utf8",
      maxBuffer: 2 ** 30,
    },
  );
  if (status !== 0 && status !== 1) throw new Error(`node ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return { stdout, ...(JSON.parse(readFileSync(usage, "utf8")) as Usage) };
}

/** Runs both in turn, after once for nothing, and returns the pair with the median ratio. */
export function inTurn(runs: number, first: () => number, second: () => number): { first: number; second: number } {
  first();
  second();
  const pairs = Array.from({ length: runs }, () => ({ first: first(), second: second() }));
  const middle = median(pairs.map((pair) => pair.first / pair.second));
  return pairs.find((pair) => pair.first / pair.second === middle) as { first: number; second: number };
}
