import type { App } from "cdktf";
import type { ConfiguredDeployment } from "../src/config/schema";
import { referencesOf } from "../src/model/deployment";
import { RancherStack } from "./rancher-stack";

/** A stack for each deployment; those that others refer to come first. */
export function addStacks(app: App, deployments: readonly ConfiguredDeployment[]): readonly RancherStack[] {
  const byName = new Map(deployments.map((deployment) => [deployment.name, deployment]));
  const stacks = new Map<string, RancherStack>();
  const add = (deployment: ConfiguredDeployment): RancherStack => {
    const made = stacks.get(deployment.name);
    if (made) return made;
    const others = referencesOf(deployment).map(
      (reference) => byName.get(reference.deployment) as ConfiguredDeployment,
    );
    const groups = Object.fromEntries(others.map((other) => [other.name, add(other).securityGroups]));
    const stack = new RancherStack(app, deployment, groups);
    stacks.set(deployment.name, stack);
    return stack;
  };
  return deployments.map(add);
}
