/** Differences between the rules of Terraform's JSON and those of the plan: by flows, and by single rules. */
import type { SideComparison } from "../diff/compare-networks";
import { FlowSet } from "../flows";
import { flowText } from "../flows/flow-text";
import type { Direction, NetworkPeer, NetworkRule } from "../model/network";
import { peerText } from "../network/planned-network";
import type { Violation, ViolationKind } from "./verification";

/** Flows of one side that are missing or extra. */
export function flowViolations(side: SideComparison): readonly Violation[] {
  const { missingFlows, extraFlows } = side.rules;
  const violation = (kind: ViolationKind, flows: FlowSet): Violation[] => {
    if (flows.isEmpty) return [];
    const { group, direction } = side;
    const rules = kind === "missing-flow" ? side.rules.askingFor(flows) : side.rules.opening(flows);
    const portRules = kind === "missing-flow" ? rules.flatMap((rule) => rule.portRules) : [];
    const addresses = kind === "extra-flow" ? rules.map(({ key }) => key) : [];
    const about = { deployment: group.deployment, group: group.name, direction, ...groupFlows(direction, flows) };
    return [{ kind, ...about, portRules: unique(portRules), addresses: unique(addresses) }];
  };
  return [...violation("missing-flow", missingFlows), ...violation("extra-flow", extraFlows)];
}

/**
 * Rules of one side that are missing or extra although the flows are the same. A rule that opens only what other rules
 * open too makes no group wider, but no table asks for it, and it stays open when the others are closed.
 */
export function ruleViolations({ group, direction, rules }: SideComparison): readonly Violation[] {
  const { missing, extra } = rules;
  const violation = (kind: ViolationKind, rule: NetworkRule, others: readonly NetworkRule[]): Violation => {
    const about = { deployment: group.deployment, group: groupText(group.peer), direction };
    const [portRules, addresses] = kind === "missing-rule" ? [rule.portRules, []] : [[], [rule.key]];
    const { flows } = groupFlows(direction, FlowSet.of([rule]));
    return { kind, ...about, portRules, addresses, flows, witness: witnessOf(rule, others) };
  };
  return [
    ...missing.map((rule) => violation("missing-rule", rule, extra)),
    ...extra.map((rule) => violation("extra-rule", rule, missing)),
  ];
}

/** A flow that only this rule allows; if there is none, any flow of the rule. */
function witnessOf(rule: NetworkRule, others: readonly NetworkRule[]): string {
  const flow = FlowSet.of([rule]);
  const own = flow.subtract(FlowSet.of(others));
  return groupFlows(rule.direction, own.isEmpty ? flow : own).witness;
}

/** Each once, sorted. */
export const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

/** Flows as a person reads them, and one of them as a witness. */
export function groupFlows(
  direction: Direction,
  flows: FlowSet,
): { readonly witness: string; readonly flows: readonly string[] } {
  return { witness: flowText(flows.sample(), direction).join(), flows: flowText(flows, direction) };
}

/** A group in a message: its name in EC2, without its deployment. */
export function groupText(group: NetworkPeer): string {
  return group.type === "group" ? group.value.slice(group.value.indexOf("/") + 1) : peerText(group);
}
