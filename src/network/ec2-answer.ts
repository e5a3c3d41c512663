/**
 * What `aws ec2 describe-security-groups` and `aws ec2 describe-security-group-rules` print, and what the SDK returns for
 * the same questions. Takes no more of it than it takes to tell groups and rules apart.
 */
import { z } from "zod";
import { problems, SecurityGroupsError } from "../errors";
import { isRecord } from "../model/is-record";
import { knownAwsId } from "../model/schema-parts";
import { validate } from "../model/validate";
import { withoutUndefined } from "../model/without-undefined";

const groupId = knownAwsId("sg", "a security group", "sg-0123456789abcdef0");
const port = z.int().nullish();
const note = z.string().nullish();
const permission = z.object({
  IpProtocol: z.string(),
  FromPort: port,
  ToPort: port,
  IpRanges: z.array(z.object({ CidrIp: z.string(), Description: note })).default([]),
  Ipv6Ranges: z.array(z.object({ CidrIpv6: z.string(), Description: note })).default([]),
  PrefixListIds: z.array(z.object({ PrefixListId: z.string(), Description: note })).default([]),
  UserIdGroupPairs: z.array(z.object({ GroupId: z.string(), Description: note })).default([]),
});
export type Permission = z.output<typeof permission>;

const group = z.object({
  GroupId: groupId,
  GroupName: z.string(),
  Description: z.string().default(""),
  /** Absent in groups of EC2-Classic, which are nobody's. */
  VpcId: z.string().nullish(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string().default("") })).default([]),
  IpPermissions: z.array(permission).default([]),
  IpPermissionsEgress: z.array(permission).default([]),
});
export type DescribedGroup = z.output<typeof group>;

const rule = z.object({
  SecurityGroupRuleId: knownAwsId("sgr", "a security group rule", "sgr-0123456789abcdef0"),
  GroupId: groupId,
  IsEgress: z.boolean(),
  IpProtocol: z.string(),
  FromPort: port,
  ToPort: port,
  CidrIpv4: z.string().nullish(),
  CidrIpv6: z.string().nullish(),
  PrefixListId: z.string().nullish(),
  ReferencedGroupInfo: z.object({ GroupId: z.string() }).nullish(),
  Description: note,
});
export type DescribedRule = z.output<typeof rule>;

/** The answers of EC2; absent what it was not asked. */
export interface Ec2Answer {
  readonly groups?: readonly DescribedGroup[];
  readonly rules?: readonly DescribedRule[];
}

const schema = z.object({ SecurityGroups: z.array(group).optional(), SecurityGroupRules: z.array(rule).optional() });

/** Reads the answer to either question. @throws SecurityGroupsError with everything that is not as EC2 answers. */
export function parseEc2Answer(json: unknown): Ec2Answer {
  if (!isRecord(json) || !("SecurityGroups" in json || "SecurityGroupRules" in json)) {
    throw new SecurityGroupsError([{ ...problems.notAnEc2Answer(), path: [] }]);
  }
  const { value, issues } = validate(schema, json);
  if (issues) throw new SecurityGroupsError(issues);
  return withoutUndefined({ groups: value.SecurityGroups, rules: value.SecurityGroupRules });
}

/** Several answers as one; what two of them tell is told once. */
export function mergeEc2Answers(answers: readonly Ec2Answer[]): Ec2Answer {
  const groups = answers.flatMap((answer) => answer.groups ?? []);
  const rules = answers.flatMap((answer) => answer.rules ?? []);
  return {
    ...(answers.some((answer) => answer.groups) ? { groups: eachOnce(groups, ({ GroupId }) => GroupId) } : {}),
    ...(answers.some((answer) => answer.rules) ? { rules: eachOnce(rules, (rule) => rule.SecurityGroupRuleId) } : {}),
  };
}

function eachOnce<T>(values: readonly T[], idOf: (value: T) => string): readonly T[] {
  return [...new Map(values.map((value) => [idOf(value), value])).values()];
}
