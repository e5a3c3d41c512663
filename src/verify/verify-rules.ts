/**
 * Rule by rule: whether the JSON has the rules that are written for the deployment and no others. Stricter than flows: a
 * rule that opens only what others open too is no wider a group, but no table asks for it, and it stays open when those
 * others are closed. Order, repetition and notation do not matter.
 */
import { flowsOf, type NamedRule, sideOf } from "./named-rules";
import type { Violation } from "./verification";
import { groupFlows, groupText } from "./verify-flows";

/** `written` are the rules of the plan as it is written, `found` those of the JSON. */
export function compareRules(
  deployment: string,
  written: readonly NamedRule[],
  found: readonly NamedRule[],
): readonly Violation[] {
  const missing = without(written, found);
  const extra = without(found, written);
  const violation = (kind: Violation["kind"], rule: NamedRule, others: readonly NamedRule[]): Violation => {
    const { group, direction, portRules, address } = rule;
    const about = { deployment, group: groupText(group), direction, portRules, addresses: address ? [address] : [] };
    return { kind, ...about, ...groupFlows(direction, flowsOf([rule])), witness: witnessOf(rule, others) };
  };
  return [
    ...missing.map((rule) => violation("missing-rule", rule, extra)),
    ...extra.map((rule) => violation("extra-rule", rule, missing)),
  ];
}

/** A flow that tells the rule from those that stand in its place; any flow of it where there is none. */
function witnessOf(rule: NamedRule, others: readonly NamedRule[]): string {
  const flow = flowsOf([rule]);
  const own = flow.subtract(flowsOf(others.filter((other) => sideOf(other) === sideOf(rule))));
  return groupFlows(rule.direction, own.isEmpty ? flow : own).witness;
}

/** The rules that none of `others` equals, in whichever words. */
function without(rules: readonly NamedRule[], others: readonly NamedRule[]): readonly NamedRule[] {
  const words = new Set(others.map(wordsOf));
  const rest = rules.filter((rule) => !words.has(wordsOf(rule)));
  if (rest.length === 0) return [];
  const keys = new Set(others.map(keyOf));
  return rest.filter((rule) => !keys.has(keyOf(rule)));
}

const wordsOf = (rule: NamedRule) => `${sideOf(rule)} ${rule.words}`;
const keyOf = (rule: NamedRule) => `${sideOf(rule)} ${flowsOf([rule]).key()}`;
