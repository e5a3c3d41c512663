import fc from "fast-check";
import { audit } from "../../src/audit/audit";
import { importsOf } from "../../src/audit/imports";
import { importMapIssues } from "../../src/model/import-map";
import type { NetworkRule } from "../../src/model/network";
import type { Plan } from "../../src/model/plan";
import { ruleKey } from "../../src/model/rule-identity";
import { type Ec2Answer, mergeEc2Answers, parseEc2Answer } from "../../src/network/ec2-answer";
import { type Ec2Network, ec2Network } from "../../src/network/ec2-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deployments } from "../projection/arbitrary-deployment";
import {
  deployed,
  describeSecurityGroupRules,
  describeSecurityGroups,
  type ExistingGroup,
  vpcId,
} from "./emulated-answers";

/** Plans with groups and peers that EC2 can report: no tokens and no references to other deployments. */
const plans: fc.Arbitrary<Plan> = fc
  .tuple(
    deployments.filter((deployment) => !/\$\{|elsewhere/.test(JSON.stringify(deployment))),
    fc.boolean(),
  )
  .map(([deployment, optimize]) => planDeployment({ ...deployment, optimize }));

function describe(...answers: readonly unknown[]): Ec2Answer {
  return mergeEc2Answers(answers.map((answer) => parseEc2Answer(answer)));
}
const both = (groups: readonly ExistingGroup[]) =>
  describe(describeSecurityGroups(groups), describeSecurityGroupRules(groups));

/** EC2 gives every new group a rule that opens all egress. A plan does not create this rule in an existing group. */
function withEgressOfEc2(network: Ec2Network, plan: Plan): Ec2Network {
  const existing = new Set(plan.groups.flatMap((group) => (group.existing ? [group.name] : [])));
  const everything = ["0.0.0.0/0", "::/0"].map((value) => ({
    direction: "egress" as const,
    ipProtocol: "-1",
    peer: { type: value.includes(":") ? ("cidrIpv6" as const) : ("cidrIpv4" as const), value },
    key: "",
    portRules: [],
    description: "",
  }));
  const groups = network.groups.map((group) =>
    existing.has(group.id) ? { ...group, rules: [...group.rules, ...everything] } : group,
  );
  return { ...network, groups };
}

test("matches everything that is deployed and maps every rule once, whichever EC2 question was answered", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const existing = deployed(plan);
      for (const description of [both(existing), describe(describeSecurityGroups(existing))]) {
        const { groups } = importsOf({ plan, vpcId }, ec2Network(description));
        for (const { planned, matching, created } of groups) {
          expect([matching.map(({ rule }) => rule), created]).toEqual([planned.rules, []]);
        }
        const open = withEgressOfEc2(ec2Network(description), plan);
        const [audited] = audit([{ plan, vpcId }], [{ plan, vpcId }], open);
        const closed = audited?.required.filter(({ state }) => state === "closed") ?? [];
        // A group whose rules the deployment does not manage may be closed.
        const isOurs = (party: string) =>
          plan.parties.some(
            (one) =>
              one.party === party &&
              one.groups.length > 0 &&
              one.peers.every(({ type, label }) => type !== "securityGroup" || one.groups.includes(label)),
          );
        const inWords = closed.flatMap(({ portRule, from, to, closed: { ingress, egress } }) => [
          ...(ingress && isOurs(to) ? [`${portRule} from ${from} to ${to}: ${ingress}`] : []),
          ...(egress && isOurs(from) ? [`${portRule} from ${from} to ${to}: ${egress}`] : []),
        ]);
        expect(inWords).toEqual([]);
        const unrequired = audited?.unrequired.flatMap(({ by }) => by) ?? [];
        const isOfEc2 = ({ direction, ipProtocol }: NetworkRule) => direction === "egress" && ipProtocol === "-1";
        expect(unrequired.filter((rule) => !isOfEc2(rule))).toEqual([]);
      }
      const { importMap } = importsOf({ plan, vpcId }, ec2Network(both(existing)));
      expect(importMapIssues(importMap, plan, vpcId)).toEqual([]);
      const ids = Object.values(importMap.groups).flatMap(({ rules }) => Object.values(rules));
      expect(new Set(ids).size).toBe(plan.groups.reduce((sum, { rules }) => sum + rules.length, 0));
    }),
    { numRuns: 25 },
  );
});

test("matches exactly the part that exists, and reports an additional rule as not required", () => {
  const part = fc.tuple(plans, fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }));
  fc.assert(
    fc.property(part, ([plan, pattern]) => {
      const exists = (index: number) => pattern[index % pattern.length] as boolean;
      const stranger = (groupId: string) => ({
        id: groupId.replace("sg-", "sgr-"),
        direction: "ingress" as const,
        ipProtocol: "tcp",
        fromPort: 7,
        toPort: 7,
        peer: { type: "cidrIpv4" as const, value: "192.0.2.0/24" },
      });
      const existing = deployed(plan, (_, index) => exists(index)).map((group) => ({
        ...group,
        rules: [...group.rules, stranger(group.id)],
      }));
      const { groups, importMap } = importsOf({ plan, vpcId }, ec2Network(both(existing)));
      const [audited] = audit([{ plan, vpcId }], [{ plan, vpcId }], ec2Network(both(existing)));
      const unrequired = new Set(audited?.unrequired.flatMap(({ by }) => by.map(({ key }) => key)));
      for (const { planned, found, created } of groups) {
        expect(created.map(({ rule }) => rule)).toEqual(planned.rules.filter((_, index) => !exists(index)));
        const opensAll = planned.rules.some(
          ({ ipProtocol, direction }) => ipProtocol === "-1" && direction === "ingress",
        );
        if (!opensAll) expect(unrequired.has(stranger(`${found?.id}`).id)).toBe(true);
        expect(Object.keys(importMap.groups[planned.key]?.rules ?? {})).toEqual(
          planned.rules.filter((_, index) => exists(index)).map(ruleKey),
        );
      }
    }),
    { numRuns: 25 },
  );
});
