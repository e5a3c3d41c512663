/**
 * Decides which packets security groups let through, by comparing numbers with EC2's answer and with Terraform's JSON.
 * Shares no code with src. Nodes have IPv4 addresses, so a rule for 0.0.0.0/0 is a rule for each node too.
 */

/** A rule of a group, with one peer. Groups are identified by name. */
export interface PacketRule {
  readonly group: string;
  readonly direction: "in" | "out";
  readonly protocol: string;
  readonly from?: number;
  readonly to?: number;
  readonly peer: string;
}

/** The groups that each kind of node attaches, by name. */
export type Kinds = Readonly<Record<string, readonly string[]>>;

interface Permission {
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly IpRanges?: readonly { readonly CidrIp: string }[];
  readonly Ipv6Ranges?: readonly { readonly CidrIpv6: string }[];
  readonly PrefixListIds?: readonly { readonly PrefixListId: string }[];
  readonly UserIdGroupPairs?: readonly { readonly GroupId: string }[];
}

interface Described {
  readonly SecurityGroups: readonly {
    readonly GroupId: string;
    readonly GroupName: string;
    readonly IpPermissions: readonly Permission[];
    readonly IpPermissionsEgress: readonly Permission[];
  }[];
}

/** The names of the groups in an answer of EC2, except the default one of the VPC. */
export function groupNames({ SecurityGroups }: Described): readonly string[] {
  return SecurityGroups.map(({ GroupName }) => GroupName).filter((name) => name !== "default");
}

