/** The ids and names of created groups as outputs of a stack or module. */
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { PlannedSecurityGroups } from "../src/constructs/planned-security-groups";
import { groupOutput } from "../src/model/terraform-names";

/** Adds two outputs for each group, and returns the outputs of the ids by group. */
export function addGroupOutputs(
  scope: Construct,
  { groups }: PlannedSecurityGroups,
): ReadonlyMap<SecurityGroup, TerraformOutput> {
  const ids = new Map<SecurityGroup, TerraformOutput>();
  for (const [party, { id, resource }] of groups) {
    if (!resource) continue;
    ids.set(resource, new TerraformOutput(scope, groupOutput(party, "id"), { value: id, staticId: true }));
    // The name that AWS reports: with a name prefix, only Terraform knows it.
    new TerraformOutput(scope, groupOutput(party, "name"), { value: resource.name, staticId: true });
  }
  return ids;
}
