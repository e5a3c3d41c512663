import { TerraformElement, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { issueLine } from "../errors";
import { type ImportMap, importMapIssues } from "../model/import-map";
import type { Plan } from "../model/plan";

/**
 * A construct of security groups at synth: its plan, its group constructs by group key, and their rule constructs by
 * rule key.
 */
export interface AdoptingGroups extends Construct {
  readonly plan: Plan;
}

/**
 * Terraform's import blocks for the groups and rules of an import map, in the form that `importFrom` of each resource
 * writes. `importFrom` itself would run `terraform version` for each resource at every synth, which takes seconds for a
 * cluster and fails without Terraform.
 */
export class ImportBlocks extends TerraformElement {
  constructor(
    private readonly groups: AdoptingGroups,
    vpcId: string,
    private readonly map: ImportMap,
  ) {
    super(groups, "Imports");
    const misfits = () => importMapIssues(map, groups.plan, vpcId);
    this.node.addValidation({
      validate: () => misfits().map(({ path, ...issue }) => issueLine({ ...issue, path: ["adopt", ...path] })),
    });
  }

  override toTerraform(): object {
    return {
      import: this.imports().map(({ id, resource }) => ({
        provider: resource.provider?.fqn,
        id,
        to: addressOf(resource),
      })),
    };
  }

  override toHclTerraform(): object {
    const attribute = (value: string, storageClassType: string) => {
      return { value, isBlock: false, type: "simple", storageClassType };
    };
    return {
      import: this.imports().map(({ id, resource }) => ({
        ...(resource.provider ? { provider: attribute(resource.provider.fqn, "reference") } : {}),
        id: attribute(id, "string"),
        to: attribute(addressOf(resource), "reference"),
      })),
    };
  }

  /**
   * Resources to import. Of an existing group only the rules are imported. Validation reports entries without a
   * resource.
   */
  private imports(): readonly { readonly id: string; readonly resource: TerraformResource }[] {
    return Object.entries(this.map.groups).flatMap(([key, { securityGroupId, rules }]) => {
      const group = this.groups.node.tryFindChild(key);
      const ids = [["Resource", securityGroupId] as const, ...Object.entries(rules)];
      return ids.flatMap(([child, id]) => {
        const resource = group?.node.tryFindChild(child);
        return resource ? [{ id, resource: resource as TerraformResource }] : [];
      });
    });
  }
}

function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
