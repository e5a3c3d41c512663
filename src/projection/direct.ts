/**
 * Turns requirements between parties into rules on groups: ingress at the destination, egress at the source.
 * The only place where Rancher's words become EC2's.
 */
import { isWorld, world, worldOf } from "../model/cidr";
import { requiresEgressOf } from "../model/condition";
import type { Deployment } from "../model/deployment";
import type { Party } from "../model/party";
import type { ExistingGroup, Peer, SecurityGroupRule, SkippedRequirement } from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import type { IpFamily, Settings } from "../model/settings";
import { type Binder, type BoundParty, type LabelOf, localPeers, type TargetGroup } from "./bind";

/** One rule of one group, asked for by one port rule. */
export interface DirectedRule extends Omit<SecurityGroupRule, "portRules" | "description"> {
  readonly group: TargetGroup;
  readonly portRule: PortRule;
}

/** A party that port rules need and the deployment binds to nothing. */
export interface UnboundParty {
  readonly party: Party;
  readonly portRule: string;
}

export interface Directed {
  readonly rules: readonly DirectedRule[];
  readonly skippedRequirements: readonly SkippedRequirement[];
  readonly unbound: readonly UnboundParty[];
}

type Outcome = readonly DirectedRule[] | SkippedRequirement["reason"] | { readonly unbound: readonly Party[] };

export function direct(
  deployment: Deployment,
  selected: readonly PortRule[],
  resolveParty: Binder,
  { ipFamily }: Settings,
  labelOf: LabelOf,
): Directed {
  const openEgress = new OpenEgress(selected, resolveParty, ipFamily);
  const rules: DirectedRule[] = [];
  const skippedRequirements: SkippedRequirement[] = [];
  const unbound: UnboundParty[] = [];
  for (const rule of selected) {
    for (const [from, to] of pairsOf(rule)) {
      const outcome =
        rule.scope === "node"
          ? local(deployment, rule, resolveParty(from, rule), openEgress, labelOf)
          : between(deployment, rule, from, to, resolveParty, openEgress);
      if (typeof outcome === "string") skippedRequirements.push({ portRule: rule.id, from, to, reason: outcome });
      else if ("unbound" in outcome) unbound.push(...outcome.unbound.map((party) => ({ party, portRule: rule.id })));
      else rules.push(...outcome);
    }
  }
  return { rules, skippedRequirements, unbound };
}

/** Traffic from a node to itself. */
function local(
  deployment: Deployment,
  rule: PortRule,
  node: BoundParty | undefined,
  openEgress: OpenEgress,
  labelOf: LabelOf,
): Outcome {
  const peers = node ? localPeers(deployment, node, labelOf) : [];
  if (!node?.group || peers.length === 0) return "localTraffic";
  const out = requiresEgressOf(deployment, node.group.existing) ? peers : openEgress.uncovered(node.group, peers, rule);
  return [...towards("ingress", node.group, peers, rule), ...towards("egress", node.group, out, rule)];
}

/** Traffic across the network. */
function between(
  deployment: Deployment,
  rule: PortRule,
  from: Party,
  to: Party,
  resolveParty: Binder,
  openEgress: OpenEgress,
): Outcome {
  const source = resolveParty(from, rule);
  const destination = resolveParty(to, rule);
  // The port rules towards `internet` are the ones that open egress, so they are written whatever else is open.
  const writesEgress = requiresEgressOf(deployment, source?.group?.existing) || to === "internet";
  const needsDestination = writesEgress || (source?.group !== undefined && !openEgress.coversAll(source.group));
  const unbound = [
    ...(!source && isOurs(destination) ? [from] : []),
    ...(!destination && isOurs(source) && needsDestination ? [to] : []),
  ];
  if (unbound.length > 0) return { unbound };
  if (source?.peers.length === 0 || destination?.peers.length === 0) return "partyNone";
  if (!isOurs(source) && !isOurs(destination)) {
    return source?.group || destination?.group ? "otherDeployment" : "noGroup";
  }
  if (keepsEgress(deployment, rule, to, source?.group?.existing)) return "existingEgress";
  const peers = destination?.peers ?? [];
  const out = writesEgress || !source?.group ? peers : openEgress.uncovered(source.group, peers, rule);
  const rules = [
    ...(destination?.group ? towards("ingress", destination.group, source?.peers ?? [], rule) : []),
    ...(source?.group ? towards("egress", source.group, out, rule) : []),
  ];
  if (rules.length > 0) return rules;
  return source?.group?.existing ? "existingEgress" : "egressAll";
}

