/** Faults from a seeded generator: manual changes of groups, made through the API of EC2 and undone afterwards. */
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkAclEntryCommand,
  CreateTagsCommand,
  DeleteNetworkAclEntryCommand,
  DeleteTagsCommand,
  type IpPermission,
  ModifyNetworkInterfaceAttributeCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import type { ReportedGroup, ReportedRule } from "../../scripts/emulator/ec2-readback";
import { type AuditedSite, peerOf, type VpcState } from "./audited-site";
import { ruleText } from "./expected-findings";

export const faultKinds = ["rule removed", "rule widened", "wrong group attached", "ACL block", "tag changed"] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly vpcId: string;
  readonly text: string;
  /** The changed object: no two faults change the same one. */
  readonly target: string;
  apply(): Promise<void>;
  undo(): Promise<void>;
}

/** Mulberry32: the same numbers for the same seed, on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Faults {
  constructor(
    private readonly site: AuditedSite,
    /** The state of each VPC without any fault. */
    private readonly states: ReadonlyMap<string, VpcState>,
    private readonly random: () => number,
  ) {}

  /** Undefined if the drawn objects have no such fault. */
  draw(kind: FaultKind): Fault | undefined {
    const [vpcId, state] = this.oneOf([...this.states]);
    switch (kind) {
      case "rule removed":
        return this.ruleRemoved(vpcId, state);
      case "rule widened":
        return this.ruleWidened(vpcId, state);
      case "wrong group attached":
        return this.wrongGroup(vpcId, state);
      case "ACL block":
        return this.aclBlock(vpcId, state);
      case "tag changed":
        return this.tagChanged(vpcId, state);
    }
  }

  private ruleRemoved(vpcId: string, { groups }: VpcState): Fault {
    const { group, rule } = this.rule(groups);
    return {
      ...{ kind: "rule removed", vpcId, target: rule.id, text: `${group.name}: ${ruleText(rule)}` },
      apply: () => this.revoke(group, rule),
      undo: () => this.authorize(group, rule),
    };
  }

  private ruleWidened(vpcId: string, { groups }: VpcState): Fault | undefined {
    const { group, rule } = this.rule(groups);
    const wider = this.wider(rule, group);
    if (!wider || group.rules.some((other) => ruleText(other) === ruleText(wider))) return undefined;
    return {
      ...{
        kind: "rule widened",
        vpcId,
        target: rule.id,
        text: `${group.name}: ${ruleText(rule)} is ${ruleText(wider)}`,
      },
      apply: async () => {
        await this.revoke(group, rule);
        await this.authorize(group, wider);
      },
      undo: async () => {
        await this.revoke(group, wider);
        await this.authorize(group, rule);
      },
    };
  }

  private wider(rule: ReportedRule, group: ReportedGroup): ReportedRule | undefined {
    const { fromPort, toPort, protocol, peer } = rule;
    const hasPorts = protocol === "tcp" || protocol === "udp";
    const more = 1 + Math.floor(this.random() * 40);
    const second = this.site.vpcIds.indexOf(group.vpcId);
    switch (this.oneOf(["ports", "protocols", "network", "world"] as const)) {
      case "ports":
        return hasPorts
          ? { ...rule, fromPort: Math.max(0, fromPort - more), toPort: Math.min(65_535, toPort + more) }
          : undefined;
      case "protocols":
        return { ...rule, protocol: "-1", fromPort: -1, toPort: -1 };
      case "network":
        if ("groupId" in peer) return { ...rule, peer: { cidrs: [`10.${second}.0.0/16`] } };
        return "prefixListId" in peer ? undefined : widerNetwork(rule, peer.cidrs[0] as string, more % 8);
      case "world":
        return { ...rule, peer: { cidrs: ["0.0.0.0/0"] } };
    }
  }

  /** A node loses one of its groups, gets another one of the VPC, or gets one in place of another. */
  private wrongGroup(vpcId: string, { interfaces, groups }: VpcState): Fault {
    const one = this.oneOf(interfaces.filter(({ instanceId }) => instanceId !== undefined));
    const lost = this.random() < 0.6 ? this.oneOf(one.groupIds) : "none";
    const others = groups.map(({ id }) => id).filter((id) => !one.groupIds.includes(id));
    const added = lost === "none" || this.random() < 0.4 || one.groupIds.length === 1 ? [this.oneOf(others)] : [];
    const attach = async (Groups: readonly string[]) => {
      const attribute = { NetworkInterfaceId: one.id, Groups: [...Groups] };
      await this.site.client.send(new ModifyNetworkInterfaceAttributeCommand(attribute));
    };
    const name = (id: string) => groups.find((group) => group.id === id)?.name ?? id;
    return {
      ...{ kind: "wrong group attached", vpcId, target: one.id },
      text: `${one.instanceId} loses ${name(lost)}, gets ${added.map(name)}`,
      apply: () => attach([...one.groupIds.filter((id) => id !== lost), ...added]),
      undo: () => attach(one.groupIds),
    };
  }

  /** An entry before all others denies traffic that a rule of some group admits. */
  private aclBlock(vpcId: string, { groups, acls, interfaces }: VpcState): Fault {
    const { rule } = this.rule(groups);
    const acl = this.oneOf([...acls.values()]);
    const isEgress = this.random() < 0.5;
    const RuleNumber = 1 + Math.floor(this.random() * 80);
    const peer = this.oneOf(interfaces).address;
    const [, , third] = peer.split(".");
    const second = this.site.vpcIds.indexOf(vpcId);
    const CidrBlock = this.oneOf([
      `${peer}/32`,
      `10.${second}.${third}.0/24`,
      "203.0.113.0/24",
      "198.51.100.0/28",
      "0.0.0.0/0",
    ]);
    const hasPorts = rule.protocol === "tcp" || rule.protocol === "udp";
    const answers = this.random() < 0.2;
    const [From, To] = answers ? [50_000, 65_535] : [rule.fromPort, rule.toPort];
    const traffic = hasPorts
      ? { Protocol: rule.protocol === "tcp" ? "6" : "17", PortRange: { From, To } }
      : { Protocol: "-1" };
    const entry = { NetworkAclId: acl.id, RuleNumber, Egress: isEgress };
    return {
      ...{ kind: "ACL block", vpcId, target: `${acl.id} ${isEgress} ${RuleNumber}` },
      text: `${acl.id} ${isEgress ? "egress" : "ingress"} ${traffic.Protocol} ${From}-${To} ${CidrBlock}`,
      apply: async () => {
        await this.site.client.send(
          new CreateNetworkAclEntryCommand({ ...entry, ...traffic, CidrBlock, RuleAction: "deny" }),
        );
      },
      undo: async () => {
        await this.site.client.send(new DeleteNetworkAclEntryCommand(entry));
      },
    };
  }

  /** A tag gets another value, or another tag is added. */
  private tagChanged(vpcId: string, { groups }: VpcState): Fault {
    const group = this.oneOf(groups.filter(({ name }) => name !== "default"));
    const Resources = [group.id];
    const [key, value] = this.oneOf([...Object.entries(group.tags), ["owner", undefined] as const]);
    const send = async (Value: string | undefined) => {
      const Tags = [{ Key: key, ...(Value === undefined ? {} : { Value }) }];
      const command = Value === undefined ? new DeleteTagsCommand({ Resources, Tags }) : undefined;
      await (command
        ? this.site.client.send(command)
        : this.site.client.send(new CreateTagsCommand({ Resources, Tags })));
    };
    return {
      ...{ kind: "tag changed", vpcId, target: `${group.id} tags`, text: `${group.name}: ${key} from ${value}` },
      apply: () => send("by hand"),
      undo: () => send(value),
    };
  }

  private rule(groups: readonly ReportedGroup[]) {
    const group = this.oneOf(groups.filter(({ name }) => name !== "default"));
    return { group, rule: this.oneOf(group.rules) };
  }

  private oneOf<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)] as T;
  }

  private async revoke({ id: GroupId }: ReportedGroup, rule: ReportedRule): Promise<void> {
    const input = { GroupId, IpPermissions: [permissionOf(rule)] };
    const { client } = this.site;
    if (rule.direction === "egress") await client.send(new RevokeSecurityGroupEgressCommand(input));
    else await client.send(new RevokeSecurityGroupIngressCommand(input));
  }

  private async authorize({ id: GroupId }: ReportedGroup, rule: ReportedRule): Promise<void> {
    const input = { GroupId, IpPermissions: [permissionOf(rule)] };
    const { client } = this.site;
    if (rule.direction === "egress") await client.send(new AuthorizeSecurityGroupEgressCommand(input));
    else await client.send(new AuthorizeSecurityGroupIngressCommand(input));
  }
}

function permissionOf({ protocol, fromPort, toPort, peer }: ReportedRule): IpPermission {
  const value =
    "groupId" in peer ? peer.groupId : "prefixListId" in peer ? peer.prefixListId : (peer.cidrs[0] as string);
  const ports = protocol === "tcp" || protocol === "udp" || protocol.startsWith("icmp");
  return { IpProtocol: protocol, ...(ports ? { FromPort: fromPort, ToPort: toPort } : {}), ...peerOf(value) };
}

function widerNetwork(rule: ReportedRule, cidr: string, bits: number): ReportedRule | undefined {
  const [network = "", length] = cidr.split("/");
  const prefix = Number(length) - 1 - bits;
  if (cidr.includes(":") || prefix < 1) return undefined;
  const value = network.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = value - (value % 2 ** (32 - prefix));
  const address = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".");
  return { ...rule, peer: { cidrs: [`${address}/${prefix}`] } };
}
