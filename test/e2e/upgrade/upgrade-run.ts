/** Pairs on the emulator: deploy A, then B on the same state, and everything that must not happen in between. */
import type { ReportedGroup } from "../../../scripts/emulator/ec2-readback";
import { differences, replacements } from "./upgrade-checks";
import type { Place, UpgradePair } from "./upgrade-pair";
import type { UpgradeSite } from "./upgrade-site";

/** How B gets applied: at once, or killed half-way and started again. Returns what went wrong. */
export type ApplyAfter = (site: UpgradeSite) => Promise<readonly string[]>;

export const applyAtOnce: ApplyAfter = async (site) => failureOf("the deploy of B", await site.apply());

/** A pair and where it is deployed. */
export interface PlacedPair {
  readonly pair: UpgradePair;
  readonly place: Place;
}

/** Everything that went wrong, in one line each: with all pairs together, and with each. */
export interface UpgradeProblems {
  readonly together: readonly string[];
  readonly each: readonly (readonly string[])[];
}

export async function upgrade(
  site: UpgradeSite,
  placed: readonly PlacedPair[],
  applyAfter: ApplyAfter,
): Promise<UpgradeProblems> {
  const groups = () => Promise.all(placed.map(({ place }) => site.groups(place)));
  const none = placed.map(() => []);
  const original = await groups();
  await site.synth(placed.map(({ pair, place }) => site.load(pair.before, place)));
  const first = failureOf("the deploy of A", await site.apply());
  if (first.length > 0) return { together: first, each: none };
  const before = await groups();

  const entries = placed.map(({ pair, place }) => site.load(pair.after, place));
  await site.synth(entries);
  const failures = await applyAfter(site);
  if (failures.length > 0) return { together: failures, each: none };
  const after = await groups();
  const next = await site.terraform("plan", "-detailed-exitcode", "-input=false", "-no-color");
  const at = (all: readonly (readonly ReportedGroup[])[], index: number) => all[index] as readonly ReportedGroup[];
  return {
    together: next.exitCode === 0 ? [] : [`the following plan is not empty: ${tail(next.said)}`],
    each: entries.map((entry, index) => [
      ...replacements(at(before, index), at(after, index)),
      ...differences(entry.plan, entry.plan.deployment.vpcId, at(original, index), at(after, index)),
    ]),
  };
}

export function failureOf(what: string, { exitCode, said }: { exitCode: number | null; said: string }) {
  return exitCode === 0 ? [] : [`${what} ended with ${exitCode}: ${tail(said)}`];
}

function tail(said: string): string {
  const errors = said.indexOf("Error: ");
  return said.slice(errors === -1 ? -1500 : errors, errors === -1 ? undefined : errors + 1500).trim();
}
