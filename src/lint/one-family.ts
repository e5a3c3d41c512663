/**
 * Finds parties with addresses of one family in a dual-stack deployment: traffic of the other family is closed to them.
 */
import { hasFamily } from "../model/cidr";
import { peerName } from "../model/network";
import type { Party } from "../model/party";
import type { PlannedParty } from "../model/plan";
import type { Check } from "./check";
import type { LintedPlan } from "./linted-plan";
import { ipFamilies } from "./references";
import { fewOf, portRulesOf } from "./wording";

const families = { cidrIpv4: "IPv4", cidrIpv6: "IPv6" } as const;

export const oneFamilyChecks: readonly Check[] = [
  {
    id: "one-family",
    severity: "warning",
    title: "A party has addresses of one family only, but the nodes have both",
    fix: "Add the party's CIDRs of the other family, or bind the party to a group",
    matches: {},
    reference: ipFamilies,
    *find(linted) {
      const { ipFamily } = linted.plan;
      if (!hasFamily(ipFamily, "ipv4") || !hasFamily(ipFamily, "ipv6")) return;
      for (const party of linted.plan.parties) {
        const family = onlyFamilyOf(party);
        if (!family || !isWritten(linted, party.party)) continue;
        const names = new Set(linted.reachability.namedPeers({ party: party.party }).map(peerName));
        const rules = linted.groups.flatMap(({ ingress, egress }) =>
          [...ingress.rules, ...egress.rules].filter(({ rule: { peer } }) => names.has(peerName(peer))),
        );
        if (rules.length === 0) continue;
        const missing = family === "IPv4" ? "IPv6" : "IPv4";
        const message = `${party.party} is bound to ${family} addresses only, and ipFamily is dual; add its ${missing} CIDRs, which ${fewOf(neediestFirst(linted, portRulesOf(rules), missing), 8)} need too`;
        yield { rules, message };
      }
    },
  },
];

/** The family of all peers of a party, if they are addresses. A prefix list or a group can contain both families. */
function onlyFamilyOf({ peers }: PlannedParty): "IPv4" | "IPv6" | undefined {
  const [type, ...others] = new Set(peers.map((peer) => peer.type));
  return others.length === 0 && (type === "cidrIpv4" || type === "cidrIpv6") ? families[type] : undefined;
}

/** Whether the user wrote the addresses of the party, and did not take those that a document prints. */
function isWritten({ deployment }: LintedPlan, party: Party): boolean {
  return "parties" in deployment && Object.hasOwn(deployment.parties, party);
}

/** Puts port rules that apply to the missing family only first. */
function neediestFirst({ plan }: LintedPlan, ids: readonly string[], missing: "IPv4" | "IPv6"): readonly string[] {
  const condition = missing === "IPv6" ? "ipv6" : "ipv4";
  const needy = new Set(plan.portRules.filter(({ when }) => when.includes(condition)).map(({ id }) => id));
  return [...ids.filter((id) => needy.has(id)), ...ids.filter((id) => !needy.has(id))];
}
