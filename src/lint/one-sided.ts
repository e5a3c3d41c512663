/**
 * Finds traffic between two groups that one of them allows and the other does not, so that it never arrives. Only rules
 * that reference the other group count: open egress does not mean that the other side expects traffic. The group
 * without the rule must be created by the plan, since an existing group has rules that are not in the plan.
 */

import { type TrafficSet, trafficLines, trafficSet } from "../flows";
import { groupBy } from "../model/group-by";
import { type Direction, peerName } from "../model/network";
import type { Party } from "../model/party";
import type { Check, Sighting } from "./check";
import type { LintedGroup, LintedRule } from "./linted-group";
import type { LintedPlan } from "./linted-plan";
import { securityGroupRules } from "./references";
import { fewOf } from "./wording";

export const oneSidedChecks: readonly Check[] = [
  {
    id: "one-sided-ingress",
    severity: "warning",
    title: "A group takes traffic in from another that does not let it out",
    fix: "Add the port rule to rules.add, which writes both sides, or omit it",
    matches: {},
    reference: securityGroupRules,
    find: (linted) => sightings(linted, "ingress"),
  },
  {
    id: "one-sided-egress",
    severity: "warning",
    title: "A group lets traffic out to another that does not take it in",
    fix: "Add the port rule to rules.add, which writes both sides, or omit it",
    matches: {},
    reference: securityGroupRules,
    find: (linted) => sightings(linted, "egress"),
  },
];

/** Finds rules of `direction` that reference another group, if that group lacks some of the opposite rules. */
function* sightings(linted: LintedPlan, direction: Direction): Generator<Sighting> {
  const { reachability } = linted;
  const groups = new Map(linted.groups.map((group) => [peerName(group.group.peer), group]));
  for (const group of linted.groups) {
    const [self] = reachability.holders(group.group);
    if (!self) continue;
    for (const [name, rules] of rulesByPeer(group, direction)) {
      const other = groups.get(name);
      const [holder] = other ? reachability.holders(other.group) : [];
      if (!other || !holder || other.group.planned?.existing) continue;
      const missing = trafficSet(rules.map(({ rule }) => rule)).subtract(otherSide(linted, direction, self, holder));
      if (missing.isEmpty) continue;
      const concerned = rules.filter(({ traffic }) => traffic.intersects(missing));
      const traffic = fewOf(trafficLines(missing));
      const [here, there] = [group.group.name, other.group.name];
      const message =
        direction === "ingress"
          ? `${here} takes ${traffic} in from ${there}, which does not let it out; add it to rules.add, which writes both sides`
          : `${here} lets ${traffic} out to ${there}, which does not take it in; add it to rules.add, which writes both sides`;
      yield { group, rules: concerned, message };
    }
  }
}

/** The traffic that the other group allows in the opposite direction, for at least some members of the first group. */
function otherSide({ reachability }: LintedPlan, direction: Direction, self: Party, other: Party): TrafficSet {
  const opposite = direction === "ingress" ? "egress" : "ingress";
  return reachability.side(opposite, [{ party: other }], [{ party: self }]).partly;
}

function rulesByPeer(group: LintedGroup, direction: Direction): ReadonlyMap<string, readonly LintedRule[]> {
  return groupBy(group[direction].rules, ({ rule }) => peerName(rule.peer));
}
