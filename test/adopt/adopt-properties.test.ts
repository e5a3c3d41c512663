import fc from "fast-check";
import { adopt } from "../../src/adopt/adopt";
import { importMapIssues } from "../../src/model/import-map";
import type { Plan } from "../../src/model/plan";
import { ruleKey } from "../../src/model/rule-identity";
import { type Ec2Answer, mergeEc2Answers, parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deployments } from "../projection/arbitrary-deployment";
import {
  deployed,
  describeSecurityGroupRules,
  describeSecurityGroups,
  type ExistingGroup,
  vpcId,
} from "./emulated-answers";

/** Plans whose groups and peers EC2 could tell: no tokens, and nothing of another deployment. */
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

test("what is deployed matches whole, whichever question EC2 was asked, and the map names every rule once", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const existing = deployed(plan);
      for (const description of [both(existing), describe(describeSecurityGroups(existing))]) {
        const { groups } = adopt({ plan, vpcId }, ec2Network(description));
        for (const { planned, matching, missing, extra } of groups) {
          expect([matching.map(({ rule }) => rule), missing, extra]).toEqual([planned.rules, [], []]);
        }
      }
      const { importMap } = adopt({ plan, vpcId }, ec2Network(both(existing)));
      expect(importMapIssues(importMap, plan, vpcId)).toEqual([]);
      const ids = Object.values(importMap.groups).flatMap(({ rules }) => Object.values(rules));
      expect(new Set(ids).size).toBe(plan.groups.reduce((sum, { rules }) => sum + rules.length, 0));
    }),
    { numRuns: 25 },
  );
});

test("of a part that exists, exactly that part matches, and what is there beside it is extra", () => {
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
      const { groups, importMap } = adopt({ plan, vpcId }, ec2Network(both(existing)));
      for (const { planned, found, missing, extra } of groups) {
        expect(missing).toEqual(planned.rules.filter((_, index) => !exists(index)));
        const { id, ...rule } = stranger(`${found?.id}`);
        expect(extra).toEqual(planned.existing ? [] : [{ ...rule, key: id, portRules: [], description: "" }]);
        expect(Object.keys(importMap.groups[planned.key]?.rules ?? {})).toEqual(
          planned.rules.filter((_, index) => exists(index)).map(ruleKey),
        );
      }
    }),
    { numRuns: 25 },
  );
});
