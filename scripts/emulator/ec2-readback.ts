/** Security groups as the EC2 API reports them, independently of the Terraform JSON. */
import {
  type EC2Client,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateGetManagedPrefixListEntries,
  type SecurityGroup,
  type SecurityGroupRule,
  type Tag,
} from "@aws-sdk/client-ec2";

export interface ReportedGroup {
  readonly id: string;
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly rules: readonly ReportedRule[];
}

export interface ReportedRule {
  readonly id: string;
  readonly direction: "ingress" | "egress";
  readonly protocol: string;
  /** First and last port, or ICMP type and code; -1 for any, and for protocols without ports. */
  readonly fromPort: number;
  readonly toPort: number;
  readonly peer: ReportedPeer;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Exactly one of these, in EC2's form. */
export type ReportedPeer =
  | { readonly cidrs: readonly [string] }
  | { readonly groupId: string /** Set if it differs from the account of the rule. */; readonly account?: string }
  | { readonly prefixListId: string; readonly cidrs: readonly string[] };

/** The groups of a VPC, by name, each with its rules. */
export async function readGroups(client: EC2Client, vpcId: string): Promise<readonly ReportedGroup[]> {
  const groups: SecurityGroup[] = [];
  const ofVpc = { Filters: [{ Name: "vpc-id", Values: [vpcId] }] };
  for await (const page of paginateDescribeSecurityGroups({ client, pageSize: 100 }, ofVpc)) {
    groups.push(...(page.SecurityGroups ?? []));
  }
  const reported: ReportedGroup[] = [];
  for (const { GroupId = "", GroupName = "", Description = "", Tags } of groups) {
    const rules = await readRules(client, GroupId);
    reported.push({ id: GroupId, vpcId, name: GroupName, description: Description, tags: tagsOf(Tags), rules });
  }
  return reported.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readRules(client: EC2Client, groupId: string): Promise<readonly ReportedRule[]> {
  const rules: SecurityGroupRule[] = [];
  const ofGroup = { Filters: [{ Name: "group-id", Values: [groupId] }] };
  for await (const page of paginateDescribeSecurityGroupRules({ client, pageSize: 100 }, ofGroup)) {
    rules.push(...(page.SecurityGroupRules ?? []));
  }
  return Promise.all(rules.map((rule) => reportedRule(client, rule)));
}

async function reportedRule(client: EC2Client, rule: SecurityGroupRule): Promise<ReportedRule> {
  return {
    id: rule.SecurityGroupRuleId ?? "",
    direction: rule.IsEgress ? "egress" : "ingress",
    protocol: rule.IpProtocol ?? "",
    fromPort: rule.FromPort ?? -1,
    toPort: rule.ToPort ?? -1,
    peer: await peerOf(client, rule),
    description: rule.Description ?? "",
    tags: tagsOf(rule.Tags),
  };
}

/** The emulator's account. It does not report the owner of a group. */
const ownAccount = "123456789012";

async function peerOf(client: EC2Client, rule: SecurityGroupRule): Promise<ReportedPeer> {
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo, SecurityGroupRuleId } = rule;
  const peers = [CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo?.GroupId].filter(Boolean);
  if (peers.length !== 1) throw new Error(`${SecurityGroupRuleId} has ${peers.length} peers: ${peers.join(", ")}`);
  if (ReferencedGroupInfo?.GroupId) {
    const { GroupId, UserId = ownAccount } = ReferencedGroupInfo;
    return { groupId: GroupId, ...(UserId === (rule.GroupOwnerId ?? ownAccount) ? {} : { account: UserId }) };
  }
  if (PrefixListId) return { prefixListId: PrefixListId, cidrs: await entriesOf(client, PrefixListId) };
  return { cidrs: [(CidrIpv4 ?? CidrIpv6) as string] };
}

async function entriesOf(client: EC2Client, prefixListId: string): Promise<readonly string[]> {
  const cidrs: string[] = [];
  for await (const page of paginateGetManagedPrefixListEntries({ client }, { PrefixListId: prefixListId })) {
    cidrs.push(...(page.Entries ?? []).flatMap(({ Cidr }) => Cidr ?? []));
  }
  return cidrs;
}

function tagsOf(tags: readonly Tag[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}
