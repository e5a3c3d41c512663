/** Finds rules that could be removed without changing what a group admits. */
import { FlowSet, type Interval } from "../flows";
import { parseCidr } from "../flows/address-line";
import { peerName } from "../model/network";
import type { Check } from "./check";
import { isCidr, type LintedRule, type LintedSide } from "./linted-group";
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
    *find({ groups, plan }) {
      // The documented rules among the nodes are not redundant, although pods without encapsulation need every port
      // among the nodes.
      const podRules = new Set(plan.portRules.flatMap(({ id, when }) => (when.includes("unencapsulated") ? [id] : [])));
      for (const group of groups) {
        for (const side of [group.ingress, group.egress]) {
          for (const { rule, by } of impliedRules(side)) {
            if (by.some((other) => other.rule.portRules.some((id) => podRules.has(id)))) continue;
            const others = fewOf(by.map(({ key }) => key));
            const message = `${rule.key} of ${group.group.name} admits nothing that ${others} does not; remove it`;
            yield { group, rules: [rule], message };
          }
        }
      }
    },
  },
];

/** Groups the duplicates of one rule. */
function repeated(duplicates: readonly LintedRule[]): readonly (readonly LintedRule[])[] {
  const together = new Map<string, LintedRule[]>();
  for (const rule of duplicates) {
    const key = `${rule.rule.direction} ${rule.identity}`;
    together.set(key, [...(together.get(key) ?? []), rule]);
  }
  return [...together.values()];
}

/** Removes rules one after another. A removed rule no longer counts for the remaining ones. */
function* impliedRules({ rules }: LintedSide): Generator<{ rule: LintedRule; by: readonly LintedRule[] }> {
  const kept = new Set(rules.map((rule) => ({ rule, addresses: addressesOf(rule) })));
  for (const candidate of kept) {
    const sharing = [...kept].filter((other) => other !== candidate && couldShare(candidate, other));
    const by = sharing.map(({ rule }) => rule);
    if (by.length === 0 || !FlowSet.of(rulesOf(by)).contains(FlowSet.of([candidate.rule.rule]))) continue;
    kept.delete(candidate);
    yield { rule: candidate.rule, by };
  }
}

interface Candidate {
  readonly rule: LintedRule;
  /** Absent if the peer is known by name only. */
  readonly addresses: Interval<bigint> | undefined;
}

function addressesOf(rule: LintedRule): Interval<bigint> | undefined {
  return isCidr(rule) ? parseCidr(rule.rule.peer.value) : undefined;
}

/** A cheap test for rules that may share a flow, because building the sets of flows is expensive. */
function couldShare(a: Candidate, b: Candidate): boolean {
  if (!overlap(a.rule.interval, b.rule.interval)) return false;
  if (a.addresses && b.addresses) return overlap(a.addresses, b.addresses);
  const [mine, theirs] = [a.rule.rule.peer, b.rule.rule.peer];
  return peerName(mine) === peerName(theirs);
}

function overlap<T extends number | bigint>(a: Interval<T>, b: Interval<T>): boolean {
  return a.from < b.end && b.from < a.end;
}

const rulesOf = (linted: readonly LintedRule[]) => linted.map(({ rule }) => rule);
