import { type FlowRule, FlowSet } from "../flows/flow-set";
import { named } from "../model/network";
import type { SecurityGroupRule } from "../model/plan";
import { mergedInto } from "./merge-rules";

/**
 * Drops every rule whose flows the others allow together, and gives its port rules to those that overlap it. Which of
 * two rules that imply each other goes depends on the order of the input only.
 */
export function withoutImplied(rules: readonly SecurityGroupRule[]): readonly SecurityGroupRule[] {
  const all = rules.map((rule) => ({ rule, flows: flowsOf([rule]) }));
  let kept = all;
  for (const candidate of all) {
    const others = kept.filter((other) => other !== candidate && other.flows.intersects(candidate.flows));
    const isImplied = others.length > 0 && flowsOf(others.map(({ rule }) => rule)).contains(candidate.flows);
    if (isImplied) kept = kept.filter((other) => other !== candidate);
  }
  const dropped = all.filter((entry) => !kept.includes(entry));
  return kept.map(({ rule, flows }) => {
    const absorbed = dropped.filter((other) => other.flows.intersects(flows)).map((other) => other.rule);
    return mergedInto(rule, [rule, ...absorbed]);
  });
}

/** What the rules of one group and direction allow. A token stands for what its label says, however often it is read. */
export function flowsOf(rules: readonly SecurityGroupRule[]): FlowSet {
  return FlowSet.of(rules.map((rule): FlowRule => ({ ...rule, peer: named(rule.peer) })));
}