/**
 * Whether a port rule that opens all egress is left out of an existing group. The group keeps the egress it has, because EC2
 * gives every new group the same rule. Only a port rule of the user opens a group that lets out nothing.
 */
export function keepsEgress(
  deployment: Deployment,
  { protocol, when }: PortRule,
  to: Party,
  existing: ExistingGroup | undefined,
): boolean {
  if (!existing || protocol !== "all" || to !== "internet") return false;
  return when.includes("egressAll") || !requiresEgressOf(deployment, existing);
}

/** Which groups have a selected rule that lets everything out, and so need no other outbound rules. */
class OpenEgress {
  private readonly worlds = new Map<string, Set<string>>();
  private readonly needed: readonly string[];

  constructor(selected: readonly PortRule[], resolveParty: Binder, ipFamily: IpFamily) {
    this.needed = worldOf(ipFamily);
    for (const rule of selected) {
      if (rule.protocol !== "all" || rule.scope === "node") continue;
      for (const [from, to] of pairsOf(rule)) {
        const { group } = resolveParty(from, rule) ?? {};
        const labels = resolveParty(to, rule)?.peers.map(({ label }) => label) ?? [];
        if (!group || group.existing) continue;
        const worlds = this.worlds.get(group.key) ?? new Set();
        this.worlds.set(group.key, worlds);
        for (const label of labels) if (isWorld(label)) worlds.add(label);
      }
    }
  }

  /** Whether the group lets everything out to every address that nodes have. An existing group keeps the egress it has. */
  coversAll({ key, existing }: TargetGroup): boolean {
    return existing !== undefined || this.needed.every((cidr) => this.worlds.get(key)?.has(cidr));
  }

  /**
   * The peers for which the port rule needs outbound rules: those that the group does not reach through open egress, such
   * as addresses of a family that it leaves out. A port rule that opens egress is written: it does not cover itself.
   */
  uncovered(group: TargetGroup, peers: readonly Peer[], { protocol }: PortRule): readonly Peer[] {
    if (group.existing) return [];
    const worlds = this.worlds.get(group.key);
    const families = { cidrIpv4: world.ipv4, cidrIpv6: world.ipv6 } as const;
    return peers.filter(({ type, label }) => {
      if (protocol === "all" && isWorld(label)) return true;
      return type === "cidrIpv4" || type === "cidrIpv6" ? !worlds?.has(families[type]) : !this.coversAll(group);
    });
  }
}

/** Whether the party's group belongs to this deployment: created, or named by its id. */
function isOurs(party: BoundParty | undefined): boolean {
  return party?.group !== undefined && !(party.group.existing && "deployment" in party.group.existing);
}

function towards(
  direction: DirectedRule["direction"],
  group: TargetGroup,
  peers: readonly Peer[],
  portRule: PortRule,
): readonly DirectedRule[] {
  const traffic = trafficOf(portRule);
  return peers.map((peer) => ({ group, portRule, direction, ...traffic, peer }));
}

/** Protocol and ports as EC2 writes them: none for `-1` and protocols without ports, -1 for all of ICMP. */
export function trafficOf({
  protocol,
  ports,
}: PortRule): Pick<SecurityGroupRule, "ipProtocol" | "fromPort" | "toPort"> {
  if (protocol === "all") return { ipProtocol: "-1" };
  if (ports !== "all") return { ipProtocol: protocol, fromPort: ports.from, toPort: ports.to };
  if (protocol === "tcp" || protocol === "udp") return { ipProtocol: protocol, fromPort: 0, toPort: 65535 };
  return protocol.startsWith("icmp") ? { ipProtocol: protocol, fromPort: -1, toPort: -1 } : { ipProtocol: protocol };
}
