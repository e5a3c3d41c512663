/** Rules that could go without any change in what a group admits. */
import { FlowSet } from "../../flows";
import type { Check } from "./check";
import { isCidr, type LintedRule, type LintedSide, namedPeer } from "./linted-group";
import { securityGroupRules } from "./references";
import { fewOf } from "./wording";

export const redundantRuleChecks: readonly Check[] = [
  {
    id: "duplicate-rule",
    severity: "error",
    title: "A group has the same rule twice: EC2 rejects the second",
    fix: "Remove one of the two",
    matches: {},
    reference: securityGroupRules,
    *find({ groups }) {
      for (const group of groups) {
        for (const rules of repeated([...group.ingress.duplicates, ...group.egress.duplicates])) {
          const [{ key }] = rules as [LintedRule];
          yield { group, rules, message: `${key} stands in ${group.group.name} more than once; remove the others` };
        }
      }
    },
  },
  {
    id: "implied-rule",
    severity: "note",
    title: "The other rules of the group admit all that a rule admits",
    fix: "Remove it: every rule that is reported so can go, all of them at once",
    matches: {},
    reference: securityGroupRules,
    *find({ groups }) {
      for (const group of groups) {
        for (const side of [group.ingress, group.egress]) {
          for (const { rule, by } of impliedRules(side)) {
            const others = fewOf(by.map(({ key }) => key));
            const message = `${rule.key} of ${group.group.name} admits nothing that ${others} does not; remove it`;
            yield { group, rules: [rule], message };
          }
        }
      }
    },
  },
];

/** Duplicates of the same rule, together. */
function repeated(duplicates: readonly LintedRule[]): readonly (readonly LintedRule[])[] {
  const together = new Map<string, LintedRule[]>();
  for (const rule of duplicates) {
    const key = `${rule.rule.direction} ${rule.sameness}`;
    together.set(key, [...(together.get(key) ?? []), rule]);
  }
  return [...together.values()];
}

/** Rules are struck one after another, and what is struck no longer counts for the rest. */
function* impliedRules({ rules }: LintedSide): Generator<{ rule: LintedRule; by: readonly LintedRule[] }> {
  const kept = new Set(rules);
  for (const rule of rules) {
    const by = [...kept].filter((other) => other !== rule && couldShare(rule, other));
    if (by.length === 0 || !flowsOf(by).contains(flowsOf([rule]))) continue;
    kept.delete(rule);
    yield { rule, by };
  }
}

/** Cheap, and true of all rules that share a flow. */
function couldShare(a: LintedRule, b: LintedRule): boolean {
  if (a.interval.end <= b.interval.from || b.interval.end <= a.interval.from) return false;
  const { type, value } = a.rule.peer;
  return type === b.rule.peer.type && (isCidr(a) ? isCidr(b) : value === b.rule.peer.value);
}

function flowsOf(rules: readonly LintedRule[]): FlowSet {
  return FlowSet.of(rules.map(({ rule }) => ({ ...rule, peer: namedPeer(rule.peer) })));
}
