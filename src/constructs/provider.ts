/** The AWS provider of a construct, and its region. */
import { type TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type Problem, problems } from "../errors";
import { isToken } from "../model/token";

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

/** The problem if the regions of both constructs are literals and differ. */
export function regionProblem(construct: PlacedConstruct, other: PlacedConstruct): Problem | undefined {
  const [own, theirs] = [construct, other].map(regionOf);
  return own !== undefined && theirs !== undefined && own !== theirs ? problems.otherRegion(theirs) : undefined;
}

function regionOf(construct: PlacedConstruct): string | undefined {
  const { region } = (providerOf(construct) ?? {}) as { readonly region?: string };
  return region === undefined || isToken(region) ? undefined : region;
}
