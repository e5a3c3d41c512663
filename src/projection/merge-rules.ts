/**
 * Merges rules of one group and direction that together are one rule: port ranges that touch or overlap for the same
 * protocol and peer, CIDRs that make up larger ones for the same traffic. Guarantees the same flows, never more rules
 * than before, and the ids of all port rules behind each merged rule. Never merges protocols, nor atoms.
 */

import { parseCidr } from "../flows/address-line";
import { AddressSet } from "../flows/address-set";
import { edgesUpTo, type Interval, IntervalSet, type Point } from "../flows/interval-set";
import { groupBy } from "../model/group-by";
import type { Peer, SecurityGroupRule } from "../model/plan";
import { peerIdentity, ruleIdentity } from "../model/rule-identity";
import { isToken } from "../model/token";
import { compare } from "./compare";
import { byWhatEc2Sees, ruleDescription } from "./normalize";

type Rules = readonly SecurityGroupRule[];

/** Rules that EC2 calls the same, once each; sorted, whatever the order of the input. */
export function withoutDuplicates(rules: Rules): Rules {
  const sorted = [...rules].sort(
    (a, b) =>
      byWhatEc2Sees(a, b) || compare(`${a.portRules}`, `${b.portRules}`) || compare(a.description, b.description),
  );
  return [...groupBy(sorted, ruleIdentity).values()].map((same) => mergedInto(same[0] as SecurityGroupRule, same));
}

/** Merges the port ranges of TCP and UDP. */
export function mergePorts(rules: Rules): Rules {
  const buckets = groupBy(rules, (rule) => `${rule.ipProtocol} ${peerIdentity(rule.peer)}`);
  return [...buckets.values()].flatMap((bucket) => {
    if (bucket[0]?.ipProtocol !== "tcp" && bucket[0]?.ipProtocol !== "udp") return bucket;
    const intervals = [...IntervalSet.of(bucket.map(portInterval))];
    const sourcesOf = within(intervals, bucket, (rule) => portInterval(rule).from);
    return intervals.map((interval, index) => {
      const sources = sourcesOf[index] ?? [];
      const [first] = sources as [SecurityGroupRule];
      const ports = { fromPort: interval.from, toPort: interval.end - 1 };
      const isFirst = first.fromPort === ports.fromPort && first.toPort === ports.toPort;
      return mergedInto(isFirst ? first : { ...first, ...ports }, sources);
    });
  });
}

/** Merges CIDRs; tokens are atoms. */
export function mergeCidrs(rules: Rules): Rules {
  const buckets = groupBy(rules, (rule) => `${rule.ipProtocol} ${rule.fromPort} ${rule.toPort}`);
  return [...buckets.values()].flatMap((bucket) => {
    const isAddress = ({ peer }: SecurityGroupRule) => peer.type.startsWith("cidr") && !isToken(peer.value);
    const merged = AddressSet.of({ cidrs: bucket.filter(isAddress).map(({ peer }) => peer.value) }).cidrs();
    const partsOf = within(merged.map(parseCidr), bucket.filter(isAddress), ({ peer }) => parseCidr(peer.value).from);
    return [
      ...bucket.filter((rule) => !isAddress(rule)),
      ...merged.map((value, index) => {
        const parts = partsOf[index] ?? [];
        const peer: Peer = { type: value.includes(":") ? "cidrIpv6" : "cidrIpv4", value, label: value };
        return mergedInto({ ...(parts[0] as SecurityGroupRule), peer }, parts);
      }),
    ];
  });
}

/** The rule with the port rules and purposes of all its sources. */
export function mergedInto(rule: SecurityGroupRule, sources: Rules): SecurityGroupRule {
  if (sources.length === 1 && sources[0] === rule) return rule;
  const same = sources.find((source) => ruleIdentity(source) === ruleIdentity(rule));
  const portRules = [...new Set(sources.flatMap((source) => source.portRules))].sort();
  if (same && `${same.portRules}` === `${portRules}`) return same;
  const ordered = [...sources].sort((a, b) => compare(`${a.portRules}`, `${b.portRules}`) || byWhatEc2Sees(a, b));
  return { ...rule, portRules, description: ruleDescription(ordered.flatMap(purposesOf), portRules) };
}

/** A description reads `<purposes> [<ids>]`, cut at 255 characters. */
function purposesOf({ description, portRules }: SecurityGroupRule): readonly string[] {
  const ids = description.lastIndexOf(` [${portRules[0]}`);
  return (ids < 0 ? description.replace(/\.\.\.$/, "") : description.slice(0, ids)).split("; ");
}

/** TCP and UDP without ports, or with -1, are all ports. */
function portInterval({ fromPort = -1, toPort = -1 }: SecurityGroupRule): Interval<number> {
  return fromPort === -1 && toPort === -1 ? { from: 0, end: 65_536 } : { from: fromPort, end: toPort + 1 };
}

/** The elements in each of some intervals, which are sorted and disjoint. Each element is in one of them. */
function within<P extends Point, T>(
  intervals: readonly Interval<P>[],
  elements: readonly T[],
  startOf: (element: T) => P,
): readonly (readonly T[])[] {
  const starts = intervals.map(({ from }) => from);
  const found = intervals.map((): T[] => []);
  for (const element of elements) found[edgesUpTo(starts, startOf(element)) - 1]?.push(element);
  return found;
}
