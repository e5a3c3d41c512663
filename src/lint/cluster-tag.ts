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
