/**
 * What `aws ec2 describe-security-groups` and `aws ec2 describe-security-group-rules` print, and what the SDK returns for
 * the same questions. Takes no more of it than it takes to tell groups and rules apart.
 */
import { z } from "zod";
import { type Issue, problems } from "../errors";
import { given } from "../model/given";
import { isMap } from "../model/map";
import { validate } from "../model/validate";

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
  GroupId: z.string(),
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
  SecurityGroupRuleId: z.string(),
  GroupId: z.string(),
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
export interface Description {
  readonly groups?: readonly DescribedGroup[];
  readonly rules?: readonly DescribedRule[];
}

const schema = z.object({ SecurityGroups: z.array(group).optional(), SecurityGroupRules: z.array(rule).optional() });

export type ParsedDescription =
  | { readonly description: Description; readonly issues?: never }
  | { readonly description?: never; readonly issues: readonly Issue[] };

/** Reads the answer to either question. */
export function parseDescription(json: unknown): ParsedDescription {
  if (!isMap(json) || !("SecurityGroups" in json || "SecurityGroupRules" in json)) {
    return { issues: [{ ...problems.notADescription(), path: [] }] };
  }
  const { value, issues } = validate(schema, json);
  if (issues) return { issues };
  return { description: given({ groups: value.SecurityGroups, rules: value.SecurityGroupRules }) };
}

/** Several answers as one; what two of them tell is told once. */
export function mergeDescriptions(descriptions: readonly Description[]): Description {
  const groups = descriptions.flatMap((description) => description.groups ?? []);
  const rules = descriptions.flatMap((description) => description.rules ?? []);
  return {
    ...(descriptions.some((one) => one.groups) ? { groups: eachOnce(groups, ({ GroupId }) => GroupId) } : {}),
    ...(descriptions.some((one) => one.rules) ? { rules: eachOnce(rules, (rule) => rule.SecurityGroupRuleId) } : {}),
  };
}

function eachOnce<T>(values: readonly T[], idOf: (value: T) => string): readonly T[] {
  return [...new Map(values.map((value) => [idOf(value), value])).values()];
}
