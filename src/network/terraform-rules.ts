/**
 * Every form in which Terraform writes a rule, as one: the resource for each rule, the older resource with lists of
 * peers, and the blocks inside a group. Keeps what EC2 would refuse and notes it; drops nothing.
 */
import { type Path, type Problem, problems } from "../errors";
import type { Direction, NetworkPeer } from "../model/network";
import { isToken } from "../model/token";
import type { JsonMap } from "./terraform-folder";
import type { Resolver } from "./terraform-references";

/** A rule of the JSON with all its peers. */
export interface WrittenRule {
  /** In Terraform's words, such as `aws_vpc_security_group_ingress_rule.etcd_x`; blocks have their place in the group. */
  readonly address: string;
  readonly direction: Direction;
  readonly group: NetworkPeer;
  readonly ipProtocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly peers: readonly NetworkPeer[];
  /** Whether the form has room for one peer only. */
  readonly takesOnePeer: boolean;
  readonly description: string;
}

/** Where a rule stands in the JSON, and for Terraform. */
export interface RulePlace {
  readonly body: JsonMap;
  readonly address: string;
  readonly path: Path;
}

/** `aws_vpc_security_group_ingress_rule` and its sibling. */
export function ruleOfItsOwn(
  { body, address, path }: RulePlace,
  direction: Direction,
  resolver: Resolver,
): readonly WrittenRule[] {
  const fields = new Fields(body, path, resolver);
  const group = fields.group("security_group_id");
  const ipProtocol = fields.protocol("ip_protocol");
  const peers = [
    ...fields.addresses("cidrIpv4", "cidr_ipv4"),
    ...fields.addresses("cidrIpv6", "cidr_ipv6"),
    ...fields.addresses("prefixList", "prefix_list_id"),
    ...fields.groups("referenced_security_group_id"),
  ];
  if (!group || ipProtocol === undefined) return [];
  const description = `${body.description ?? ""}`;
  return [{ address, direction, group, ipProtocol, ...fields.ports(), peers, takesOnePeer: true, description }];
}

/** `aws_security_group_rule`. */
export function olderRule(place: RulePlace, resolver: Resolver): readonly WrittenRule[] {
  const { body, path } = place;
  const { type } = body;
  if (type !== "ingress" && type !== "egress") {
    resolver.fault(problems.notOneOf(type, ["ingress", "egress"]), [...path, "type"], type);
    return [];
  }
  const group = new Fields(body, path, resolver).group("security_group_id");
  return group ? withLists(place, type, group, resolver) : [];
}

/** A block `ingress` or `egress` of a group, or the older resource: both have lists of peers. */
export function withLists(
  { body, address, path }: RulePlace,
  direction: Direction,
  group: NetworkPeer,
  resolver: Resolver,
): readonly WrittenRule[] {
  const fields = new Fields(body, path, resolver);
  const ipProtocol = fields.protocol("protocol");
  const peers = [
    ...fields.addresses("cidrIpv4", "cidr_blocks"),
    ...fields.addresses("cidrIpv6", "ipv6_cidr_blocks"),
    ...fields.addresses("prefixList", "prefix_list_ids"),
    ...fields.groups("security_groups"),
    ...fields.groups("source_security_group_id"),
    ...(fields.flag("self") ? [group] : []),
  ];
  if (ipProtocol === undefined) return [];
  // Ports are required in this form, and `-1` takes 0 and 0.
  const ports = ipProtocol === "-1" ? {} : fields.ports();
  const description = `${body.description ?? ""}`;
  return [{ address, direction, group, ipProtocol, ...ports, peers, takesOnePeer: false, description }];
}

/** The fields of one block. What is wrong with one is noted with its place, and the field is left out. */
class Fields {
  constructor(
    private readonly body: JsonMap,
    private readonly path: Path,
    private readonly resolver: Resolver,
  ) {}

  group(key: string): NetworkPeer | undefined {
    return this.groupNamed(this.body[key], key);
  }

  groups(key: string): readonly NetworkPeer[] {
    return this.listed(key, (value, index) => this.groupNamed(value, key, index));
  }

  addresses(type: NetworkPeer["type"], key: string): readonly NetworkPeer[] {
    return this.listed(key, (value, index) => {
      if (typeof value !== "string") return this.fault(problems.wrongType("a text"), value, key, index);
      const known = isToken(value) ? this.resolver.expression(value) : value;
      return typeof known === "string" ? { type, value: known } : this.fault(known, value, key, index);
    });
  }

  protocol(key: string): string | undefined {
    const value = this.body[key];
    if (value === undefined || value === null) return this.fault(problems.missing("tcp"), undefined, key);
    if (isToken(value)) return this.fault(problems.notKnownYet(), value, key);
    const name = `${value}`.toLowerCase();
    return name === "all" ? "-1" : name;
  }

  /** Terraform takes a text for a boolean. */
  flag(key: string): boolean {
    const value = this.body[key] ?? false;
    if (value === false || value === "false") return false;
    if (value === true || value === "true") return true;
    this.fault(isToken(value) ? problems.notKnownYet() : problems.wrongType("true or false"), value, key);
    return false;
  }

  ports(): Pick<WrittenRule, "fromPort" | "toPort"> {
    const [fromPort, toPort] = [this.port("from_port"), this.port("to_port")];
    return { ...(fromPort === undefined ? {} : { fromPort }), ...(toPort === undefined ? {} : { toPort }) };
  }

  private port(key: string): number | undefined {
    const value = this.body[key];
    if (value === undefined || value === null) return undefined;
    if (isToken(value)) return this.fault(problems.notKnownYet(), value, key);
    const number = typeof value === "string" && value !== "" ? Number(value) : value;
    return Number.isInteger(number) ? (number as number) : this.fault(problems.wrongType("a port"), value, key);
  }

  private groupNamed(value: unknown, key: string, index?: number): NetworkPeer | undefined {
    const found = this.resolver.group(value);
    return "code" in found ? this.fault(found, value, key, index) : found;
  }

  /** One value or a list of them, which have places of their own. */
  private listed<T>(key: string, read: (value: unknown, index?: number) => T | undefined): readonly T[] {
    const value = this.body[key];
    if (value === undefined || value === null) return [];
    const found = Array.isArray(value) ? value.map(read) : [read(value)];
    return found.filter((entry) => entry !== undefined);
  }

  private fault(problem: Problem, received: unknown, key: string, index?: number): undefined {
    return this.resolver.fault(problem, [...this.path, key, ...(index === undefined ? [] : [index])], received);
  }
}
