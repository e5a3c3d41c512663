/** Tags that the next deploy of a deployment removes from its groups, or changes. */
import { clusterTag } from "../model/lifecycle";
import { driverTag } from "../model/placement";
import type { PlacedPlan } from "../network/found-groups";
import type { PairedGroup } from "./existing-groups";

export interface GroupTags {
  readonly removed: Readonly<Record<string, string>>;
  readonly changed: Readonly<Record<string, { readonly from: string; readonly to: string }>>;
  /** Whether the deploy removes the tag of Rancher's node driver; the driver then adds no more rules. */
  readonly losesDriverTag: boolean;
}

const none: GroupTags = { removed: {}, changed: {}, losesDriverTag: false };

/** A group that the deployment does not create keeps its tags. */
export function tagsOf({ plan, tags = {} }: PlacedPlan, { planned, found }: PairedGroup): GroupTags {
  if (!found || planned.existing) return none;
  const { deployment } = plan;
  const cluster = deployment.type === "rancher-nodes" ? undefined : deployment.cloudProvider;
  const clusterTags = cluster && planned.key === plan.sharedGroup ? { [clusterTag(cluster.clusterId)]: "owned" } : {};
  const wanted = new Map(Object.entries({ Name: planned.name, ...tags, ...clusterTags }));
  const existing = Object.entries(found.tags);
  return {
    // Terraform leaves alone what AWS itself writes.
    removed: Object.fromEntries(
      existing.filter(([key]) => !wanted.has(key) && !key.startsWith("aws:") && key !== driverTag),
    ),
    changed: Object.fromEntries(
      existing.flatMap(([key, from]) => {
        const to = wanted.get(key);
        return to === undefined || to === from ? [] : [[key, { from, to }]];
      }),
    ),
    losesDriverTag: existing.some(([key]) => key === driverTag),
  };
}
