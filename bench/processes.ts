/**
 * Runs whole processes and measures them. Times are those of the processor, not of the clock, so other load on the
 * machine matters much less. They include the threads of Node itself.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./median";

export interface Usage {
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** A folder that is removed when the process ends. */
export const scratch = mkdtempSync(join(tmpdir(), "rancher-sg-bench-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));

export interface Ran extends Usage {
  readonly stdout: string;
}

/** Runs Node with `args`. Exit code 1 is an answer, of a question or of lint. @throws Error for other exit codes */
export async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const usage = join(scratch, "usage.json");
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      ["--require", join(__dirname, "report-usage.js"), ...args],
      { env: { ...process.env, ...env, BENCH_USAGE: usage }, maxBuffer: 2 ** 30 },
      (error, output, errors) => {
        if (error && error.code !== 1) reject(new Error(`node ${args.join(" ")} ended with ${error.code}:\n${errors}`));
        else resolve(output);
      },
    );
  });
  return { stdout, ...(JSON.parse(readFileSync(usage, "utf8")) as Usage) };
}

/** Runs both in turn, after one unmeasured run, and returns the pair with the median ratio. */
export async function inTurn(
  runs: number,
  first: () => Promise<number>,
  second: () => Promise<number>,
): Promise<{ readonly first: number; readonly second: number }> {
  const pair = async () => ({ first: await first(), second: await second() });
  await pair();
  const pairs = await times(runs, pair);
  const middle = median(pairs.map((each) => each.first / each.second));
  return pairs.find((each) => each.first / each.second === middle) as Awaited<ReturnType<typeof pair>>;
}

/** The results of work that is done `count` times, one after another. */
export async function times<Result>(count: number, work: () => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let done = 0; done < count; done++) results.push(await work());
  return results;
}
