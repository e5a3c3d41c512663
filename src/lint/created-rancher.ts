/** Finds clusters that create a group for the nodes of their Rancher: no rule in it lets these nodes form a cluster. */
import type { Check } from "./check";
import { rancherPorts } from "./references";

export const createdRancherChecks: readonly Check[] = [
  {
    id: "created-rancher",
    severity: "warning",
    title: "A cluster creates a group for its Rancher nodes, and the group has no rules among them",
    fix: "Add a deployment with type: rancher-server, and bind rancher to { deployment: ... }",
    matches: {},
    reference: rancherPorts,
    *find(linted) {
      const { deployment, groups, reachability } = linted;
      if (deployment.type !== "cluster") return;
      const { rancher } = deployment.parties;
      if (typeof rancher !== "object" || !rancher.create) return;
      const group = groups.find((linted) => reachability.holders(linted.group).includes("rancher"));
      if (!group) return;
      const message = `${group.group.name} has no rules among the Rancher nodes, so Rancher cannot run on several nodes; bind rancher to a rancher-server deployment, to its existing group or to its cidrs`;
      yield { group, message };
    },
  },
];
