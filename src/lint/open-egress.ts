/** Finds traffic that may leave to every address of the internet. */
import { allTraffic, type TrafficSet, trafficLines } from "../flows";
import type { Check, Sighting } from "./check";
import type { LintedRule } from "./linted-group";
import type { LintedPlan } from "./linted-plan";
import { securityGroupRules } from "./references";
import { fewOf, portRulesOf } from "./wording";

export const openEgressChecks: readonly Check[] = [
  {
    id: "open-egress",
    severity: "warning",
    title: "Any traffic may leave for the whole world",
    fix: "Set egress: required and add what else the nodes need; acknowledge it where the documents ask for it",
    matches: { checkov: ["CKV_AWS_382"], trivy: ["AVD-AWS-0104"] },
    reference: securityGroupRules,
    find: (linted) => openings(linted, (open) => (open.contains(allTraffic) ? open : undefined)),
  },
  {
    id: "open-egress-port",
    severity: "note",
    title: "Traffic of some ports may leave for the whole world",
    fix: "Narrow the destination, where its addresses are known",
    matches: { trivy: ["AVD-AWS-0104"] },
    reference: securityGroupRules,
    find: (linted) => openings(linted, (open) => (open.contains(allTraffic) ? undefined : open)),
  },
];

function* openings(linted: LintedPlan, pick: (open: TrafficSet) => TrafficSet | undefined): Generator<Sighting> {
  for (const group of linted.groups) {
    const open = pick(group.egress.world);
    if (!open || open.isEmpty) continue;
    const rules = group.egress.opening(open);
    const traffic = open.contains(allTraffic) ? "any traffic" : fewOf(trafficLines(open));
    yield {
      group,
      rules,
      message: `${traffic} may leave ${group.group.name} for the whole world; ${fixOf(linted, rules)}`,
    };
  }
}

/** The fix that suits the port rules that open the traffic. */
function fixOf({ plan }: LintedPlan, rules: readonly LintedRule[]): string {
  const ids = portRulesOf(rules);
  if (ids.includes("rancher-nodes-egress-all")) {
    return "the document asks for it: acknowledge it; or omit rancher-nodes-egress-all and add what the nodes need, and outbound rules among the nodes are then written too";
  }
  if (plan.portRules.some(({ id, when }) => when.includes("egressAll") && ids.includes(id))) {
    return "set egress: required, and add what else the nodes need to rules.add";
  }
  return `name narrower destinations in ${fewOf(ids)}`;
}