/** The rules in an answer of EC2 to describe-security-groups. */
export function rulesOfAnswer(answer: Described): readonly PacketRule[] {
  const names = new Map(answer.SecurityGroups.map(({ GroupId, GroupName }) => [GroupId, GroupName]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const ofPermission = (group: string, direction: "in" | "out", permission: Permission): PacketRule[] => {
    const peers = [
      ...(permission.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
      ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
      ...(permission.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
      ...(permission.UserIdGroupPairs ?? []).map(({ GroupId }) => nameOf(GroupId)),
    ];
    const { IpProtocol: protocol, FromPort, ToPort } = permission;
    const ports = {
      ...(FromPort === undefined ? {} : { from: FromPort }),
      ...(ToPort === undefined ? {} : { to: ToPort }),
    };
    return peers.map((peer) => ({ group, direction, protocol, ...ports, peer }));
  };
  return answer.SecurityGroups.filter(({ GroupName }) => GroupName !== "default").flatMap((group) => [
    ...group.IpPermissions.flatMap((permission) => ofPermission(group.GroupName, "in", permission)),
    ...group.IpPermissionsEgress.flatMap((permission) => ofPermission(group.GroupName, "out", permission)),
  ]);
}

interface RuleResource {
  readonly security_group_id: string;
  readonly ip_protocol: string;
  readonly from_port?: number;
  readonly to_port?: number;
  readonly cidr_ipv4?: string;
  readonly cidr_ipv6?: string;
  readonly prefix_list_id?: string;
  readonly referenced_security_group_id?: string;
}

interface Stack {
  readonly resource: {
    readonly aws_security_group?: Readonly<Record<string, { readonly name: string }>>;
    readonly aws_vpc_security_group_ingress_rule?: Readonly<Record<string, RuleResource>>;
    readonly aws_vpc_security_group_egress_rule?: Readonly<Record<string, RuleResource>>;
  };
}

/** The names of the groups that a stack creates. */
export function createdGroups({ resource }: Stack): readonly string[] {
  return Object.values(resource.aws_security_group ?? {}).map(({ name }) => name);
}

/** The rules in a stack's JSON. `answer` has the names of existing groups. */
export function rulesOfStack({ resource }: Stack, answer: Described): readonly PacketRule[] {
  const existing = new Map(answer.SecurityGroups.map(({ GroupId, GroupName }) => [GroupId, GroupName]));
  const nameOf = (id: string) => {
    const [, key] = /^\$\{aws_security_group\.(.+)\.id\}$/.exec(id) ?? [];
    const name = key === undefined ? existing.get(id) : resource.aws_security_group?.[key]?.name;
    if (name === undefined) throw new Error(`no group is ${id}`);
    return name;
  };
  const ofResource = (direction: "in" | "out", rule: RuleResource): PacketRule => {
    const group = rule.referenced_security_group_id;
    const peer = rule.cidr_ipv4 ?? rule.cidr_ipv6 ?? rule.prefix_list_id ?? (group && nameOf(group));
    if (!peer) throw new Error("a rule without a peer");
    const ports = {
      ...(rule.from_port === undefined ? {} : { from: rule.from_port }),
      ...(rule.to_port === undefined ? {} : { to: rule.to_port }),
    };
    return { group: nameOf(rule.security_group_id), direction, protocol: rule.ip_protocol, ...ports, peer };
  };
  return [
    ...Object.values(resource.aws_vpc_security_group_ingress_rule ?? {}).map((rule) => ofResource("in", rule)),
    ...Object.values(resource.aws_vpc_security_group_egress_rule ?? {}).map((rule) => ofResource("out", rule)),
  ];
}

interface Packet {
  readonly protocol: number;
  readonly numbers: readonly number[];
}

const protocolNumbers: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };
const numberOf = (protocol: string) => protocolNumbers[protocol] ?? Number(protocol);
const hasPorts = (protocol: number) => protocol === 6 || protocol === 17;

/** A packet for each area between the borders of the rules. */
function packetsOf(rules: readonly PacketRule[]): readonly Packet[] {
  const ports = new Set([0, 65535]);
  for (const { protocol, from, to } of rules) {
    if (!hasPorts(numberOf(protocol)) || from === undefined || to === undefined) continue;
    for (const port of [from - 1, from, to, to + 1]) if (port >= 0 && port <= 65535) ports.add(port);
  }
  const named = rules.map(({ protocol }) => numberOf(protocol)).filter((number) => number >= 0);
  const others = [...new Set([1, 2, 47, 50, 58, 255, ...named])].filter((number) => !hasPorts(number));
  return [
    ...[6, 17].flatMap((protocol) => [...ports].map((port) => ({ protocol, numbers: [port] }))),
    ...others.flatMap((protocol) =>
      protocol === 1 || protocol === 58
        ? [
            [8, 0],
            [3, 4],
            [128, 0],
          ].map((numbers) => ({ protocol, numbers }))
        : [{ protocol, numbers: [] }],
    ),
  ];
}

function matches(rule: PacketRule, { protocol, numbers: [first = -1, second = -1] }: Packet): boolean {
  if (rule.protocol === "-1") return true;
  if (numberOf(rule.protocol) !== protocol) return false;
  const { from = -1, to = -1 } = rule;
  if (hasPorts(protocol)) return from === -1 || (from <= first && first <= to);
  if (protocol === 1 || protocol === 58) return (from === -1 || from === first) && (to === -1 || to === second);
  return true;
}

function bordersOf(cidr: string): readonly [number, number] | undefined {
  const [, address, prefix] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr) ?? [];
  if (!address) return undefined;
  const low = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return [low, low + 2 ** (32 - Number(prefix)) - 1];
}

/** Every packet and peer on which the two lists of rules differ, for each kind of node and direction. */
export function packetDifferences(
  first: readonly PacketRule[],
  second: readonly PacketRule[],
  kinds: Kinds,
): readonly string[] {
  const all = [...first, ...second];
  const packets = packetsOf(all);
  const addresses = new Set<number>([0, 2 ** 32 - 1]);
  const lists = new Set<string>();
  const groups = new Set(Object.values(kinds).flat());
  for (const { peer } of all) {
    const borders = bordersOf(peer);
    if (borders) {
      for (const address of [borders[0] - 1, ...borders, borders[1] + 1]) {
        if (address >= 0 && address < 2 ** 32) addresses.add(address);
      }
    } else if (!groups.has(peer)) lists.add(peer);
  }
  const peers: readonly { readonly name: string; readonly isIn: (peer: string) => boolean }[] = [
    ...[...addresses].map((address) => ({
      name: [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join("."),
      isIn: (peer: string) => {
        const borders = bordersOf(peer);
        return borders !== undefined && borders[0] <= address && address <= borders[1];
      },
    })),
    ...[...lists].map((name) => ({ name, isIn: (peer: string) => peer === name })),
    ...Object.entries(kinds).map(([name, attached]) => ({
      name,
      isIn: (peer: string) => peer === "0.0.0.0/0" || attached.includes(peer),
    })),
  ];
  const found: string[] = [];
  for (const [kind, attached] of Object.entries(kinds)) {
    for (const direction of ["in", "out"] as const) {
      const own = (rules: readonly PacketRule[]) =>
        rules.filter((rule) => rule.direction === direction && attached.includes(rule.group));
      const [mine, theirs] = [own(first), own(second)];
      for (const packet of packets) {
        const [some, others] = [mine, theirs].map((rules) => rules.filter((rule) => matches(rule, packet)));
        for (const { name, isIn } of peers) {
          const passes = (rules: readonly PacketRule[] = []) => rules.some(({ peer }) => isIn(peer));
          if (passes(some) === passes(others)) continue;
          const text = `${packet.protocol} ${packet.numbers.join("/")} ${direction === "in" ? "from" : "to"} ${name}`;
          found.push(`${kind}: ${text} only in the ${passes(some) ? "first" : "second"}`);
        }
      }
    }
  }
  return found;
}
