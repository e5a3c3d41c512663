/**
 * Rules that several deployments, or several parties of one, would write into one and the same group. EC2 refuses the
 * second, and Terraform only finds out half-way through a deploy.
 */

import type { Plan, PlannedSecurityGroup, SecurityGroupRule } from "../model/plan";
import { ruleIdentity } from "../model/rule-identity";
import { PlanNames, peerText } from "../network/planned-network";
import type { Entry } from "./config-file";

export interface DuplicateRule {
  /** The deployment that writes it last. */
  readonly entry: Entry;
  /** The one that writes it first; the same where two of its parties hold the group. */
  readonly first: Entry;
  readonly group: string;
  readonly rule: SecurityGroupRule;
}

/** The first such rule of each pair of deployments and group. */
export function duplicateRules(entries: readonly Entry[]): readonly DuplicateRule[] {
  const names = new PlanNames(entries.flatMap(({ plan }) => plan ?? []));
  const writers = new Map<string, Entry>();
  const found = new Map<string, DuplicateRule>();
  for (const { entry, plan, group, rule } of sharedRules(entries, names)) {
    const key = `${group} ${ruleIdentity({ ...rule, peer: names.peer(plan, rule.peer) })}`;
    const first = writers.get(key);
    if (!first) writers.set(key, entry);
    else found.set(`${group} ${first.path} ${entry.path}`, { entry, first, group, rule });
  }
  return [...found.values()];
}

interface SharedRule {
  readonly entry: Entry;
  readonly plan: Plan;
  /** The name of the group, the same wherever it is written to. */
  readonly group: string;
  readonly rule: SecurityGroupRule;
}

/** The rules of all groups that may get one twice: few, in most fleets. */
function* sharedRules(entries: readonly Entry[], names: PlanNames): Generator<SharedRule> {
  const isShared = sharedGroups(entries, names);
  for (const entry of entries) {
    const { plan } = entry;
    if (!plan) continue;
    const isSuspect = (group: PlannedSecurityGroup) => namesOthers(plan) || isShared(plan, group);
    if (!plan.groups.some(isSuspect)) continue;
    for (const written of plan.groups.filter(isSuspect)) {
      const group = peerText(names.group(plan, written));
      for (const rule of written.rules) yield { entry, plan, group, rule };
    }
  }
}

/** Whether a group is written to by several deployments, or for several parties of one. */
function sharedGroups(
  entries: readonly Entry[],
  names: PlanNames,
): (plan: Plan, group: PlannedSecurityGroup) => boolean {
  const writers = new Map<string, number>();
  const nameOf = (plan: Plan, group: PlannedSecurityGroup) => peerText(names.group(plan, group));
  for (const { plan } of entries) {
    for (const group of plan?.groups ?? []) {
      const name = nameOf(plan as Plan, group);
      writers.set(name, (writers.get(name) ?? 0) + 1);
    }
  }
  return (plan, group) => (writers.get(nameOf(plan, group)) ?? 0) > 1;
}

/** Whether two peers of a plan may be one group under two names: by its id, by its key, or by another deployment's party. */
function namesOthers({ groups, parties }: Plan): boolean {
  return (
    groups.some(({ existing }) => existing) ||
    parties.some(({ peers }) => peers.some(({ type }) => type === "deployment"))
  );
}
