/**
 * Rules that several deployments, or several parties of one, would write into one and the same group. EC2 refuses the
 * second, and Terraform only finds out half-way through a deploy.
 */
import { asWritten } from "../flows/optimize";
import { ruleKey, type SecurityGroupPlan, type SecurityGroupRule } from "../model/plan";
import { nameText, PlanNames } from "../verify/verify-names";
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
    const peer = names.peer(plan, rule.peer);
    const key = `${group} ${ruleKey({ ...rule, peer: { ...peer, label: nameText(peer) } })}`;
    const first = writers.get(key);
    if (!first) writers.set(key, entry);
    else found.set(`${group} ${first.path} ${entry.path}`, { entry, first, group, rule });
  }
  return [...found.values()];
}

interface SharedRule {
  readonly entry: Entry;
  readonly plan: SecurityGroupPlan;
  /** The name of the group, the same wherever it is written to. */
  readonly group: string;
  readonly rule: SecurityGroupRule;
}

/** The rules of all groups that are written to more than once: few, in most fleets. */
function* sharedRules(entries: readonly Entry[], names: PlanNames): Generator<SharedRule> {
  const namesIn = (plan: SecurityGroupPlan) => plan.groups.map((group) => nameText(names.group(plan, group)));
  const once = new Set<string>();
  const shared = new Set<string>();
  for (const name of entries.flatMap(({ plan }) => (plan ? namesIn(plan) : [])))
    (once.has(name) ? shared : once).add(name);
  for (const entry of entries) {
    const { deployment, plan } = entry;
    if (!deployment || !plan || !namesIn(plan).some((name) => shared.has(name))) continue;
    for (const written of asWritten(deployment, plan).groups) {
      const group = nameText(names.group(plan, written));
      if (shared.has(group)) for (const rule of written.rules) yield { entry, plan, group, rule };
    }
  }
}
