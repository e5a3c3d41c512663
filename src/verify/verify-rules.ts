/**
 * Rule by rule: whether the JSON has the rules that are written for the deployment and no others. Stricter than flows: a
 * rule that opens only what others open too is no wider a group, but no table asks for it, and it stays open when those
 * others are closed. Order, repetition and notation do not matter.
 */
import type { Violation } from "./verification";
import { groupFlows, groupText, type NamedRule } from "./verify-flows";

/** `written` are the rules of the plan as it is written, `found` those of the JSON. */
export function compareRules(
  deployment: string,
  written: readonly NamedRule[],
  found: readonly NamedRule[],
): readonly Violation[] {
  const keys = { written: written.map(keyOf), found: found.map(keyOf) };
  const missing = without(written, keys.written, new Set(keys.found));
  const extra = without(found, keys.found, new Set(keys.written));
  const violation = (kind: Violation["kind"], rule: NamedRule, others: readonly NamedRule[]): Violation => {
    const { group, direction, flow, portRules, address } = rule;
    const about = { deployment, group: groupText(group), direction, portRules, addresses: address ? [address] : [] };
    return { kind, ...about, ...groupFlows(direction, flow), witness: witnessOf(rule, others) };
  };
  return [
    ...missing.map((rule) => violation("missing-rule", rule, extra)),
    ...extra.map((rule) => violation("extra-rule", rule, missing)),
  ];
}

/** A flow that tells the rule from those that stand in its place; any flow of it where there is none. */
function witnessOf({ group, direction, flow }: NamedRule, others: readonly NamedRule[]): string {
  const near = others.filter((other) => sideOf(other) === sideOf({ group, direction }));
  const own = near.reduce((left, other) => left.subtract(other.flow), flow);
  return groupFlows(direction, own.isEmpty ? flow : own).witness;
}

/** The rules whose key is none of `others`. */
function without(
  rules: readonly NamedRule[],
  keys: readonly string[],
  others: ReadonlySet<string>,
): readonly NamedRule[] {
  return rules.filter((_, index) => !others.has(keys[index] as string));
}

function keyOf(rule: NamedRule): string {
  return `${sideOf(rule)} ${rule.flow.key()}`;
}

function sideOf({ group, direction }: Pick<NamedRule, "group" | "direction">): string {
  return `${direction} ${group.type}:${group.value}`;
}
