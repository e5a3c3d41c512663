/**
 * The findings that an audit must have, computed packet by packet from EC2's report and the plans. Shares no code with
 * the audit: no sets of flows, no comparison of rules. One line for each fault.
 */
import type { ReportedGroup, ReportedPeer, ReportedRule } from "../../scripts/emulator/ec2-readback";
import type { Party } from "../../src/model/party";
import { type Plan, type PlannedParty, partyIn } from "../../src/model/plan";
import { type PortRule, pairsOf } from "../../src/model/port-rule";
import type { AclEntry, Attached, AuditedSite, VpcState } from "./audited-site";
import type { Probe } from "./probe";
import { type Endpoint, openSide } from "./reachability";

/** A host: an interface with the groups of its party, or an address. */
interface Host extends Endpoint {
  readonly subnetId?: string;
}

export class Expectation {
  constructor(
    private readonly site: AuditedSite,
    private readonly vpcId: string,
    private readonly state: VpcState,
  ) {}

  /** Sorted. */
  lines(): readonly string[] {
    const plans = this.site.plans.filter(({ deployment }) => vpcOf(deployment) === this.vpcId);
    return [
      ...new Set(
        plans.flatMap((plan) => [
          ...this.closed(plan),
          ...this.blocked(plan),
          ...this.extra(plan),
          ...this.tags(plan),
          ...this.halfAttached(plan),
        ]),
      ),
    ].sort();
  }

  private closed(plan: Plan): readonly string[] {
    return this.requirements(plan).flatMap(({ rule, from, to, source, destination }) =>
      (["egress", "ingress"] as const).flatMap((direction) => {
        const [holders, others] = direction === "egress" ? [source, destination] : [destination, source];
        const isClosed = some(holders).some((holder) =>
          some(others).some((other) => {
            const isOpen = openSide(this.state.groups, holder, direction, other);
            return probesOf(rule).some((probe) => !isOpen(probe));
          }),
        );
        return isClosed ? [`${plan.deployment.name} closed ${rule.id} ${from} ${to} ${direction}`] : [];
      }),
    );
  }

  /** Packets that ACLs drop on the way there or back. */
  private blocked(plan: Plan): readonly string[] {
    return this.requirements(plan).flatMap(({ rule, from, to, source, destination }) => {
      // Open egress requires no particular flow.
      if (rule.protocol === "all" && to === "internet") return [];
      const answered = ["tcp", "udp"].includes(rule.protocol) || rule.protocol === "all";
      const protocols = rule.protocol === "all" ? ["tcp", "udp"] : [rule.protocol];
      const answers = answered ? protocols.flatMap((protocol) => edges(protocol, 32_768, 60_999, this.entries)) : [];
      const probes = probesOf(rule).flatMap(({ protocol, port }) => {
        if (port === -1 || protocol.startsWith("icmp")) return [{ protocol, port }];
        const [first, last] = rule.ports === "all" ? [0, 65_535] : [rule.ports.from, rule.ports.to];
        return edges(protocol, first, last, this.entries);
      });
      const line = (
        holder: Host,
        others: readonly Host[],
        direction: string,
        probes: readonly Probe[],
        back: string,
      ) => {
        const acl = holder.subnetId === undefined ? undefined : this.state.acls.get(holder.subnetId);
        if (!acl) return [];
        const subnet = this.site.subnets.get(holder.subnetId as string) as string;
        const isDropped = others
          .filter(({ address }) => !contains(subnet, address))
          .some(({ address }) => probes.some((probe) => !passes(acl.entries, direction === "egress", address, probe)));
        const text = `acl ${acl.id} ${direction}${back} ${rule.id} ${from} ${to}`;
        return isDropped ? [`${plan.deployment.name} ${text}`] : [];
      };
      const sources = [...source, ...this.within(source)];
      const destinations = [...destination, ...this.within(destination)];
      return [
        ...source.flatMap((host) => line(host, destinations, "egress", probes, "")),
        ...destination.flatMap((host) => line(host, sources, "ingress", probes, "")),
        ...destination.flatMap((host) => line(host, sources, "egress", answers, " answer")),
        ...source.flatMap((host) => line(host, destinations, "ingress", answers, " answer")),
      ];
    });
  }

  /** Rules that admit a packet for which no planned rule of the same nodes exists. */
  private extra(plan: Plan): readonly string[] {
    return plan.groups.flatMap((planned) => {
      if (planned.existing) return [];
      const id = this.site.groupId(plan, planned.key);
      const group = this.state.groups.find((one) => one.id === id) as ReportedGroup;
      return group.rules.flatMap((rule) => {
        const isExtra = this.holders(id).some((holder) =>
          this.peersOf(rule).some((other) => {
            const isAsked = openSide(this.planned(), holder, rule.direction, other);
            return probesOfRule(rule).some((probe) => !isAsked(probe));
          }),
        );
        const isWorld = "cidrs" in rule.peer && /^(0\.0\.0\.0|::)\/0$/.test(rule.peer.cidrs[0] as string);
        const kind = isWorld ? "world" : "unrequired";
        return isExtra ? [`${plan.deployment.name} ${kind} ${planned.key} ${ruleText(rule)}`] : [];
      });
    });
  }

