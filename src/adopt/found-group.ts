/** Groups as EC2 reports them, each with its rules one by one: EC2 itself lists several peers in one permission. */

import { type Issue, problems } from "../errors";
import { grouped } from "../model/grouped";
import type { PeerType } from "../model/plan";
import type { DescribedGroup, DescribedRule, Ec2Answer, Permission } from "./ec2-answer";
import { type FoundRule, identityOf, trafficOf } from "./found-rule";

/** A security group as EC2 reports it, with its rules. */
export interface FoundGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly rules: readonly FoundRule[];
}

/** The groups of an answer. Where EC2 was asked for rules one by one, they come with their ids. */
export function foundGroups({ groups = [], rules }: Ec2Answer): readonly FoundGroup[] {
  const byGroup = grouped(rules ?? [], (rule) => rule.GroupId);
  return groups.map((group) => ({
    id: group.GroupId,
    name: group.GroupName,
    vpcId: group.VpcId ?? "",
    description: group.Description,
    tags: Object.fromEntries(group.Tags.map(({ Key, Value }) => [Key, Value])),
    rules: rules ? (byGroup.get(group.GroupId) ?? []).map(ofRule) : permissionsOf(group),
  }));
}

/** Where the two answers of EC2 about a group differ: one of them was filtered, cut short, or is older. */
export function differences(group: FoundGroup, { groups = [] }: Ec2Answer): readonly Issue[] {
  const described = groups.find(({ GroupId }) => GroupId === group.id);
  const identities = (rules: readonly FoundRule[]) => rules.map(identityOf).sort().join("\n");
  if (!described || identities(group.rules) === identities(permissionsOf(described))) return [];
  return [{ ...problems.answersDiffer(), root: `${group.name} (${group.id})`, path: [] }];
}

function permissionsOf({ IpPermissions, IpPermissionsEgress }: DescribedGroup): readonly FoundRule[] {
  return [
    ...IpPermissions.flatMap((permission) => ofPermission("ingress", permission)),
    ...IpPermissionsEgress.flatMap((permission) => ofPermission("egress", permission)),
  ];
}

function ofPermission(direction: FoundRule["direction"], permission: Permission): readonly FoundRule[] {
  const { IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs } = permission;
  const traffic = trafficOf(IpProtocol, FromPort ?? undefined, ToPort ?? undefined);
  const of = (type: PeerType, value: string, description: string | null | undefined): FoundRule => ({
    direction,
    ...traffic,
    peer: { type, value },
    ...(description ? { description } : {}),
  });
  return [
    ...IpRanges.map(({ CidrIp, Description }) => of("cidrIpv4", CidrIp, Description)),
    ...Ipv6Ranges.map(({ CidrIpv6, Description }) => of("cidrIpv6", CidrIpv6, Description)),
    ...PrefixListIds.map(({ PrefixListId, Description }) => of("prefixList", PrefixListId, Description)),
    ...UserIdGroupPairs.map(({ GroupId, Description }) => of("securityGroup", GroupId, Description)),
  ];
}

function ofRule(rule: DescribedRule): FoundRule {
  return {
    id: rule.SecurityGroupRuleId,
    direction: rule.IsEgress ? "egress" : "ingress",
    ...trafficOf(rule.IpProtocol, rule.FromPort ?? undefined, rule.ToPort ?? undefined),
    peer: peerOf(rule),
    ...(rule.Description ? { description: rule.Description } : {}),
  };
}

function peerOf({ CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo }: DescribedRule): FoundRule["peer"] {
  if (CidrIpv4) return { type: "cidrIpv4", value: CidrIpv4 };
  if (CidrIpv6) return { type: "cidrIpv6", value: CidrIpv6 };
  if (PrefixListId) return { type: "prefixList", value: PrefixListId };
  return { type: "securityGroup", value: ReferencedGroupInfo?.GroupId ?? "" };
}
