/** Which groups and rules of EC2 the resources of a deployment take over. `rancher-sg audit --imports` writes it. */
import { z } from "zod";
import { type Issue, type Path, problems } from "../errors";
import type { Plan } from "./plan";
import { ruleKey } from "./rule-identity";
import { knownAwsId } from "./schema-parts";
import { isToken } from "./token";

const groupImportSchema = z.strictObject({
  /** The group in EC2; it is taken over itself only where the plan creates it. */
  securityGroupId: knownAwsId("sg", "a security group", "sg-0123456789abcdef0"),
  /** Ids of rules, by what EC2 calls the same rule: the construct id of the rule's resource. */
  rules: z.record(z.string(), knownAwsId("sgr", "a security group rule", "sgr-0123456789abcdef0")),
});
export const importMapSchema = z.strictObject({
  /** The deployment in the config; a construct of the same groups may go by another name. */
  deployment: z.string(),
  vpcId: knownAwsId("vpc", "a VPC", "vpc-0a1b2c3d4e5f60718"),
  /** By the key of the group in the plan. */
  groups: z.record(z.string(), groupImportSchema),
});
/** Which group and which rules of EC2 each group of a deployment takes over: what `rancher-sg audit --imports` writes. */
export type ImportMap = z.output<typeof importMapSchema>;

/**
 * What of a map does not fit a plan as it is written. Whatever the plan lacks would stay open in EC2 without anybody
 * managing it, so a map that names more than the plan is refused.
 */
export function importMapIssues(map: ImportMap, plan: Plan, vpcId: string | undefined): readonly Issue[] {
  if (vpcId !== undefined && !isToken(vpcId) && map.vpcId !== vpcId) {
    return [{ ...problems.importsOfAnother(plan.deployment.name), path: ["vpcId"], received: map.vpcId }];
  }
  return Object.entries(map.groups).flatMap(([key, { rules }]): Issue[] => {
    const path: Path = ["groups", key];
    const group = plan.groups.find((planned) => planned.key === key);
    if (!group) return [{ ...problems.staleGroupImport(), path }];
    const known = new Set(group.rules.map(ruleKey));
    return Object.keys(rules)
      .filter((rule) => !known.has(rule))
      .map((rule) => ({ ...problems.staleRuleImport(), path: [...path, "rules", rule] }));
  });
}