  private tags(plan: Plan): readonly string[] {
    const { name: deployment, tags = {} } = plan.deployment as Plan["deployment"] & { tags?: Record<string, string> };
    return plan.groups.flatMap(({ key, name, existing }) => {
      const found = this.state.groups.find(({ id }) => id === this.site.groupId(plan, key)) as ReportedGroup;
      const wanted: Readonly<Record<string, string>> = { Name: name, ...tags };
      const isChanged = Object.entries(found.tags).some(([tag, value]) => wanted[tag] !== value);
      return isChanged && !existing ? [`${deployment} tags ${key}`] : [];
    });
  }

  /** Nodes whose groups are those of no pool or, without named pools, of no set of roles. */
  private halfAttached(plan: Plan): readonly string[] {
    const { name, pools: named } = plan.deployment as Plan["deployment"] & { pools?: object };
    if (plan.pools.length === 0) return [];
    const pools = plan.pools.map(({ groups }) => groups.map((peer) => this.site.peerGroupId(plan, peer) as string));
    const own = new Set(pools.flat());
    return this.state.interfaces.flatMap(({ id, instanceId, groupIds }) => {
      const attached = groupIds.filter((one) => own.has(one));
      if (attached.length === 0) return [];
      const complete = pools.filter((pool) => pool.every((one) => attached.includes(one)));
      const isPool = named
        ? complete.some((pool) => pool.length === attached.length)
        : attached.every((one) => complete.some((pool) => pool.includes(one)));
      return isPool ? [] : [`${name} half ${instanceId ?? id}`];
    });
  }

  private requirements(plan: Plan) {
    const without = new Set(
      plan.skippedRequirements
        .filter(({ reason }) => reason !== "egressAll")
        .map(({ portRule, from, to }) => `${portRule} ${from} ${to}`),
    );
    return plan.portRules
      .filter(({ scope }) => scope === "network")
      .flatMap((rule) =>
        pairsOf(rule)
          .filter(([from, to]) => !without.has(`${rule.id} ${from} ${to}`))
          .map(([from, to]) => {
            const hosts = (party: Party) => this.hostsOf(plan, partyIn(plan, party, rule));
            return { rule, from, to, source: hosts(from), destination: hosts(to) };
          }),
      );
  }

  /** The nodes of a party, as members of its groups only, and the ends of its networks. */
  private hostsOf(plan: Plan, party: PlannedParty | undefined): readonly Host[] {
    if (!party) return [];
    const groupIds = party.groups.map((key) => this.site.groupId(plan, key));
    const nodes = groupIds.length > 0 ? this.attaching(groupIds) : [];
    const cidrs = party.peers.flatMap(({ type, value }) =>
      type === "prefixList" ? (this.site.prefixLists.get(value) ?? []) : type === "cidrIpv4" ? [value] : [],
    );
    return [
      ...nodes.map(({ address, subnetId }) => ({ address, subnetId, groupIds })),
      ...cidrs.flatMap(ends).map((address) => ({ address, groupIds: [] })),
    ];
  }

  private attaching(groupIds: readonly string[]): readonly Attached[] {
    return this.state.interfaces.filter((one) => groupIds.every((id) => one.groupIds.includes(id)));
  }

  private get entries(): readonly AclEntry[] {
    return [...this.state.acls.values()].flatMap(({ entries }) => entries);
  }

  /** Addresses inside the networks of hosts where an entry of an ACL begins or ends. */
  private within(hosts: readonly Host[]): readonly Host[] {
    const outside = hosts.filter(({ subnetId }) => subnetId === undefined).map(({ address }) => number(address));
    if (outside.length === 0) return [];
    const addresses = [...new Set(this.entries.flatMap(({ cidr }) => ends(cidr)))];
    // Networks are pairs of ends.
    const isInside = (at: number) =>
      outside.some((from, index) => index % 2 === 0 && from <= at && at <= (outside[index + 1] as number));
    return addresses.filter((address) => isInside(number(address))).map((address) => ({ address, groupIds: [] }));
  }

