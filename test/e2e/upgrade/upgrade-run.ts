/**
 * Deploys configs to the emulator, one after another on the same state, and checks everything that must not happen
 * meanwhile. Several upgrades run side by side.
 */
import type { ReportedGroup } from "../../../scripts/emulator/ec2-readback";
import type { PlacedEntry } from "../../../src/config/config-file";
import type { LayoutChange } from "./layout-change";
import { checkLayoutStep } from "./layout-check";
import type { PacketCounts } from "./layout-packets";
import { differences, replacements } from "./upgrade-checks";
import type { Place, Side } from "./upgrade-pair";
import type { UpgradeSite } from "./upgrade-site";

/** Configs in the order in which they are deployed, and their place in EC2. */
export interface PlacedUpgrade {
  readonly steps: readonly Side[];
  /** Set if the steps are a layout change, which has additional checks. */
  readonly change?: LayoutChange;
  readonly place: Place;
}

/** Applies a step: either completely, or killed half-way and started again. Returns the problems. */
export type ApplyStep = (site: UpgradeSite, step: number) => Promise<readonly string[]>;

export const applyAtOnce: ApplyStep = async (site, step) => failureOf(deployName(step), await site.apply());

export const deployName = (step: number) => `deploy ${step + 1}`;

/** All problems, one per line: those of all upgrades together, and those of each. */
export interface UpgradeProblems {
  readonly together: readonly string[];
  readonly each: readonly (readonly string[])[];
}

/** Stops at the first step with a problem. All upgrades have the same number of steps. */
export async function upgrade(
  site: UpgradeSite,
  placed: readonly PlacedUpgrade[],
  applyStep: ApplyStep,
  counts: PacketCounts,
): Promise<UpgradeProblems> {
  const read = () => Promise.all(placed.map(({ place }) => site.groups(place)));
  const none = placed.map(() => []);
  const at = (all: readonly (readonly ReportedGroup[])[], index: number) => all[index] as readonly ReportedGroup[];
  const original = await read();
  let before = original;
  for (const [step] of placed[0]?.steps.entries() ?? []) {
    const entries = placed.map(({ steps, place }) => site.load(steps[step] as Side, place));
    await site.synth(entries);
    const failures = await applyStep(site, step);
    if (failures.length > 0) return { together: failures, each: none };
    const after = await read();
    const outputs = await site.outputs();
    const each = placed.map(({ change, place }, index) => {
      const { plan } = entries[index] as PlacedEntry;
      const found = { place, groups: at(after, index), addedFlows: plan.addedFlows };
      return [
        ...replacements(at(before, index), found.groups),
        ...differences(plan, plan.deployment.vpcId, at(original, index), found.groups),
        ...(change ? checkLayoutStep(change, step, found, outputs[index] ?? {}, counts) : []),
      ].map((line) => `after ${deployName(step)}: ${line}`);
    });
    // This takes as long as a deploy.
    const together = step > 0 ? failureOf(`the plan after ${deployName(step)}`, await site.plan()) : [];
    if (together.length > 0 || each.flat().length > 0) return { together, each };
    before = after;
  }
  return { together: [], each: none };
}

export function failureOf(what: string, { exitCode, said }: { exitCode: number | null; said: string }) {
  return exitCode === 0 ? [] : [`${what} ended with ${exitCode}: ${tail(said)}`];
}

function tail(output: string): string {
  const errors = output.indexOf("Error: ");
  return output.slice(errors === -1 ? -1500 : errors, errors === -1 ? undefined : errors + 1500).trim();
}
