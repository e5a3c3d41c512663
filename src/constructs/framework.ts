import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { problems, SecurityGroupsError } from "../errors";

/** The symbol under which jsii stores the package that a class comes from. */
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
 * cdktf and cdktn accept each other's stacks. Without this check, resources of one framework in an app of the other
 * would fail deep inside `app.synth()`, or would silently be written for another provider version.
 *
 * @throws SecurityGroupsError if the construct was made for another framework than the stack it is in.
 */
export function requireSameFramework(scope: Construct): void {
  const ours = frameworkOf(TerraformStack);
  const theirs = frameworkOf(TerraformStack.of(scope).constructor);
  if (!ours || !theirs || ours === theirs) return;
  throw new SecurityGroupsError([{ ...problems.otherFramework(ours, theirs), path: [], root: scope.node.path }]);
}
