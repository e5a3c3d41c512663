/** The network that EC2 reports, each rule with one peer: EC2 itself lists several peers in one permission. */

import { type Issue, problems } from "../errors";
import { groupBy } from "../model/group-by";
import type { Direction, Network, NetworkGroup, NetworkPeer, NetworkRule } from "../model/network";
import type { PeerType } from "../model/plan";
import { canonicalTraffic, ruleIdentity } from "../model/rule-identity";
import type { DescribedGroup, DescribedRule, Ec2Answer, Permission } from "./ec2-answer";

/** A security group as EC2 reports it. */
export interface Ec2Group extends NetworkGroup {
  /** `sg-...` */
  readonly id: string;
  readonly vpcId: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What EC2 reports. Rules name groups by their ids. What was not asked for, or is not in the files, is absent. */
export interface Ec2Network extends Network {
  readonly groups: readonly Ec2Group[];
  /** CIDRs of the prefix lists whose entries are known, by id. */
  readonly prefixLists?: ReadonlyMap<string, readonly string[]>;
  readonly interfaces?: readonly NetworkInterface[];
  readonly subnets?: readonly Subnet[];
  readonly networkAcls?: readonly NetworkAcl[];
}

/** A network interface, of an instance or of anything else. */
export interface NetworkInterface {
  /** `eni-...` */
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  /** Ids of the security groups that it attaches. */
  readonly groups: readonly string[];
  /** Its private IPv4 addresses and its IPv6 addresses, as CIDRs. */
  readonly addresses: readonly string[];
  /** Absent if it belongs to no instance. */
  readonly instanceId?: string;
}

export interface Subnet {
  /** `subnet-...` */
  readonly id: string;
  readonly vpcId: string;
  readonly cidrs: readonly string[];
}

/** A network ACL: stateless rules, of which the first that matches decides. */
export interface NetworkAcl {
  /** `acl-...` */
  readonly id: string;
  readonly vpcId: string;
  /** Whether it applies to the subnets of its VPC that no other one names. */
  readonly isDefault: boolean;
  readonly subnetIds: readonly string[];
  /** In the order in which EC2 reads them: by number, for each direction. */
  readonly entries: readonly NetworkAclEntry[];
}

export interface NetworkAclEntry extends Pick<NetworkRule, "direction" | "ipProtocol" | "fromPort" | "toPort"> {
  readonly number: number;
  readonly allows: boolean;
  readonly cidr: string;
}

/** The groups of an answer. If EC2 was asked for single rules, each rule has its id. */
export function ec2Network({ groups = [], rules }: Ec2Answer): Ec2Network {
  const byGroup = groupBy(rules ?? [], (rule) => rule.GroupId);
  return {
    groups: groups.map((group) => ({
      id: group.GroupId,
      peer: { type: "securityGroup", value: group.GroupId },
      name: group.GroupName,
      deployment: "",
      vpcId: group.VpcId ?? "",
      description: group.Description,
      tags: Object.fromEntries(group.Tags.map(({ Key, Value }) => [Key, Value])),
      rules: rules ? (byGroup.get(group.GroupId) ?? []).map(ofRule) : permissionsOf(group),
    })),
  };
}

/** Whether the two answers of EC2 about a group differ: then one of them was filtered, cut short, or is older. */
export function differences({ groups = [], rules }: Ec2Answer, ids: ReadonlySet<string>): readonly Issue[] {
  if (!rules) return [];
  const byGroup = groupBy(rules, (rule) => rule.GroupId);
  const identities = (of: readonly NetworkRule[]) => of.map(ruleIdentity).sort().join("\n");
  return groups
    .filter(({ GroupId }) => ids.has(GroupId))
    .filter((group) => {
      const single = (byGroup.get(group.GroupId) ?? []).map(ofRule);
      return identities(single) !== identities(permissionsOf(group));
    })
    .map(({ GroupName, GroupId }) => ({ ...problems.answersDiffer(), root: `${GroupName} (${GroupId})`, path: [] }));
}

function permissionsOf({ IpPermissions, IpPermissionsEgress }: DescribedGroup): readonly NetworkRule[] {
  return [
    ...IpPermissions.flatMap((permission) => ofPermission("ingress", permission)),
    ...IpPermissionsEgress.flatMap((permission) => ofPermission("egress", permission)),
  ];
}

function ofPermission(direction: Direction, permission: Permission): readonly NetworkRule[] {
  const { IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs } = permission;
  const of = (type: PeerType, value: string, description: string | null | undefined): NetworkRule => ({
    direction,
    ...trafficOf(permission),
    peer: { type, value },
    key: "",
    portRules: [],
    description: description ?? "",
  });
  return [
    ...IpRanges.map(({ CidrIp, Description }) => of("cidrIpv4", CidrIp, Description)),
    ...Ipv6Ranges.map(({ CidrIpv6, Description }) => of("cidrIpv6", CidrIpv6, Description)),
    ...PrefixListIds.map(({ PrefixListId, Description }) => of("prefixList", PrefixListId, Description)),
    ...UserIdGroupPairs.map(({ GroupId, Description }) => of("securityGroup", GroupId, Description)),
  ];
}

function ofRule(rule: DescribedRule): NetworkRule {
  return {
    direction: rule.IsEgress ? "egress" : "ingress",
    ...trafficOf(rule),
    peer: peerOf(rule),
    key: rule.SecurityGroupRuleId,
    portRules: [],
    description: rule.Description ?? "",
  };
}

function trafficOf({ IpProtocol, FromPort, ToPort }: Pick<Permission, "IpProtocol" | "FromPort" | "ToPort">) {
  return canonicalTraffic({
    ipProtocol: IpProtocol,
    ...(FromPort == null ? {} : { fromPort: FromPort }),
    ...(ToPort == null ? {} : { toPort: ToPort }),
  });
}

function peerOf({ CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo }: DescribedRule): NetworkPeer {
  if (CidrIpv4) return { type: "cidrIpv4", value: CidrIpv4 };
  if (CidrIpv6) return { type: "cidrIpv6", value: CidrIpv6 };
  if (PrefixListId) return { type: "prefixList", value: PrefixListId };
  return { type: "securityGroup", value: ReferencedGroupInfo?.GroupId ?? "" };
}
