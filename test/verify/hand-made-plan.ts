/** Plans with groups from a test instead of a catalog. */
import { deploymentSchema } from "../../src/model/deployment";
import type { Plan, PlannedSecurityGroup } from "../../src/model/plan";

const deployment = deploymentSchema.parse({
  type: "cluster",
  rancherVersion: "2.x",
  name: "test",
  provisioning: "custom",
  parties: { rancher: "none" },
});

/** A plan of these groups for the deployment `test`. It has no port rules and no parties, unless `more` has them. */
export function handMadePlan(groups: readonly PlannedSecurityGroup[], more: Partial<Plan> = {}): Plan {
  return {
    deployment,
    ipFamily: "ipv4",
    portRules: [],
    skipped: [],
    parties: [],
    ends: [],
    groups,
    addedFlows: [],
    pools: [],
    skippedRequirements: [],
    ...more,
  };
}
