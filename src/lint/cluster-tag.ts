/** Checks for the tag by which the AWS cloud provider finds the one group of a node that it may change. */
import { isClusterTag } from "../model/lifecycle";
import type { Check } from "./check";
import type { LintedPlan } from "./linted-plan";
import { cloudProvider } from "./references";
import { fewOf } from "./wording";

export const clusterTagChecks: readonly Check[] = [
  {
    id: "shared-cluster-tag",
    severity: "error",
    title:
      "Several groups that one node can hold carry the tag of its cluster: load balancers of the cluster then fail",
    fix: "Take the tag out of tags and write cloudProvider: { clusterId: ... }, which puts it on one group that every node holds",
    matches: {},
    reference: cloudProvider,
    *find(linted) {
      const keys = Object.keys(linted.deployment.tags ?? {})
        .filter(isClusterTag)
        .sort();
      if (keys.length === 0) return;
      for (const held of heldTogether(linted)) {
        const groups = linted.groups.filter(({ group: { planned } }) => planned && held.has(planned.key));
        const created = groups.filter(({ group }) => !group.planned?.existing);
        if (created.length < 2) continue;
        const names = fewOf(created.map(({ group }) => group.name).sort());
        yield {
          message: `${keys.join(" and ")} is a tag of ${names}, and a node may have it on one of its groups only; take it out of tags, and write cloudProvider: { clusterId: ... } instead`,
        };
      }
    },
  },
  {
    id: "two-cluster-tags",
    severity: "error",
    title: "A group carries the tags of two clusters: the cloud provider of each changes its rules",
    fix: "Give each cluster a group, with one tag kubernetes.io/cluster/<id>",
    matches: {},
    reference: cloudProvider,
    *find({ deployment, groups }) {
      const keys = Object.keys(deployment.tags ?? {})
        .filter(isClusterTag)
        .sort();
      if (keys.length < 2) return;
      const fix =
        deployment.type === "rancher-nodes"
          ? "use one rancher-nodes group, with its own groupName, for each cluster"
          : "keep the tag of this cluster only";
      for (const group of groups.filter(({ group: { planned } }) => !planned?.existing)) {
        yield {
          group,
          message: `${group.group.name} has the tags ${keys.join(" and ")}, and a group may have the tag of one cluster; ${fix}`,
        };
      }
    },
  },
];

/** The keys of the groups that one node can attach: those of a pool. If no pools are declared, a node can have every role. */
function heldTogether({ plan: { deployment, pools } }: LintedPlan): readonly ReadonlySet<string>[] {
  const keys = pools.map(({ groups }) => groups.map(({ label }) => label));
  const isDeclared = deployment.type === "cluster" && deployment.pools !== undefined;
  return (isDeclared ? keys : [keys.flat()]).map((held) => new Set(held));
}
