import type { ClusterVariant } from "./clusters";

/** A result of the benchmark, for the table, the JSON, the page and the guard. */
export interface Measure {
  readonly id: string;
  /** Description of the measured work. */
  readonly what: string;
  readonly value: number;
  readonly unit: "ms" | "MiB" | "rules/s";
  /** The other side of the ratio, measured in turn with the first. */
  readonly against?: { readonly what: string; readonly value: number };
  /** At most: of the ratio where there is one, else of the value. */
  readonly goal?: number;
  /** As `goal`, with room for a busy machine: beyond it the guard fails. Default: the guard does not look. */
  readonly guard?: number;
}

/** The ratio, or the value where there is nothing to compare it with. */
export function judged({ value, against }: Measure): number {
  return against ? value / against.value : value;
}

/** One size of a fleet: our own constructs, the same by hand, and serialising and writing the same JSON alone. */
export interface FleetMeasure {
  readonly deployments: number;
  readonly rules: number;
  readonly bytes: number;
  readonly ours: FleetTimes;
  readonly handWritten: FleetTimes;
  readonly floorMs: number;
}

export interface FleetTimes {
  readonly constructMs: number;
  readonly synthMs: number;
  readonly peakMiB: number;
}

/** Runs of Terraform for a cluster: a plan in which nothing changes, the first apply, and the destroy. */
export const runs = ["refresh", "apply", "destroy"] as const;
export type TerraformRun = (typeof runs)[number];

/** Requests of Terraform to EC2 for one cluster. */
export interface RequestCounts extends ClusterVariant {
  readonly groups: number;
  readonly rules: number;
  readonly requests: Readonly<Record<TerraformRun, number>>;
  /** Simulated, for ten such clusters in one state: the time until EC2 has answered all requests, with its limits. */
  readonly tenClustersSeconds: Readonly<Record<TerraformRun, number>>;
}

/** What `npm run bench -- --requests --json` printed. */
export interface RequestResults {
  readonly date: string;
  readonly counts: readonly RequestCounts[];
}

export interface BenchResults {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly measures: readonly Measure[];
  readonly fleets: readonly FleetMeasure[];
}
