/** A group in the form that checks read: each rule once, sorted, and the flows that each direction allows. */

import { AddressSet, FlowSet, type Interval, type TrafficSet, trafficSet } from "../flows";
import type { Direction, NetworkGroup, NetworkRule } from "../model/network";
import { ruleIdentity } from "../model/rule-identity";
import { isToken } from "../model/token";
import { compare } from "../projection/compare";
import { isNearWorld, isWorld } from "../reach/address-reach";

export interface LintedRule {
  readonly rule: NetworkRule;
  /** The rule's key within the group. */
  readonly key: string;
  /** The rule's protocol and ports. */
  readonly traffic: TrafficSet;
  /** `traffic` as one interval. */
  readonly interval: Interval<number>;
  /** Equal for rules that EC2 treats as the same. */
  readonly identity: string;
}

/** One direction of a group. */
export class LintedSide {
  /** Sorted by key. Of several rules that are the same to EC2, only the first. */
  readonly rules: readonly LintedRule[];
  /** The rules that are the same to EC2 as one of `rules`. */
  readonly duplicates: readonly LintedRule[];
  #open: { readonly world: TrafficSet; readonly nearWorld: TrafficSet } | undefined;

  constructor(
    readonly direction: Direction,
    written: readonly NetworkRule[],
  ) {
    const rules = written.filter((rule) => rule.direction === direction).map(lintedRule);
    const first = new Map<string, LintedRule>();
    const duplicates: LintedRule[] = [];
    for (const rule of rules.sort(byKey)) {
      if (first.has(rule.identity)) duplicates.push(rule);
      else first.set(rule.identity, rule);
    }
    this.rules = [...first.values()];
    this.duplicates = duplicates;
  }

  /** The traffic that is open to every address of the internet. */
  get world(): TrafficSet {
    return this.open.world;
  }

  /** The traffic that is open to so many addresses that it is practically open to the world. */
  get nearWorld(): TrafficSet {
    return this.open.nearWorld;
  }

  /** The rules that open any of `traffic` to addresses. If some of them are open to the world, only those. */
  opening(traffic: TrafficSet): readonly LintedRule[] {
    const opening = this.rules.filter((rule) => isCidr(rule) && rule.traffic.intersects(traffic));
    const alone = opening.filter(({ rule }) => isWorld(AddressSet.of({ cidrs: [rule.peer.value] })));
    const rest = alone.reduce((left, rule) => left.subtract(rule.traffic), traffic);
    return opening.filter((rule) => alone.includes(rule) || rule.traffic.intersects(rest));
  }

  private get open() {
    if (!this.#open) {
      const flows = FlowSet.of(this.rules.filter(isCidr).map(({ rule }) => rule));
      this.#open = { world: flows.trafficWhere(isWorld), nearWorld: flows.trafficWhere(isNearWorld) };
    }
    return this.#open;
  }
}

export interface LintedGroup {
  readonly group: NetworkGroup;
  readonly ingress: LintedSide;
  readonly egress: LintedSide;
}

export function lintedGroup(group: NetworkGroup): LintedGroup {
  return {
    group,
    ingress: new LintedSide("ingress", group.rules),
    egress: new LintedSide("egress", group.rules),
  };
}

/** Whether the rule's peer is a literal CIDR. The value of a token is unknown. */
export function isCidr({ rule: { peer } }: LintedRule): boolean {
  return (peer.type === "cidrIpv4" || peer.type === "cidrIpv6") && !isToken(peer.value);
}

function lintedRule(rule: NetworkRule): LintedRule {
  const traffic = trafficSet([rule]);
  const [interval] = traffic;
  const identity = ruleIdentity(rule);
  return { rule, key: rule.key || identity, traffic, interval: interval as Interval<number>, identity };
}

/**
 * Sorts by key. If labels hide that rules differ, or one has a protocol's number in place of its name, sorts by
 * everything else.
 */
function byKey(a: LintedRule, b: LintedRule): number {
  return compare(a.key, b.key) || compare(a.identity, b.identity) || compare(rest(a), rest(b));
}

const rest = ({ rule }: LintedRule) => `${rule.description} ${rule.portRules}`;
