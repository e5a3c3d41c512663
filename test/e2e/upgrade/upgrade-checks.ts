/** Checks that an upgrade changes only what it must, from EC2's reports before and after it. */
import type { ReportedGroup, ReportedRule } from "../../../scripts/emulator/ec2-readback";
import { FlowSet } from "../../../src/flows";
import type { Peer, Plan, PlannedSecurityGroup, SecurityGroupRule } from "../../../src/model/plan";
import { ruleIdentity } from "../../../src/model/rule-identity";

/**
 * Groups and rules that were replaced although both plans have them. Groups with the same name and VPC count as the
 * same.
 */
export function replacements(before: readonly ReportedGroup[], after: readonly ReportedGroup[]): readonly string[] {
  return before.flatMap((group) => {
    const same = after.find(({ name, vpcId }) => name === group.name && vpcId === group.vpcId);
    if (!same) return [];
    if (same.id !== group.id) return [`${group.name} was replaced`];
    const kept = new Map(same.rules.map((rule) => [ruleIdentity(asFound(rule)), rule.id]));
    return group.rules.flatMap((rule) => {
      const id = kept.get(ruleIdentity(asFound(rule)));
      return id === undefined || id === rule.id ? [] : [`${group.name}: ${ruleIdentity(asFound(rule))} was replaced`];
    });
  });
}

/** Differences between EC2's report and the plan, apart from what existed before. */
export function differences(
  plan: Plan,
  vpcId: string,
  original: readonly ReportedGroup[],
  after: readonly ReportedGroup[],
): readonly string[] {
  const reported = ({ existing, name }: PlannedSecurityGroup) =>
    after.find(({ id, ...group }) =>
      existing && "securityGroupId" in existing
        ? id === existing.securityGroupId
        : group.name === name && group.vpcId === vpcId,
    );
  const idOf = (key: string) => reported(plan.groups.find((group) => group.key === key) as PlannedSecurityGroup)?.id;
  const plannedRules = new Map(plan.groups.map((group) => [reported(group)?.id ?? group.name, group.rules]));
  const missing = plan.groups.filter((group) => !reported(group)).map(({ name }) => `${name} does not exist`);
  return [
    ...missing,
    ...after.flatMap((group) => {
      const were = original.find(({ id }) => id === group.id);
      const rules = plannedRules.get(group.id) ?? [];
      if (!were && !plannedRules.has(group.id)) return [`${group.name} is left over`];
      return (["ingress", "egress"] as const).flatMap((direction) => {
        const of = <R extends { direction: string }>(all: readonly R[]) =>
          all.filter((rule) => rule.direction === direction);
        const wanted = FlowSet.of([
          ...of(were?.rules ?? []).map(asFound),
          ...of(rules).map((rule) => resolved(rule, idOf)),
        ]);
        const found = FlowSet.of(of(group.rules).map(asFound));
        if (found.equals(wanted)) return [];
        return [
          `${direction} of ${group.name}: EC2 reports ${found.lines().join("; ")} where B asks for ${wanted.lines().join("; ")}`,
        ];
      });
    }),
  ];
}

function resolved(rule: SecurityGroupRule, idOf: (key: string) => string | undefined) {
  const { type, value } = rule.peer;
  return { ...rule, peer: type === "group" ? { type: "securityGroup" as const, value: idOf(value) ?? "" } : rule.peer };
}

/** A rule of EC2's report in the form of a plan. */
function asFound({ direction, protocol, fromPort, toPort, peer }: ReportedRule) {
  return { direction, ipProtocol: protocol, fromPort, toPort, peer: peerOf(peer) };
}

function peerOf(peer: ReportedRule["peer"]): Pick<Peer, "type" | "value"> {
  if ("groupId" in peer) return { type: "securityGroup", value: peer.groupId };
  if ("prefixListId" in peer) return { type: "prefixList", value: peer.prefixListId };
  const [value] = peer.cidrs;
  return { type: value.includes(":") ? "cidrIpv6" : "cidrIpv4", value };
}
