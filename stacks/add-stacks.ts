import type { App } from "cdktf";
import type { LoadedEntry } from "../src/config/config-file";
import { referencesOf } from "../src/model/deployment";
import { RancherStack } from "./rancher-stack";

/** A stack for each deployment; those that others refer to come first. */
export function addStacks(app: App, entries: readonly LoadedEntry[]): readonly RancherStack[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const stacks = new Map<string, RancherStack>();
  const add = ({ name, plan, imports }: LoadedEntry): RancherStack => {
    const made = stacks.get(name);
    if (made) return made;
    const others = referencesOf(plan.deployment).map(({ deployment }) => byName.get(deployment) as LoadedEntry);
    const groups = Object.fromEntries(others.map((other) => [other.name, add(other).securityGroups]));
    const stack = new RancherStack(app, plan, imports, groups);
    stacks.set(name, stack);
    return stack;
  };
  return entries.map(add);
}
