import { parseCidr } from "../flows/address-line";
import { type FlowRule, FlowSet } from "../flows/flow-set";
import { edgesUpTo, type Interval } from "../flows/interval-set";
import { trafficInterval } from "../flows/traffic-line";
import { groupBy } from "../model/group-by";
import { named } from "../model/network";
import type { SecurityGroupRule } from "../model/plan";
import { isToken } from "../model/token";
import { mergedInto } from "./merge-rules";

/**
 * Drops every rule whose flows the others allow together, and gives its port rules to those that overlap it. Which of
 * two rules that imply each other goes depends on the order of the input only.
 */
export function withoutImplied(rules: readonly SecurityGroupRule[]): readonly SecurityGroupRule[] {
  const overlaps = new Overlaps(rules);
  const dropped = new Set<SecurityGroupRule>();
  for (const rule of rules) {
    const others = overlaps.of(rule).filter((other) => !dropped.has(other));
    if (others.length > 0 && flowsOf(others).contains(flowsOf([rule]))) dropped.add(rule);
  }
  return rules
    .filter((rule) => !dropped.has(rule))
    .map((rule) => mergedInto(rule, [rule, ...overlaps.of(rule).filter((other) => dropped.has(other))]));
}

/** What the rules of one group and direction allow. A token stands for what its label says, however often it is read. */
export function flowsOf(rules: readonly SecurityGroupRule[]): FlowSet {
  return FlowSet.of(rules.map((rule): FlowRule => ({ ...rule, peer: named(rule.peer) })));
}

/**
 * Which rules of a list have flows in common? Of two CIDRs that overlap, one is in the other, so the CIDRs are a forest:
 * a CIDR meets those around it and those in it. The rules of one peer are sorted by their ports. So the time grows with
 * the number of rules and of overlaps, not with the square of the number of rules.
 */
class Overlaps {
  readonly #peers = new Map<string, RulesOfPeer>();
  /** The CIDRs, each before those in it. */
  readonly #cidrs: readonly NestedCidr[];
  readonly #places = new Map<SecurityGroupRule, number>();

  constructor(rules: readonly SecurityGroupRule[]) {
    for (const [place, rule] of rules.entries()) this.#places.set(rule, place);
    for (const [name, ofPeer] of groupBy(rules, peerOf)) this.#peers.set(name, new RulesOfPeer(ofPeer));
    this.#cidrs = nested(rules.filter(isAddress).map(({ peer }) => peer.value));
    for (const [index, { cidr }] of this.#cidrs.entries()) {
      const peer = this.#peers.get(cidr);
      if (peer) peer.index = index;
    }
  }

  /** The other rules that have flows in common with a rule of the list, in the order of the list. */
  of(rule: SecurityGroupRule): readonly SecurityGroupRule[] {
    const traffic = trafficInterval(rule);
    const found = this.#meeting(peerOf(rule)).flatMap((peer) => peer.using(traffic));
    const placeOf = (other: SecurityGroupRule) => this.#places.get(other) as number;
    return found.filter((other) => other !== rule).sort((a, b) => placeOf(a) - placeOf(b));
  }

  #meeting(name: string): readonly RulesOfPeer[] {
    const own = this.#peers.get(name) as RulesOfPeer;
    if (own.index === undefined) return [own];
    const indexes = [own.index];
    for (let at = this.#cidrs[own.index]?.around; at !== undefined; at = this.#cidrs[at]?.around) indexes.push(at);
    const { end } = this.#cidrs[own.index] as NestedCidr;
    for (let at = own.index + 1; (this.#cidrs[at]?.from ?? end) < end; at++) indexes.push(at);
    return indexes.flatMap((index) => this.#peers.get((this.#cidrs[index] as NestedCidr).cidr) ?? []);
  }
}

interface NestedCidr extends Interval<bigint> {
  readonly cidr: string;
  /** The place of the least CIDR that this one is in, if there is one. */
  readonly around: number | undefined;
}

function nested(cidrs: readonly string[]): readonly NestedCidr[] {
  const sorted = [...new Set(cidrs)]
    .map((cidr) => ({ cidr, ...parseCidr(cidr) }))
    .sort((a, b) => compareNumbers(a.from, b.from) || compareNumbers(b.end, a.end));
  const open: number[] = [];
  return sorted.map((entry, index) => {
    while (open.length > 0 && (sorted[open.at(-1) as number]?.end ?? 0n) <= entry.from) open.pop();
    const around = open.at(-1);
    open.push(index);
    return { ...entry, around };
  });
}

const compareNumbers = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

/** The rules of one peer, by their ports. */
class RulesOfPeer {
  /** The place among the CIDRs. Absent if the peer is none. */
  index: number | undefined;
  readonly #rules: readonly { readonly rule: SecurityGroupRule; readonly traffic: Interval<number> }[];
  readonly #starts: readonly number[];
  /** For each rule, the greatest end of it and of those before it. */
  readonly #ends: readonly number[];

  constructor(rules: readonly SecurityGroupRule[]) {
    this.#rules = rules
      .map((rule) => ({ rule, traffic: trafficInterval(rule) }))
      .sort((a, b) => a.traffic.from - b.traffic.from);
    this.#starts = this.#rules.map(({ traffic }) => traffic.from);
    let end = 0;
    this.#ends = this.#rules.map(({ traffic }) => (end = Math.max(end, traffic.end)));
  }

  /** The rules that allow some of the traffic. */
  using({ from, end }: Interval<number>): readonly SecurityGroupRule[] {
    const found: SecurityGroupRule[] = [];
    for (let at = edgesUpTo(this.#starts, end - 1) - 1; (this.#ends[at] ?? 0) > from; at--) {
      const entry = this.#rules[at];
      if (entry && entry.traffic.end > from) found.push(entry.rule);
    }
    return found;
  }
}

const isAddress = ({ peer }: SecurityGroupRule) => peer.type.startsWith("cidr") && !isToken(peer.value);

/** The CIDR of a rule, or the name of what else it names. */
function peerOf(rule: SecurityGroupRule): string {
  const { type, value } = named(rule.peer);
  return isAddress(rule) ? value : `${type}:${value}`;
}
