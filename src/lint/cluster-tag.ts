/** The tag by which the AWS cloud provider finds the one group of a node that it may change. */
import { isClusterTag } from "../model/lifecycle";
import type { Check } from "./check";
import { nodeGroups } from "./quotas";
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
      const groups = nodeGroups(linted).filter(({ group }) => !group.planned?.existing);
      if (keys.length === 0 || groups.length < 2) return;
      const names = fewOf(groups.map(({ group }) => group.name).sort());
      yield {
        message: `${keys.join(" and ")} is a tag of ${names}, and a node may have it on one of its groups only; take it out of tags, and write cloudProvider: { clusterId: ... } instead`,
      };
    },
  },
];
