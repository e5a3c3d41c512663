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
  for (const { name, value, idOf } of outputsOf(securityGroups)) {
    const output = new TerraformOutput(scope, name, { value, staticId: true });
    if (idOf) ids.set(idOf, output);
  }
  return ids;
}

/** In a stack with several deployments: one output, named like the deployment, with the outputs that it would have alone. */
export function addSharedGroupOutput(scope: Construct, name: string, securityGroups: PlannedSecurityGroups): void {
  const outputs = outputsOf(securityGroups);
  if (outputs.length === 0) return;
  const value = Object.fromEntries(outputs.map((output) => [output.name, output.value]));
  // Its construct id must not be that of another construct in the stack, such as the provider.
  new TerraformOutput(scope, `groups-of-${name}`, { value }).overrideLogicalId(name);
}

interface GroupOutput {
  readonly name: string;
  readonly value: string | readonly (string | undefined)[];
  /** The group whose id it is. */
  readonly idOf?: SecurityGroup;
}

function outputsOf(securityGroups: PlannedSecurityGroups): readonly GroupOutput[] {
  const groups = [...securityGroups.groupsByKey].flatMap(([key, { id, resource }]): GroupOutput[] => {
    if (!resource) return [];
    // The name that AWS reports: with a name prefix, only Terraform knows it.
    const name = { name: groupOutput(key, "name"), value: resource.name };
    return [{ name: groupOutput(key, "id"), value: id, idOf: resource }, name];
  });
  return hasOwnPools(securityGroups.plan) ? [...groups, ...poolOutputs(securityGroups)] : groups;
}

/** Whether pools say more than the groups do: each role is a pool and has one group, unless the deployment says otherwise. */
function hasOwnPools({ deployment, pools }: Plan): boolean {
  return (
    (deployment.type === "cluster" && deployment.pools !== undefined) || pools.some(({ groups }) => groups.length > 1)
  );
}

function poolOutputs(securityGroups: PlannedSecurityGroups): readonly GroupOutput[] {
  return securityGroups.plan.pools.flatMap(({ name, groups }) => {
    const ids = { name: poolOutput(name, "ids"), value: securityGroups.groupIdsOf(name) };
    const names = groups.map(({ label }) => securityGroups.groupsByKey.get(label)?.resource?.name);
    // Of an existing group, only the id is known.
    return names.includes(undefined) ? [ids] : [ids, { name: poolOutput(name, "names"), value: names }];
  });
}
