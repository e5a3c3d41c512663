/** Checks of each step of a layout change. */
import { isClusterTag } from "../../../src/model/lifecycle";
import type { LayoutChange } from "./layout-change";
import { type Found, groupIdsOf, type PacketCounts, type Stage, stagePairs, wrongPackets } from "./layout-packets";
import type { Outputs } from "./upgrade-site";

/** The first few of many packets are enough to find the mistake. */
const shown = 5;

/** Mistakes after a step, one per line. */
export function checkLayoutStep(
  change: LayoutChange,
  step: number,
  found: Found,
  outputs: Outputs,
  counts: PacketCounts,
): readonly string[] {
  const { closed, open } = wrongPackets(change, found, stagePairs[step] ?? [], counts);
  return [
    ...lines("closed, and required", closed),
    ...lines("open, and neither required nor listed", open),
    ...wrongOutputs(change, step, found, outputs),
  ];
}

/**
 * Required packets that are closed after a kill. A deploy that adds the new groups must not close anything among nodes
 * with the former ones, and one that removes the former groups must not close anything among nodes with the new ones.
 */
export function closedAfterKill(
  change: LayoutChange,
  step: number,
  found: Pick<Found, "place" | "groups">,
): readonly string[] {
  if (step === 0) return [];
  const stage: Stage = step === 1 ? "old" : "new";
  const { closed } = wrongPackets(change, { ...found, addedFlows: [] }, [[stage, stage]], {
    required: 0,
    forbidden: 0,
  });
  return lines("closed after the kill, and required", closed);
}

const lines = (what: string, all: readonly string[]) =>
  all.length > 0 ? [`${all.length} ${what}: ${all.slice(0, shown).join("; ")}`] : [];

/**
 * Reports outputs of pools that are not the groups that their nodes attach, including the group with the cluster's tag.
 */
function wrongOutputs(change: LayoutChange, step: number, found: Found, outputs: Outputs): readonly string[] {
  const stage = (["old", "both", "new"] as const)[step] ?? "both";
  const named = change.pools[step];
  const pools = named ?? Object.fromEntries(change.roles.map((role) => [role, [role]]));
  const tagged = found.groups.filter(({ tags }) => Object.keys(tags).some(isClusterTag)).map(({ id }) => id);
  const wantsTag = "cloudProvider" in change.documented.deployment;
  const wrong = tagged.length === (wantsTag ? 1 : 0) ? [] : [`${tagged.length} groups have the tag of the cluster`];
  for (const [pool, roles] of Object.entries(pools)) {
    const output = outputs[`${pool.replaceAll("-", "_")}_pool_security_group_ids`];
    const attached = groupIdsOf(roles as LayoutChange["roles"], stage, change, found);
    const expected = [...new Set([...attached, ...tagged])].sort();
    // Without `pools`, a pool of one group has no output.
    if (output === undefined && !named && expected.length === 1) continue;
    const listed = Array.isArray(output) ? [...output].sort() : output;
    if (JSON.stringify(listed) === JSON.stringify(expected)) continue;
    wrong.push(`the output of ${pool} is ${JSON.stringify(listed)}, not ${JSON.stringify(expected)}`);
  }
  return wrong;
}
