/** Evaluates the rules of a plan like EC2, to compare them with the oracle. Shares no code with src: types only. */
import type { Peer, Plan, PlannedSecurityGroup, SecurityGroupRule } from "../../src/model/plan";
import { contains, type Endpoint, includes, type Probe } from "./endpoint";

/** Whether a group of `to` lets the connection in. */
export function accepts(plan: Plan, from: Endpoint, to: Endpoint, probe: Probe): boolean {
  return rulesHeldBy(plan, to, "ingress").some((rule) => matches(plan, rule, from, probe));
}

/** Whether a group of `from` lets the connection out. */
export function sends(plan: Plan, from: Endpoint, to: Endpoint, probe: Probe): boolean {
  return rulesHeldBy(plan, from, "egress").some((rule) => matches(plan, rule, to, probe));
}

function rulesHeldBy(plan: Plan, endpoint: Endpoint, direction: SecurityGroupRule["direction"]) {
  return plan.groups
    .filter((group) => namesOf(group).some((name) => endpoint.groups.includes(name)))
    .flatMap(({ rules }) => rules.filter((rule) => rule.direction === direction));
}

function namesOf(group: PlannedSecurityGroup): readonly string[] {
  const { existing } = group;
  if (!existing) return group.parties.map((party) => `created:${party}`);
  return "securityGroupId" in existing
    ? [existing.securityGroupId]
    : [`deployment:${existing.deployment}/${existing.group}`];
}

function matches(plan: Plan, rule: SecurityGroupRule, endpoint: Endpoint, probe: Probe): boolean {
  const { ipProtocol: protocol, fromPort, toPort } = rule;
  return includes({ protocol, fromPort, toPort }, probe) && isPeer(plan, rule.peer, endpoint);
}

function isPeer(plan: Plan, { type, value }: Peer, endpoint: Endpoint): boolean {
  switch (type) {
    case "group":
      return plan.groups.some(
        (group) => group.key === value && namesOf(group).some((name) => endpoint.groups.includes(name)),
      );
    case "securityGroup":
      return endpoint.groups.includes(value);
    case "deployment":
      return endpoint.groups.includes(`deployment:${value}`);
    case "prefixList":
      return endpoint.prefixLists.includes(value);
    case "cidrIpv4":
    case "cidrIpv6":
      return contains(value, endpoint.address);
  }
}
