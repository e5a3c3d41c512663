import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { problems, SecurityGroupsError } from "../errors";

/** Where jsii writes which package a class comes from. */
const typeInformation = Symbol.for("jsii.rtti");

/** The package whose `TerraformStack` a class is or extends: `cdktf` or `cdktn`. */
function frameworkOf(stackClass: unknown): string | undefined {
  for (let above = stackClass; above; above = Object.getPrototypeOf(above)) {
    const { fqn } = (above as { [typeInformation]?: { fqn: string } })[typeInformation] ?? {};
    if (fqn?.endsWith(".TerraformStack")) return fqn.slice(0, fqn.indexOf("."));
  }
  return undefined;
}

/**
 * cdktf and cdktn take each other's stacks for their own. Resources of the one in an app of the other then fail deep
 * inside `app.synth()`, or are written for another version of the provider without a word.
 *
 * @throws SecurityGroupsError where the construct was made for another framework than the stack it stands in.
 */
export function requireSameFramework(scope: Construct): void {
  const ours = frameworkOf(TerraformStack);
  const theirs = frameworkOf(TerraformStack.of(scope).constructor);
  if (!ours || !theirs || ours === theirs) return;
  throw new SecurityGroupsError([{ ...problems.otherFramework(ours, theirs), path: [], root: scope.node.path }]);
}
