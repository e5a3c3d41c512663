/**
 * Every form in which Terraform writes a rule, as one: the resource for each rule, the older resource with lists of
 * peers, and the blocks inside a group. Keeps what EC2 would refuse and notes it; drops nothing.
 */
import { type Path, problems } from "../errors";
import type { Peer, SecurityGroupRule } from "../model/plan";
import { isToken } from "../model/token";
import type { JsonMap } from "./synthesized-folder";
import type { GroupReference, Resolver } from "./synthesized-references";

/** A rule of the JSON with all its peers. */
export interface SynthesizedRule {
  /** In Terraform's words, such as `aws_vpc_security_group_ingress_rule.etcd_x`; blocks have their place in the group. */
  readonly address: string;
  readonly direction: SecurityGroupRule["direction"];
  readonly group: GroupReference;
  readonly ipProtocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly peers: readonly Pick<Peer, "type" | "value">[];
  /** Whether the form has room for one peer only. */
  readonly takesOnePeer: boolean;
  readonly description: string;
}

/** `aws_vpc_security_group_ingress_rule` and its sibling. */
export function ruleOfItsOwn(
  body: JsonMap,
  address: string,
  path: Path,
  direction: SecurityGroupRule["direction"],
  resolver: Resolver,
): readonly SynthesizedRule[] {
  const group = resolver.group(body.security_group_id, [...path, "security_group_id"]);
  const ipProtocol = protocol(body.ip_protocol, [...path, "ip_protocol"], resolver);
  const peers = [
    ...addresses("cidrIpv4", body.cidr_ipv4, [...path, "cidr_ipv4"], resolver),
    ...addresses("cidrIpv6", body.cidr_ipv6, [...path, "cidr_ipv6"], resolver),
    ...addresses("prefixList", body.prefix_list_id, [...path, "prefix_list_id"], resolver),
    ...groups(body.referenced_security_group_id, [...path, "referenced_security_group_id"], resolver),
  ];
  if (!group || ipProtocol === undefined) return [];
  return [
    {
      address,
      direction,
      group,
      ipProtocol,
      ...ports(body, path, resolver),
      peers,
      takesOnePeer: true,
      description: `${body.description ?? ""}`,
    },
  ];
}

/** `aws_security_group_rule`. */
export function olderRule(body: JsonMap, address: string, path: Path, resolver: Resolver): readonly SynthesizedRule[] {
  const { type } = body;
  if (type !== "ingress" && type !== "egress") {
    resolver.fault(problems.notOneOf(type, ["ingress", "egress"]), [...path, "type"], type);
    return [];
  }
  const group = resolver.group(body.security_group_id, [...path, "security_group_id"]);
  return group ? withLists(body, address, path, type, group, resolver) : [];
}

/** A block `ingress` or `egress` of a group, or the older resource: both have lists of peers. */
export function withLists(
  body: JsonMap,
  address: string,
  path: Path,
  direction: SecurityGroupRule["direction"],
  group: GroupReference,
  resolver: Resolver,
): readonly SynthesizedRule[] {
  const ipProtocol = protocol(body.protocol, [...path, "protocol"], resolver);
  const peers = [
    ...addresses("cidrIpv4", body.cidr_blocks, [...path, "cidr_blocks"], resolver),
    ...addresses("cidrIpv6", body.ipv6_cidr_blocks, [...path, "ipv6_cidr_blocks"], resolver),
    ...addresses("prefixList", body.prefix_list_ids, [...path, "prefix_list_ids"], resolver),
    ...groups(body.security_groups, [...path, "security_groups"], resolver),
    ...groups(body.source_security_group_id, [...path, "source_security_group_id"], resolver),
    ...(body.self === true || body.self === "true" ? [group] : []),
  ];
  if (ipProtocol === undefined) return [];
  // Ports are required in this form, and `-1` takes 0 and 0.
  const given = ipProtocol === "-1" ? {} : ports(body, path, resolver);
  const description = `${body.description ?? ""}`;
  return [{ address, direction, group, ipProtocol, ...given, peers, takesOnePeer: false, description }];
}

function protocol(value: unknown, path: Path, resolver: Resolver): string | undefined {
  if (value === undefined || value === null) return resolver.fault(problems.missing("tcp"), path);
  if (isToken(value)) return resolver.fault(problems.notKnownYet(), path, value);
  const name = `${value}`.toLowerCase();
  return name === "all" ? "-1" : name;
}

function ports(body: JsonMap, path: Path, resolver: Resolver) {
  const fromPort = port(body.from_port, [...path, "from_port"], resolver);
  const toPort = port(body.to_port, [...path, "to_port"], resolver);
  return { ...(fromPort === undefined ? {} : { fromPort }), ...(toPort === undefined ? {} : { toPort }) };
}

function port(value: unknown, path: Path, resolver: Resolver): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (isToken(value)) return resolver.fault(problems.notKnownYet(), path, value);
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return Number.isInteger(number) ? (number as number) : resolver.fault(problems.wrongType("a port"), path, value);
}

function addresses(type: Peer["type"], value: unknown, path: Path, resolver: Resolver) {
  return listed(value, path).flatMap(([entry, place]): Pick<Peer, "type" | "value">[] => {
    if (typeof entry !== "string") return resolver.fault(problems.wrongType("a text"), place, entry) ?? [];
    const resolved = isToken(entry) ? resolver.expression(entry, place) : entry;
    return resolved === undefined ? [] : [{ type, value: resolved }];
  });
}

function groups(value: unknown, path: Path, resolver: Resolver): readonly GroupReference[] {
  return listed(value, path).flatMap(([entry, place]) => resolver.group(entry, place) ?? []);
}

/** One value or a list of them, each with its place. */
function listed(value: unknown, path: Path): readonly (readonly [value: unknown, path: Path])[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map((entry, index) => [entry, [...path, index]]) : [[value, path]];
}
