/** Finds public addresses that only one side of the traffic to a load balancer has. */
import { referencesOf } from "../model/deployment-references";
import type { Party } from "../model/party";
import { isGroupReference, isPublicDestination } from "../model/plan";
import { pairsOf } from "../model/port-rule";
import { rememberedByObject } from "../model/remembered";
import type { Check } from "./check";
import type { LintedPlan } from "./linted-plan";
import { securityGroupRules } from "./references";
import { fewOf, portRulesOf } from "./wording";

export const publicAddressChecks: readonly Check[] = [
  {
    id: "unknown-public-addresses",
    severity: "warning",
    title: "A load balancer with public addresses admits a group, which EC2 matches on private addresses only",
    fix: "Add publicCidrs to the binding of the party: the addresses of its NAT gateways",
    matches: {},
    reference: securityGroupRules,
    *find(linted) {
      const balancers = new Set(linted.plan.parties.filter(isPublicDestination).map(({ party }) => party));
      for (const group of linted.groups) {
        if (!linted.reachability.holders(group.group).some((party) => balancers.has(party))) continue;
        const rules = group.ingress.rules.filter(({ rule: { peer } }) => isGroupReference(peer));
        if (rules.length === 0) continue;
        const parties = linted.partiesBehind(rules);
        const names = parties.length > 0 ? parties.join(", ") : fewOf(rules.map(({ rule }) => rule.peer.value));
        const message = `${group.group.name} has public addresses, and its rules for ${names} name groups, so it denies their traffic through NAT gateways: ${fewOf(portRulesOf(rules), 8)}; add the addresses of these NAT gateways as publicCidrs of ${names}`;
        yield { group, rules, message };
      }
    },
  },
  {
    id: "unused-public-addresses",
    severity: "warning",
    title: "A party has publicCidrs, but sends nothing to a load balancer that has them",
    fix: "Add publicCidrs to the binding of the load balancer, or remove them from the party",
    matches: {},
    reference: securityGroupRules,
    *find({ plan, plans, deployment }) {
      const balancers = new Set(plan.parties.filter(isPublicDestination).map(({ party }) => party));
      const sources = new Set(plan.portRules.flatMap(pairsOf).flatMap(([from, to]) => (balancers.has(to) ? from : [])));
      for (const { party, publicPeers } of plan.parties) {
        if (!publicPeers || balancers.has(party) || sources.has(party)) continue;
        if (referredParties(plans).has(partyKey(deployment.name, party))) continue;
        const message = `${party} has publicCidrs, but sends nothing to a load balancer that has them; add publicCidrs to the load balancer, or remove them here`;
        yield { message };
      }
    },
  },
];

/** Parties to which other deployments refer: a cluster takes the public addresses of these. */
const referredParties = rememberedByObject(
  (plans: LintedPlan["plans"]): ReadonlySet<string> =>
    new Set(plans.flatMap((plan) => referencesOf(plan.deployment)).map((to) => partyKey(to.deployment, to.party))),
);

const partyKey = (deployment: string, party: Party) => JSON.stringify([deployment, party]);
