/** A stack or a module for each deployment; those that others refer to are made first. */
import type { App } from "cdktf";
import type { LoadedEntry, PlacedEntry } from "../src/config/config-file";
import type { PlannedSecurityGroups } from "../src/constructs/planned-security-groups";
import { referencesOf } from "../src/model/deployment-references";
import { RancherModule } from "./rancher-module";
import { RancherStack } from "./rancher-stack";

export function addStacks(app: App, entries: readonly PlacedEntry[]): readonly RancherStack[] {
  return inOrder(entries, ({ plan, imports }, others) => new RancherStack(app, plan, imports, others));
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
  const stacks = new Map<string, S>();
  const add = (entry: E): S => {
    const made = stacks.get(entry.name);
    if (made) return made;
    const others = referencesOf(entry.plan.deployment).map(({ deployment }) => byName.get(deployment) as E);
    const stack = make(entry, Object.fromEntries(others.map((other) => [other.name, add(other).securityGroups])));
    stacks.set(entry.name, stack);
    return stack;
  };
  return entries.map(add);
}
