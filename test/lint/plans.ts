/** Plans made by hand, in which a rule is one short line. */

import { lint } from "../../src/lint/lint";
import type { LintSubject } from "../../src/lint/linted-plan";
import { type DeploymentInput, deploymentSchema } from "../../src/model/deployment";
import type { Finding } from "../../src/model/finding";
import type { Party } from "../../src/model/party";
import type { NamedPeer, Peer, Plan, PlannedSecurityGroup, SecurityGroupRule } from "../../src/model/plan";
import { handMadePlan } from "../verify/hand-made-plan";

export const today = "2026-11-22";

/** `tcp 22`, `tcp 30000-32767`, `-1`. */
export function rule(direction: SecurityGroupRule["direction"], traffic: string, peer: Peer): SecurityGroupRule {
  const [ipProtocol = "", ports] = traffic.split(" ");
  const [from, to = from] = ports?.split("-").map(Number) ?? [];
  return {
    direction,
    ipProtocol,
    ...(from === undefined || to === undefined ? {} : { fromPort: from, toPort: to }),
    peer,
    portRules: [`rule-${traffic.replaceAll(" ", "-")}`],
    description: "What it is for",
  };
}

export const peer = (type: NamedPeer["type"], value: string): NamedPeer => ({ type, value, label: value });
const from = (...cidrs: string[]): Peer[] =>
  cidrs.map((cidr) => peer(cidr.includes(":") ? "cidrIpv6" : "cidrIpv4", cidr));

export const ingress = (traffic: string, ...cidrs: string[]) =>
  from(...cidrs).map((one) => rule("ingress", traffic, one));
export const egress = (traffic: string, ...cidrs: string[]) =>
  from(...cidrs).map((one) => rule("egress", traffic, one));

export function group(
  key: string,
  rules: readonly SecurityGroupRule[],
  more: Partial<PlannedSecurityGroup> = {},
): PlannedSecurityGroup {
  return { key, parties: [key as Party], name: `test-${key}`, description: "What it is for", rules, ...more };
}

const nodeParties: readonly Party[] = ["etcd", "controlplane", "worker", "nodes"];

/** All groups of nodes belong to one pool. */
export function plan(...groups: PlannedSecurityGroup[]): Plan {
  const parties = groups.flatMap(({ key, parties }) =>
    parties.map((party) => ({ party, groups: [key], peers: [peer("group", key)] })),
  );
  const ofNodes = groups.filter(({ parties }) => parties.some((party) => nodeParties.includes(party)));
  const pool = { name: "everything", roles: [], groups: ofNodes.map(({ key }) => peer("group", key)) };
  return handMadePlan(groups, { parties, pools: [pool] });
}

const cluster: DeploymentInput = {
  type: "cluster",
  rancherVersion: "2.x",
  name: "test",
  provisioning: "custom",
  parties: { rancher: "none" },
};

export function subject(of: Plan, input: Partial<DeploymentInput> = {}, tags?: Record<string, string>): LintSubject {
  const deployment = deploymentSchema.parse(input.type ? input : { ...cluster, ...input });
  return { ...of, deployment: { ...deployment, tags } };
}

/** The findings about a worker group with these rules. */
export function findings(
  rules: readonly SecurityGroupRule[],
  input: Partial<DeploymentInput> = {},
): readonly Finding[] {
  return lint(subject(plan(group("worker", rules)), input), today);
}

export const ids = (found: readonly Finding[]): string[] => [...new Set(found.map(({ id }) => id))];
