import { TerraformElement, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/** A resource, and the id of what it takes over. */
export interface Import {
  readonly resource: TerraformResource;
  readonly id: string;
}

/**
 * Terraform's import blocks, as `importFrom` of each resource writes them. That would also run `terraform version` once
 * for each at every synth: seconds for a cluster, and a failure where Terraform is not installed.
 */
export class ImportBlocks extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly imports: readonly Import[],
  ) {
    super(scope, id);
  }

  override toTerraform(): object {
    return {
      import: this.imports.map(({ resource, id }) => ({
        provider: resource.provider?.fqn,
        id,
        to: addressOf(resource),
      })),
    };
  }

  override toHclTerraform(): object {
    const attribute = (value: string, storageClassType: string) => ({
      value,
      isBlock: false,
      type: "simple",
      storageClassType,
    });
    return {
      import: this.imports.map(({ resource, id }) => ({
        ...(resource.provider ? { provider: attribute(resource.provider.fqn, "reference") } : {}),
        id: attribute(id, "string"),
        to: attribute(addressOf(resource), "reference"),
      })),
    };
  }
}

function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
