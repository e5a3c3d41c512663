/**
 * Rules that several deployments, or several parties of one, would write into one and the same group. EC2 refuses the
 * second, and Terraform only finds out half-way through a deploy.
 */
import { asWritten } from "../flows/optimize";
import { type PlannedSecurityGroup, ruleKey, type SecurityGroupRule } from "../model/plan";
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
  for (const [entry, group, rule] of rulesOf(entries)) {
    const plan = entry.plan as NonNullable<Entry["plan"]>;
    const name = nameText(names.group(plan, group));
    const peer = names.peer(plan, rule.peer);
    const key = `${name} ${ruleKey({ ...rule, peer: { ...peer, label: nameText(peer) } })}`;
    const first = writers.get(key);
    if (!first) writers.set(key, entry);
    else found.set(`${name} ${first.path} ${entry.path}`, { entry, first, group: name, rule });
  }
  return [...found.values()];
}

function* rulesOf(entries: readonly Entry[]): Generator<[Entry, PlannedSecurityGroup, SecurityGroupRule]> {
  for (const entry of entries) {
    if (!entry.plan || !entry.deployment) continue;
    for (const group of asWritten(entry.deployment, entry.plan).groups) {
      for (const rule of group.rules) yield [entry, group, rule];
    }
  }
}
