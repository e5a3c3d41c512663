/** The costs of one program, printed for the process that started it. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

export interface Phases {
  /** Processor time until every construct existed. */
  readonly constructMs: number;
  /** Processor time from then until every file was written. */
  readonly synthMs: number;
  /** The largest memory of the process, including the files that it read beforehand. */
  readonly peakMiB: number;
  /** The size of the JSON of all stacks. */
  readonly bytes: number;
  readonly rules?: number;
}

/** `construct` creates everything, and returns a function that writes it. */
export function report(outdir: string, construct: () => () => void, rules?: number): void {
  const start = cpuMs();
  const write = construct();
  const constructed = cpuMs();
  write();
  const written = cpuMs();
  const phases: Phases = {
    constructMs: constructed - start,
    synthMs: written - constructed,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    bytes: bytesOf(outdir),
    ...(rules === undefined ? {} : { rules }),
  };
  process.stdout.write(JSON.stringify(phases));
}

/** The processor time of this process so far. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function bytesOf(outdir: string): number {
  const stacks = join(outdir, "stacks");
  return readdirSync(stacks).reduce((sum, stack) => sum + statSync(join(stacks, stack, "cdk.tf.json")).size, 0);
}
