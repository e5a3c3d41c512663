/** Which groups do the nodes of a pool attach, in which order, and at which stage of a change of the layout? */
import type { Peer, Plan, Pool } from "../model/plan";
import type { StageName } from "../texts";

export interface PoolStage {
  readonly stage: StageName;
  readonly groups: readonly AttachedGroup[];
}

export interface AttachedGroup {
  /** The name in EC2; of an existing group, the id, or the deployment and party that it belongs to. */
  readonly name: string;
  readonly isExisting: boolean;
}

export function poolStages(plan: Pick<Plan, "groups">, { groups, change }: Pool): readonly PoolStage[] {
  const named = (attached: readonly Peer[]): readonly AttachedGroup[] =>
    attached.map(({ type, label }) => ({
      name: plan.groups.find(({ key }) => key === label)?.name ?? label,
      isExisting: type !== "group",
    }));
  if (!change) return [{ stage: "only", groups: named(groups) }];
  return [
    { stage: "now", groups: named(change.from) },
    { stage: "next", groups: named(groups) },
    { stage: "last", groups: named(change.to) },
  ];
}
