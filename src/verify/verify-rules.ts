/**
 * Rule by rule: whether the JSON has the rules that are written for the deployment and no others. Stricter than flows: a
 * rule that opens only what others open too is no wider a group, but no table asks for it, and it stays open when those
 * others are closed. Order, repetition and notation do not matter.
 */
import type { Violation } from "../model/verification";
import { groupFlows, groupText, type NamedRule } from "./verify-flows";

/** `written` are the rules of the plan as it is written, `found` those of the JSON. */
export function compareRules(
  deployment: string,
  written: readonly NamedRule[],
  found: readonly NamedRule[],
): readonly Violation[] {
  const keys = { written: new Set(written.map(keyOf)), found: new Set(found.map(keyOf)) };
  const violation = (
    kind: Violation["kind"],
    { group, direction, flow, portRules, address }: NamedRule,
  ): Violation => ({
    kind,
    deployment,
    group: groupText(group),
    direction,
    ...groupFlows(direction, flow),
    portRules,
    addresses: address ? [address] : [],
  });
  return [
    ...written.filter((rule) => !keys.found.has(keyOf(rule))).map((rule) => violation("missing-rule", rule)),
    ...found.filter((rule) => !keys.written.has(keyOf(rule))).map((rule) => violation("extra-rule", rule)),
  ];
}

function keyOf({ group, direction, flow }: NamedRule): string {
  return `${group.type}:${group.value} ${direction} ${flow}`;
}
