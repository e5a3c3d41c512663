/** The AWS provider of a construct. */
import { type TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

/** A construct with the provider in its props. */
export interface PlacedConstruct extends Construct {
  readonly provider: TerraformProvider | undefined;
}

/** The provider in the props, or the default AWS provider of the stack, if the stack has one. */
export function providerOf(construct: PlacedConstruct): TerraformProvider | undefined {
  const isDefault = ({ terraformResourceType, alias }: TerraformProvider) =>
    terraformResourceType === "aws" && alias === undefined;
  return construct.provider ?? TerraformStack.of(construct).allProviders().find(isDefault);
}
