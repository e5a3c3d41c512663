/** What one program took, printed for the process that started it. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

export interface Phases {
  /** Of the processor, until every construct was there. */
  readonly constructMs: number;
  /** From then until every file was written. */
  readonly synthMs: number;
  /** The most memory that the process held at once, what it read beforehand included. */
  readonly peakMiB: number;
  /** Of the JSON of all stacks. */
  readonly bytes: number;
  readonly rules?: number;
}

/** `construct` makes everything and returns what writes it. */
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

/** So far, of this process. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function bytesOf(outdir: string): number {
  const stacks = join(outdir, "stacks");
  return readdirSync(stacks).reduce((sum, stack) => sum + statSync(join(stacks, stack, "cdk.tf.json")).size, 0);
}
