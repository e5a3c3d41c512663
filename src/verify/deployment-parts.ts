/** The part of Terraform's JSON that one deployment wrote: its groups and rules in its module, or in its stack. */
import { groupBy } from "../model/group-by";
import type { Plan } from "../model/plan";
import { stackNameOf } from "../model/stack-member";
import type { RuleFault, TerraformApp, TerraformGroup, TerraformStack } from "../network/terraform-json";

/** Groups and faults of a stack. */
export interface StackPart {
  readonly stack: TerraformStack;
  readonly groups: readonly TerraformGroup[];
  readonly faults: readonly RuleFault[];
}

export class DeploymentParts {
  readonly #stacks: ReadonlyMap<string, TerraformStack>;
  readonly #parts = new Map<TerraformStack, Parts>();

  constructor(app: TerraformApp) {
    this.#stacks = new Map(app.stacks.map((stack) => [stack.name, stack]));
  }

  /** The module or the stack of a deployment; undefined if there is none. */
  stackOf({ deployment }: Plan): TerraformStack | undefined {
    const own = this.#stacks.get(deployment.name);
    return own?.isModule ? own : this.#stacks.get(stackNameOf(deployment));
  }

  /** The groups to which a deployment adds rules, with these rules; undefined if the deployment has no stack. */
  of(plan: Plan): StackPart | undefined {
    const stack = this.stackOf(plan);
    if (!stack) return undefined;
    const { groups, faults } = this.partsOf(stack);
    const { name } = plan.deployment;
    return { stack, groups: groups.get(name) ?? [], faults: faults.get(name) ?? [] };
  }

  /** What belongs to none of the deployments. */
  rest(stack: TerraformStack, deployments: ReadonlySet<string>): StackPart {
    const isLeft = ({ deployment }: { readonly deployment: string }) => !deployments.has(deployment);
    return { stack, groups: stack.groups.filter(isLeft), faults: stack.faults.filter(isLeft) };
  }

  private partsOf(stack: TerraformStack): Parts {
    const byDeployment = <T extends { readonly deployment: string }>(all: readonly T[]) =>
      groupBy(all, ({ deployment }) => deployment);
    const parts = this.#parts.get(stack) ?? { groups: byDeployment(stack.groups), faults: byDeployment(stack.faults) };
    this.#parts.set(stack, parts);
    return parts;
  }
}

interface Parts {
  readonly groups: ReadonlyMap<string, readonly TerraformGroup[]>;
  readonly faults: ReadonlyMap<string, readonly RuleFault[]>;
}
