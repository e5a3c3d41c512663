/** Network interfaces, subnets and network ACLs as EC2 reports them: where groups are attached, and what else filters. */

import { z } from "zod";
import { type Issue, type Path, problems } from "../errors";
import { append } from "../model/append";
import { familyOf } from "../model/cidr";
import type { NetworkRule } from "../model/network";
import { canonicalTraffic } from "../model/rule-identity";
import { knownAwsId } from "../model/schema-parts";
import { type Validated, validate } from "../model/validate";
import { cidrIssues, groupIdSchema, trafficIssues } from "./ec2-rules";

/** A network interface, of an instance or of anything else. */
export interface NetworkInterface {
  /** `eni-...` */
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  /** Ids of the security groups that it attaches. */
  readonly groups: readonly string[];
  /** Its private IPv4 addresses and its IPv6 addresses, as CIDRs. Prefixes that are delegated to it are those of pods. */
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

const id = (prefix: string, what: string) => knownAwsId(prefix, what, `${prefix}-0123456789abcdef0`);
const vpcId = id("vpc", "a VPC");
const subnetId = id("subnet", "a subnet");
const list = <S extends z.ZodType>(element: S) => z.array(element).nullish();

const networkInterface = z.object({
  NetworkInterfaceId: id("eni", "a network interface"),
  VpcId: vpcId,
  SubnetId: subnetId,
  Groups: list(z.object({ GroupId: groupIdSchema })),
  PrivateIpAddress: z.string().nullish(),
  PrivateIpAddresses: list(z.object({ PrivateIpAddress: z.string() })),
  Ipv6Addresses: list(z.object({ Ipv6Address: z.string() })),
});
const attached = z.object({ Attachment: z.object({ InstanceId: z.string().nullish() }).nullish() });

/** A network interface of `describe-network-interfaces`; `instanceId` if it is a part of an instance. */
export function readInterface(json: unknown, path: Path, instanceId?: string): Validated<NetworkInterface> {
  const { value, issues } = validate(networkInterface, json, path);
  if (issues) return { issues };
  const attachment = validate(attached, json, path);
  if (attachment.issues) return { issues: attachment.issues };
  const instance = instanceId ?? attachment.value.Attachment?.InstanceId ?? undefined;
  const hosts = [
    ...(value.PrivateIpAddress ? [value.PrivateIpAddress] : []),
    ...(value.PrivateIpAddresses ?? []).map(({ PrivateIpAddress }) => PrivateIpAddress),
    ...(value.Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address),
  ].map((address) => `${address}/${familyOf(address) === "ipv6" ? 128 : 32}`);
  const addresses = [...new Set(hosts)];
  const wrong = addresses.flatMap((cidr) => anyCidrIssues(cidr, [...path, "PrivateIpAddresses"]));
  if (wrong.length > 0) return { issues: wrong };
  return {
    value: {
      id: value.NetworkInterfaceId,
      vpcId: value.VpcId,
      subnetId: value.SubnetId,
      groups: [...new Set((value.Groups ?? []).map(({ GroupId }) => GroupId))],
      addresses,
      ...(instance === undefined ? {} : { instanceId: instance }),
    },
  };
}

const reservation = z.object({
  Instances: z.array(
    z.object({ InstanceId: id("i", "an instance"), NetworkInterfaces: z.array(z.unknown()).nullish() }),
  ),
});

/** The network interfaces of the instances in a reservation of `describe-instances`. A terminated instance has none. */
export function readReservation(json: unknown, path: Path): Validated<readonly NetworkInterface[]> {
  const { value, issues } = validate(reservation, json, path);
  if (issues) return { issues };
  const read = value.Instances.flatMap(({ InstanceId, NetworkInterfaces }, index) =>
    (NetworkInterfaces ?? []).map((one, at) =>
      readInterface(one, [...path, "Instances", index, "NetworkInterfaces", at], InstanceId),
    ),
  );
  const wrong = read.flatMap(({ issues: found = [] }) => found);
  return wrong.length > 0 ? { issues: wrong } : { value: read.flatMap((one) => (one.value ? [one.value] : [])) };
}

const subnet = z.object({
  SubnetId: subnetId,
  VpcId: vpcId,
  CidrBlock: z.string().nullish(),
  Ipv6CidrBlockAssociationSet: list(
    z.object({ Ipv6CidrBlock: z.string(), Ipv6CidrBlockState: z.object({ State: z.string().nullish() }).nullish() }),
  ),
});

/** A subnet of `describe-subnets`. */
export function readSubnet(json: unknown, path: Path): Validated<Subnet> {
  const { value, issues } = validate(subnet, json, path);
  if (issues) return { issues };
  const isUsed = (state: string | null | undefined) => !/^(disassociat|fail)/.test(state ?? "");
  const cidrs = [
    ...(value.CidrBlock ? [value.CidrBlock] : []),
    ...(value.Ipv6CidrBlockAssociationSet ?? [])
      .filter(({ Ipv6CidrBlockState }) => isUsed(Ipv6CidrBlockState?.State))
      .map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
  ];
  const wrong = cidrs.flatMap((cidr) => anyCidrIssues(cidr, [...path, "CidrBlock"]));
  if (wrong.length > 0) return { issues: wrong };
  return { value: { id: value.SubnetId, vpcId: value.VpcId, cidrs } };
}

const networkAcl = z.object({
  NetworkAclId: id("acl", "a network ACL"),
  VpcId: vpcId,
  IsDefault: z.boolean(),
  Associations: list(z.object({ SubnetId: subnetId })),
  Entries: list(
    z.object({
      RuleNumber: z.int(),
      RuleAction: z.enum(["allow", "deny"]),
      Egress: z.boolean(),
      Protocol: z.string(),
      CidrBlock: z.string().nullish(),
      Ipv6CidrBlock: z.string().nullish(),
      PortRange: z.object({ From: z.int(), To: z.int() }).nullish(),
      IcmpTypeCode: z.object({ Type: z.int(), Code: z.int() }).nullish(),
    }),
  ),
});

/** A network ACL of `describe-network-acls`. */
export function readNetworkAcl(json: unknown, path: Path): Validated<NetworkAcl> {
  const { value, issues } = validate(networkAcl, json, path);
  if (issues) return { issues };
  const wrong: Issue[] = [];
  const entries = (value.Entries ?? []).map((entry, index): NetworkAclEntry => {
    const { Protocol, PortRange, IcmpTypeCode, CidrBlock, Ipv6CidrBlock } = entry;
    const [from, to] = PortRange
      ? [PortRange.From, PortRange.To]
      : IcmpTypeCode
        ? [IcmpTypeCode.Type, IcmpTypeCode.Code]
        : [undefined, undefined];
    const place = [...path, "Entries", index];
    append(wrong, trafficIssues({ IpProtocol: Protocol, FromPort: from, ToPort: to }, place));
    const cidr = CidrBlock ?? Ipv6CidrBlock;
    if (cidr) append(wrong, anyCidrIssues(cidr, [...place, "CidrBlock"]));
    else wrong.push({ ...problems.missing("10.0.0.0/16"), path: [...place, "CidrBlock"] });
    return {
      direction: entry.Egress ? "egress" : "ingress",
      ...canonicalTraffic({ ipProtocol: Protocol, fromPort: from, toPort: to }),
      number: entry.RuleNumber,
      allows: entry.RuleAction === "allow",
      cidr: cidr ?? "",
    };
  });
  if (wrong.length > 0) return { issues: wrong };
  return {
    value: {
      id: value.NetworkAclId,
      vpcId: value.VpcId,
      isDefault: value.IsDefault,
      subnetIds: (value.Associations ?? []).map(({ SubnetId }) => SubnetId),
      entries: entries.sort((a, b) => a.number - b.number),
    },
  };
}

/** The mistakes in a CIDR of either family. */
function anyCidrIssues(cidr: string, path: Path): readonly Issue[] {
  const [first] = cidrIssues(cidr, [familyOf(cidr) === "ipv6" ? "Ipv6" : "Ipv4"]);
  return first ? [{ ...first, path }] : [];
}
