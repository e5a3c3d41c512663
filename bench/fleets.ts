/**
 * Fleets of growing size: construct and synth, compared with the same stacks written by hand and with only writing the
 * same bytes.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fleetConfig } from "./fleet";
import type { FleetMeasure, FleetTimes, Measure } from "./measure";
import { median } from "./median";
import type { Phases } from "./phases";
import { run, scratch, times } from "./processes";

/** The config file of a fleet, and the folder of its stacks after it was measured. */
export function fleetFiles(size: number): { readonly config: string; readonly folder: string } {
  return { config: join(scratch, `fleet-${size}.yaml`), folder: join(scratch, `fleet-${size}`) };
}

export async function measureFleet(size: number, runs: number): Promise<FleetMeasure> {
  const { config, folder } = fleetFiles(size);
  writeFileSync(config, fleetConfig(size));
  const program = async (name: string, ...args: readonly string[]): Promise<Phases> =>
    JSON.parse((await run([join(__dirname, `${name}.js`), ...args])).stdout);
  const rounds = await times(runs, async () => ({
    ours: await program("fleet-program", config, folder),
    handWritten: await program("hand-written-program", folder, join(scratch, "by-hand")),
    floor: await program("floor-program", folder, join(scratch, "floor")),
  }));
  const timesOf = (which: "ours" | "handWritten"): FleetTimes => ({
    constructMs: median(rounds.map((round) => round[which].constructMs)),
    synthMs: median(rounds.map((round) => round[which].synthMs)),
    peakMiB: median(rounds.map((round) => round[which].peakMiB)),
  });
  const [first] = rounds as [(typeof rounds)[number]];
  if (first.ours.bytes !== first.handWritten.bytes) throw new Error("the program by hand made other JSON");
  return {
    deployments: size,
    rules: first.floor.rules ?? 0,
    bytes: first.ours.bytes,
    ours: timesOf("ours"),
    handWritten: timesOf("handWritten"),
    floorMs: median(rounds.map(({ floor }) => floor.synthMs)),
  };
}

const total = ({ constructMs, synthMs }: FleetTimes) => constructMs + synthMs;

/**
 * The measures of a size: time and memory compared with the program written by hand. `isGoal`: whether the goals apply
 * to this size.
 */
export function fleetMeasures({ deployments, ours, handWritten }: FleetMeasure, isGoal: boolean): readonly Measure[] {
  const fleet = `fleet of ${deployments}`;
  return [
    {
      id: `fleet-${deployments}-time`,
      what: `${fleet}: construct and synth`,
      value: total(ours),
      unit: "ms",
      against: { what: "cdktf program by hand", value: total(handWritten) },
      ...(isGoal ? { goal: 0.5 } : {}),
      guard: 0.9,
    },
    {
      id: `fleet-${deployments}-memory`,
      what: `${fleet}: peak memory`,
      value: ours.peakMiB,
      unit: "MiB",
      against: { what: "cdktf program by hand", value: handWritten.peakMiB },
      ...(isGoal ? { goal: 1 } : {}),
      guard: 1.2,
    },
  ];
}

/** The growth of the time of each deployment with the number of deployments. */
export function growth(small: FleetMeasure, large: FleetMeasure): Measure {
  const each = (fleet: FleetMeasure) => total(fleet.ours) / fleet.deployments;
  return {
    id: `growth-${large.deployments}`,
    what: `each of ${large.deployments} deployments`,
    value: each(large),
    unit: "ms",
    against: { what: `each of ${small.deployments}`, value: each(small) },
    goal: 1.2,
    guard: 1.5,
  };
}
