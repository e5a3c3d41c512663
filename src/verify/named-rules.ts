/** The rules of a plan and those of the JSON in names that mean the same everywhere, by group and direction. */
import { type FlowRule, FlowSet } from "../flows";
import { grouped } from "../model/grouped";
import type { Plan } from "../model/plan";
import type { Direction } from "./reachability";
import type { Named, PlanNames } from "./verify-names";

/** What one rule allows one group. */
export interface NamedRule {
  readonly group: Named;
  readonly direction: Direction;
  readonly rule: FlowRule;
  /** Rules of the same words allow the same; those of others may too, such as `6` and `tcp`. */
  readonly words: string;
  /** Empty for a rule of a plan. */
  readonly address: string;
  /** Empty for a rule of the JSON. */
  readonly portRules: readonly string[];
}

export function namedRule(
  group: Named,
  direction: Direction,
  rule: FlowRule,
  from: Partial<Pick<NamedRule, "address" | "portRules">>,
): NamedRule {
  const { ipProtocol, fromPort, toPort, peer } = rule;
  const words = JSON.stringify([ipProtocol, fromPort, toPort, peer.type, peer.value]);
  return { group, direction, rule, words, address: "", portRules: [], ...from };
}

/** The rules of a plan. */
export function plannedRules(plan: Plan, names: PlanNames): readonly NamedRule[] {
  return plan.groups.flatMap((group) => {
    const name = names.group(plan, group);
    return group.rules.map(({ direction, ipProtocol, fromPort, toPort, peer, portRules }) =>
      namedRule(name, direction, { ipProtocol, fromPort, toPort, peer: names.peer(plan, peer) }, { portRules }),
    );
  });
}

/** One direction of one group: `ingress group:production/production-etcd`. */
export function sideOf({ group, direction }: Pick<NamedRule, "group" | "direction">): string {
  return `${direction} ${group.type}:${group.value}`;
}

/** The rules of each side. */
export type Sides = ReadonlyMap<string, readonly NamedRule[]>;

export function bySide(rules: readonly NamedRule[]): Sides {
  return grouped(rules, sideOf);
}

/** Whether the rules of two sides are the same in the same words: then so is all that they allow. */
export function sameWords(some: readonly NamedRule[], others: readonly NamedRule[]): boolean {
  const [mine, theirs] = [wordsOf(some), wordsOf(others)];
  return mine.size === theirs.size && some.every(({ words }) => theirs.has(words));
}

export function wordsOf(rules: readonly NamedRule[]): ReadonlySet<string> {
  return new Set(rules.map(({ words }) => words));
}

/** What rules of one side allow together. */
export function flowsOf(rules: readonly NamedRule[]): FlowSet {
  return FlowSet.of(rules.map(({ rule }) => rule));
}
