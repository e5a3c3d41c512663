/** Rules that only the plans or only EC2 has. Pure. */

import { compareNetworks } from "../../src/diff/compare-networks";
import type { NetworkPeer, NetworkRule } from "../../src/model/network";
import type { Plan } from "../../src/model/plan";
import type { Ec2Network } from "../../src/network/ec2-network";
import { FoundGroups } from "../../src/network/found-groups";
import { PlanNames, plannedNetwork } from "../../src/network/planned-network";
import { renameGroups } from "../../src/network/rename-groups";
import { ruleText } from "../../src/report/rule";

/** A line for each difference. Empty if EC2 has exactly the groups, rules and descriptions of the plans. */
export function differences(plans: readonly Plan[], vpcId: string, found: Ec2Network): readonly string[] {
  const names = new PlanNames(plans);
  const subjects = plans.map((plan) => ({ plan, vpcId }));
  const { nameOf } = new FoundGroups(found, subjects, names);
  const planned = renameGroups(plannedNetwork(plans, names), nameOf);
  const withoutDeployments = { groups: planned.groups.map((group) => ({ ...group, deployment: "" })) };
  const labels = new Map(found.groups.map(({ id, name }) => [id, name]));
  const labelled = (peer: NetworkPeer) => ({ ...peer, label: labels.get(peer.value) ?? peer.value });
  return compareNetworks(withoutDeployments, found).flatMap(({ group, direction, isIn, rules }) => {
    const [isPlanned, isFound] = isIn;
    const line = (what: string, rule: NetworkRule) =>
      `${what}: ${ruleText({ ...rule, peer: labelled(rule.peer) })} of ${group.name}`;
    const redescribed = rules.matching.filter(({ rule, found: { description } }) => rule.description !== description);
    return [
      // Each group comes once for each direction.
      ...(isPlanned !== isFound && direction === "ingress"
        ? [`${isFound ? "extra" : "missing"} group: ${group.name}`]
        : []),
      ...rules.missing.map((rule) => line("missing rule", rule)),
      ...rules.extra.map((rule) => line("extra rule", rule)),
      ...redescribed.map(({ found: rule }) => line(`different description ${JSON.stringify(rule.description)}`, rule)),
    ];
  });
}
