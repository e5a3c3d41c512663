/**
 * EC2's answers if exactly the given groups and rules existed. Written from EC2's documentation: several peers in one
 * permission, rule ids in the other answer only, and no ports for protocols without ports.
 */
import { createHash } from "node:crypto";
import type { Peer, Plan, PlannedSecurityGroup, SecurityGroupRule } from "../../src/model/plan";

export const vpcId = "vpc-0a1b2c3d4e5f60718";

export interface ExistingRule extends Pick<SecurityGroupRule, "direction" | "ipProtocol" | "fromPort" | "toPort"> {
  /** Exactly one peer, in EC2's words. */
  readonly peer: Pick<Peer, "type" | "value">;
  readonly id: string;
  readonly description?: string;
}

export interface ExistingGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly rules: readonly ExistingRule[];
}

type Json = Readonly<Record<string, unknown>>;

export function describeSecurityGroups(groups: readonly ExistingGroup[]): { readonly SecurityGroups: readonly Json[] } {
  return {
    SecurityGroups: groups.map((group) => ({
      GroupId: group.id,
      GroupName: group.name,
      Description: group.description ?? "by hand",
      OwnerId: "123456789012",
      VpcId: group.vpcId ?? vpcId,
      Tags: Object.entries(group.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
      IpPermissions: permissions(group.rules.filter(({ direction }) => direction === "ingress")),
      IpPermissionsEgress: permissions(group.rules.filter(({ direction }) => direction === "egress")),
    })),
  };
}

export function describeSecurityGroupRules(groups: readonly ExistingGroup[]): {
  readonly SecurityGroupRules: readonly Json[];
} {
  return {
    SecurityGroupRules: groups.flatMap((group) =>
      group.rules.map(({ id, direction, ipProtocol, fromPort = -1, toPort = -1, peer, description }) => ({
        SecurityGroupRuleId: id,
        GroupId: group.id,
        GroupOwnerId: "123456789012",
        IsEgress: direction === "egress",
        IpProtocol: ipProtocol,
        FromPort: fromPort,
        ToPort: toPort,
        ...(peer.type === "cidrIpv4" ? { CidrIpv4: peer.value } : {}),
        ...(peer.type === "cidrIpv6" ? { CidrIpv6: peer.value } : {}),
        ...(peer.type === "prefixList" ? { PrefixListId: peer.value } : {}),
        ...(peer.type === "securityGroup" ? { ReferencedGroupInfo: { GroupId: peer.value } } : {}),
        ...(description ? { Description: description } : {}),
        Tags: [],
      })),
    ),
  };
}

function permissions(rules: readonly ExistingRule[]): readonly Json[] {
  const merged = new Map<string, ExistingRule[]>();
  for (const rule of rules) {
    const key = [rule.ipProtocol, rule.fromPort, rule.toPort].join();
    merged.set(key, [...(merged.get(key) ?? []), rule]);
  }
  return [...merged.values()].map((same) => {
    const { ipProtocol, fromPort, toPort } = same[0] as ExistingRule;
    const peers = (type: Peer["type"], key: string) =>
      same
        .filter(({ peer }) => peer.type === type)
        .map(({ peer, description }) => ({ [key]: peer.value, ...(description ? { Description: description } : {}) }));
    return {
      IpProtocol: ipProtocol,
      ...(fromPort === undefined ? {} : { FromPort: fromPort, ToPort: toPort }),
      IpRanges: peers("cidrIpv4", "CidrIp"),
      Ipv6Ranges: peers("cidrIpv6", "CidrIpv6"),
      PrefixListIds: peers("prefixList", "PrefixListId"),
      UserIdGroupPairs: peers("securityGroup", "GroupId").map((pair) => ({ ...pair, UserId: "123456789012" })),
    };
  });
}

/** A text that looks like the random part of an EC2 id. */
function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 17);
}

/** The id of a planned group in the answers. */
export function groupIdOf(plan: Plan, key: string): string {
  return `sg-${digest(`${plan.deployment.name} ${key}`)}`;
}

/** The planned groups after a deploy. `exists` selects the rules that exist. */
export function deployed(
  plan: Plan,
  exists: (group: PlannedSecurityGroup, index: number) => boolean = () => true,
): readonly ExistingGroup[] {
  return plan.groups.map((group) => ({
    id:
      group.existing && "securityGroupId" in group.existing
        ? group.existing.securityGroupId
        : groupIdOf(plan, group.key),
    name: group.name,
    rules: group.rules.flatMap(({ direction, ipProtocol, fromPort, toPort, peer }, index): ExistingRule[] => {
      const { type, value } = peer;
      const reported =
        type === "group" ? { type: "securityGroup" as const, value: groupIdOf(plan, value) } : { type, value };
      const ports = { ...(fromPort === undefined ? {} : { fromPort }), ...(toPort === undefined ? {} : { toPort }) };
      const id = `sgr-${digest(`${plan.deployment.name} ${group.key} ${index}`)}`;
      return exists(group, index) ? [{ id, direction, ipProtocol, ...ports, peer: reported }] : [];
    }),
  }));
}
