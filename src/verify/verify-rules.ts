/**
 * Rule by rule: whether the JSON has the rules that are written for the deployment and no others. Stricter than flows: a
 * rule that opens only what others open too is no wider a group, but no table asks for it, and it stays open when those
 * others are closed. Order, repetition and notation do not matter.
 */
import { flowsOf, type NamedRule, type Sides, wordsOf } from "./named-rules";
import type { Violation } from "./verification";
import { groupFlows, groupText } from "./verify-flows";

/** `written` are the rules of the plan as it is written, `found` those of the JSON. */
export function compareRules(deployment: string, written: Sides, found: Sides): readonly Violation[] {
  const sides = [...new Set([...written.keys(), ...found.keys()])];
  const compared = sides.map((side) => compareSide(deployment, written.get(side) ?? [], found.get(side) ?? []));
  return [...compared.flatMap(({ missing }) => missing), ...compared.flatMap(({ extra }) => extra)];
}

function compareSide(deployment: string, written: readonly NamedRule[], found: readonly NamedRule[]) {
  const missing = without(written, found);
  const extra = without(found, written);
  const violation = (kind: Violation["kind"], rule: NamedRule, others: readonly NamedRule[]): Violation => {
    const { group, direction, portRules, address } = rule;
    const about = { deployment, group: groupText(group), direction, portRules, addresses: address ? [address] : [] };
    return { kind, ...about, ...groupFlows(direction, flowsOf([rule])), witness: witnessOf(rule, others) };
  };
  return {
    missing: missing.map((rule) => violation("missing-rule", rule, extra)),
    extra: extra.map((rule) => violation("extra-rule", rule, missing)),
  };
}

/** A flow that tells the rule from those that stand in its place; any flow of it where there is none. */
function witnessOf(rule: NamedRule, others: readonly NamedRule[]): string {
  const flow = flowsOf([rule]);
  const own = flow.subtract(flowsOf(others));
  return groupFlows(rule.direction, own.isEmpty ? flow : own).witness;
}

/** The rules that none of `others` equals, in whichever words. */
function without(rules: readonly NamedRule[], others: readonly NamedRule[]): readonly NamedRule[] {
  const words = wordsOf(others);
  const rest = rules.filter((rule) => !words.has(rule.words));
  if (rest.length === 0) return [];
  const keyOf = (rule: NamedRule) => flowsOf([rule]).key();
  const keys = new Set(others.map(keyOf));
  return rest.filter((rule) => !keys.has(keyOf(rule)));
}
