/** Finds unions of CIDRs that cover almost all of the internet. */
import { trafficLines } from "../flows";
import type { Direction } from "../model/network";
import type { Check, Sighting } from "./check";
import type { LintedPlan } from "./linted-plan";
import { securityGroupRules } from "./references";
import { fewOf, narrowing } from "./wording";

const fix = "Write anywhere where the world is meant; otherwise list the networks that are";

export const nearWorldChecks: readonly Check[] = [
  {
    id: "near-world-ingress",
    severity: "warning",
    title: "The sources of some traffic add up to an IPv4 /8, an IPv6 /16 or more of public addresses",
    fix,
    matches: {},
    reference: securityGroupRules,
    find: (linted) => sightings(linted, "ingress"),
  },
  {
    id: "near-world-egress",
    severity: "note",
    title: "The destinations of some traffic add up to an IPv4 /8, an IPv6 /16 or more of public addresses",
    fix,
    matches: {},
    reference: securityGroupRules,
    find: (linted) => sightings(linted, "egress"),
  },
];

function* sightings(linted: LintedPlan, direction: Direction): Generator<Sighting> {
  for (const group of linted.groups) {
    const side = group[direction];
    if (side.nearWorld.isEmpty) continue;
    const rules = side.opening(side.nearWorld);
    const traffic = fewOf(trafficLines(side.nearWorld));
    const cidrs = fewOf([...new Set(rules.map(({ rule }) => rule.peer.value))].sort());
    const where = direction === "ingress" ? `into ${group.group.name} from` : `out of ${group.group.name} to`;
    const message = `${traffic} ${where} ${cidrs} is a large part of the world; ${narrowing(linted, rules)}`;
    yield { group, rules, message };
  }
}
