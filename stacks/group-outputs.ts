/** The ids and names of created groups as outputs of a stack or module, and which groups the nodes of each pool attach. */
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { PlannedSecurityGroups } from "../src/constructs/planned-security-groups";
import type { Plan } from "../src/model/plan";
import { groupOutput, poolOutput } from "../src/model/terraform-names";

/** Adds two outputs for each group, and for each pool that needs them, and returns the outputs of the ids by group. */
export function addGroupOutputs(
  scope: Construct,
  securityGroups: PlannedSecurityGroups,
): ReadonlyMap<SecurityGroup, TerraformOutput> {
  const ids = new Map<SecurityGroup, TerraformOutput>();
  for (const [key, { id, resource }] of securityGroups.groupsByKey) {
    if (!resource) continue;
    ids.set(resource, new TerraformOutput(scope, groupOutput(key, "id"), { value: id, staticId: true }));
    // The name that AWS reports: with a name prefix, only Terraform knows it.
    new TerraformOutput(scope, groupOutput(key, "name"), { value: resource.name, staticId: true });
  }
  if (hasOwnPools(securityGroups.plan)) addPoolOutputs(scope, securityGroups);
  return ids;
}

/** Whether pools say more than the groups do: each role is a pool and has one group, unless the deployment says otherwise. */
function hasOwnPools({ deployment, pools }: Plan): boolean {
  return (
    (deployment.type === "cluster" && deployment.pools !== undefined) || pools.some(({ groups }) => groups.length > 1)
  );
}

function addPoolOutputs(scope: Construct, securityGroups: PlannedSecurityGroups): void {
  for (const { name, groups } of securityGroups.plan.pools) {
    const ids = securityGroups.groupIdsOf(name);
    new TerraformOutput(scope, poolOutput(name, "ids"), { value: ids, staticId: true });
    const names = groups.map(({ label }) => securityGroups.groupsByKey.get(label)?.resource?.name);
    // Of an existing group, only the id is known.
    if (!names.includes(undefined))
      new TerraformOutput(scope, poolOutput(name, "names"), { value: names, staticId: true });
  }
}
