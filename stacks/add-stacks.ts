/** A stack or a module for each deployment, or one stack for several; deployments that others refer to are made first. */
import type { App } from "cdktf";
import type { LoadedEntry, PlacedEntry } from "../src/config/config-file";
import type { PlannedSecurityGroups } from "../src/constructs/planned-security-groups";
import { referencesOf } from "../src/model/deployment-references";
import { stackNameOf } from "../src/model/stack-member";
import { RancherModule } from "./rancher-module";
import { RancherStack } from "./rancher-stack";

/** Returns the stacks in the order of their first deployments. */
export function addStacks(app: App, entries: readonly PlacedEntry[]): readonly RancherStack[] {
  const stacks = new Map<string, RancherStack>();
  const made = inOrder(entries, ({ plan, imports }, others) => {
    const name = stackNameOf(plan.deployment);
    const stack = stacks.get(name) ?? new RancherStack(app, plan.deployment);
    stacks.set(name, stack);
    return { stack, securityGroups: stack.addDeployment(plan, imports, others) };
  });
  return [...new Set(made.map(({ stack }) => stack))];
}

export function addModules(app: App, entries: readonly LoadedEntry[]): readonly RancherModule[] {
  return inOrder(entries, ({ plan }, others) => new RancherModule(app, plan, others));
}

/**
 * Calls `make` once for each entry, with the groups of the deployments that it refers to. Returns what it made, in the
 * order of the entries.
 */
function inOrder<E extends LoadedEntry, S extends { readonly securityGroups: PlannedSecurityGroups }>(
  entries: readonly E[],
  make: (entry: E, others: Readonly<Record<string, PlannedSecurityGroups>>) => S,
): readonly S[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const made = new Map<string, S>();
  const add = (entry: E): S => {
    const known = made.get(entry.name);
    if (known) return known;
    const others = referencesOf(entry.plan.deployment).map(({ deployment }) => byName.get(deployment) as E);
    const one = make(entry, Object.fromEntries(others.map((other) => [other.name, add(other).securityGroups])));
    made.set(entry.name, one);
    return one;
  };
  return entries.map(add);
}