  /** The planned groups of all deployments, in the form of EC2's report. */
  private planned(): readonly ReportedGroup[] {
    this.#planned ??= this.state.groups.map((group) => ({
      ...group,
      rules: this.site.plans.flatMap((plan) =>
        plan.groups
          .filter(({ key }) => this.site.groupId(plan, key) === group.id)
          .flatMap(({ rules }) =>
            rules.map(({ direction, ipProtocol, fromPort = -1, toPort = -1, peer }): ReportedRule => {
              const groupId = this.site.peerGroupId(plan, peer);
              const cidrs = this.site.prefixLists.get(peer.value) ?? [peer.value];
              const reported = groupId ? { groupId } : ({ prefixListId: "", cidrs } as const);
              return {
                id: "",
                direction,
                protocol: ipProtocol,
                fromPort,
                toPort,
                peer: reported,
                description: "",
                tags: {},
              };
            }),
          ),
      ),
    }));
    return this.#planned;
  }
  #planned: readonly ReportedGroup[] | undefined;

  /** The groups of each party that attaches the group. */
  private holders(groupId: string): readonly Endpoint[] {
    const held = this.site.plans.flatMap((plan) =>
      plan.parties.map(({ groups }) => groups.map((key) => this.site.groupId(plan, key))),
    );
    return held.filter((ids) => ids.includes(groupId)).map((groupIds) => ({ address: "203.0.113.250", groupIds }));
  }

  /**
   * The hosts that a rule names: every party that attaches the group or, for a network, its ends and the hosts inside.
   */
  private peersOf({ peer }: ReportedRule): readonly Endpoint[] {
    // No rule of a plan names this address, except rules for all addresses.
    if ("groupId" in peer)
      return this.holders(peer.groupId).map(({ groupIds }) => ({ address: "100.64.0.1", groupIds }));
    const nodes = this.state.interfaces.filter(({ address }) => isIn(peer, address));
    if (peer.cidrs.some((cidr) => cidr.includes(":"))) return [{ address: "2001:db8::1", groupIds: [] }];
    return [
      ...peer.cidrs.flatMap((cidr) => [...ends(cidr), middle(cidr)]).map((address) => ({ address, groupIds: [] })),
      ...nodes,
    ];
  }
}

const vpcOf = (deployment: object) => (deployment as { readonly vpcId?: string }).vpcId;

/** The first and the last few hosts, because nodes differ only in their addresses. */
function some(hosts: readonly Host[]): readonly Host[] {
  return hosts.length > 8 ? [...hosts.slice(0, 2), ...hosts.slice(-6)] : hosts;
}

/** `tcp 2379-2380 from sg-...`, for comparison. */
export function ruleText({ direction, protocol, fromPort, toPort, peer }: ReportedRule): string {
  const other = "groupId" in peer ? peer.groupId : "prefixListId" in peer ? peer.prefixListId : peer.cidrs[0];
  return `${direction} ${protocol} ${fromPort}-${toPort} ${other}`;
}

function probesOf({ protocol, ports }: PortRule): readonly Probe[] {
  if (protocol === "all")
    return [
      { protocol: "tcp", port: 7 },
      { protocol: "udp", port: 7 },
      { protocol: "47", port: -1 },
    ];
  if (protocol.startsWith("icmp")) return [{ protocol, port: ports === "all" || ports.from === -1 ? 8 : ports.from }];
  if (ports === "all") return [{ protocol, port: -1 }];
  return [...new Set([ports.from, ports.to])].map((port) => ({ protocol, port }));
}

function probesOfRule({ protocol, fromPort, toPort }: ReportedRule): readonly Probe[] {
  if (protocol.startsWith("icmp")) return [{ protocol, port: fromPort }];
  if (protocol === "-1")
    return [
      { protocol: "tcp", port: 7 },
      { protocol: "47", port: -1 },
    ];
  const ports = [...new Set([fromPort, fromPort + 1, Math.floor((fromPort + toPort) / 2), toPort - 1, toPort])];
  return ports.filter((port) => port >= fromPort && port <= toPort).map((port) => ({ protocol, port }));
}

/** The ends of a port range, and the ports in it at which entries of ACLs begin or end. */
function edges(protocol: string, from: number, to: number, entries: readonly AclEntry[]): readonly Probe[] {
  const within = entries.flatMap(({ fromPort = 0, toPort = 65_535 }) => [fromPort, toPort]);
  const ports = [from, to, ...within.filter((port) => port >= from && port <= to)];
  return [...new Set(ports)].map((port) => ({ protocol, port }));
}

const protocolNumbers: Readonly<Record<string, string>> = { icmp: "1", tcp: "6", udp: "17" };

function passes(entries: readonly AclEntry[], isEgress: boolean, address: string, { protocol, port }: Probe): boolean {
  const number = protocolNumbers[protocol] ?? protocol;
  const first = entries.find(
    (entry) =>
      entry.isEgress === isEgress &&
      (entry.protocol === "-1" ||
        (entry.protocol === number && (entry.fromPort ?? 0) <= port && port <= (entry.toPort ?? 65_535))) &&
      contains(entry.cidr, address),
  );
  return first?.allows ?? false;
}

function isIn(peer: Exclude<ReportedPeer, { groupId: string }>, address: string): boolean {
  return peer.cidrs.some((cidr) => contains(cidr, address));
}

const number = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const text = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

function bounds(cidr: string): readonly [number, number] {
  const [network = "", prefix = "32"] = cidr.split("/");
  return [number(network), number(network) + 2 ** (32 - Number(prefix)) - 1];
}

function contains(cidr: string, address: string): boolean {
  const [first, last] = bounds(cidr);
  const at = number(address);
  return first <= at && at <= last;
}

const ends = (cidr: string): readonly string[] => bounds(cidr).map(text);

function middle(cidr: string): string {
  const [first, last] = bounds(cidr);
  return text(Math.floor((first + last) / 2));
}
