/**
 * The Terraform addresses that the stacks of this package give a deployment's groups and rules, without a synth and
 * without the framework: cdktf names a resource by the path of its construct and the first digits of that path's MD5.
 */
import { createHash } from "node:crypto";
import type { PlannedSecurityGroup, SecurityGroupRule } from "../model/plan";
import { ruleKey } from "../model/rule-identity";
import { constructPathOf, type StackMember } from "../model/stack-member";

/** The address of a group's resource; undefined where the group exists already. */
export function groupAddress(deployment: StackMember, group: PlannedSecurityGroup): string | undefined {
  if (group.existing) return undefined;
  return `aws_security_group.${logicalId([...constructPathOf(deployment), group.key, "Resource"])}`;
}

export function ruleAddress(deployment: StackMember, { key }: PlannedSecurityGroup, rule: SecurityGroupRule): string {
  return `aws_vpc_security_group_${rule.direction}_rule.${logicalId([...constructPathOf(deployment), key, ruleKey(rule)])}`;
}

/** The address of the list of all rules of a created group. */
export function exclusiveAddress(deployment: StackMember, { key }: PlannedSecurityGroup): string {
  return `aws_vpc_security_group_rules_exclusive.${logicalId([...constructPathOf(deployment), key, "ExclusiveRules"])}`;
}

/** cdktf's name for a construct at a path below its stack. */
function logicalId(path: readonly string[]): string {
  const ids = path.map((id) => id.replaceAll("/", "--"));
  const hash = createHash("md5").update(ids.join("/")).digest("hex").slice(0, 8).toUpperCase();
  const kept: string[] = [];
  for (const id of ids) if (!kept.at(-1)?.endsWith(id)) kept.push(id);
  const shown = kept.filter((id) => id !== "Resource").map((id) => id.replaceAll(/[^A-Za-z0-9_-]/g, ""));
  return `${shown.join("_").slice(0, 240)}_${hash}`;
}
