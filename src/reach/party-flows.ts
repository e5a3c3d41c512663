import { type AddressSet, trafficSet } from "../flows";
import type { Direction } from "../model/network";
import { type Party, parties } from "../model/party";
import {
  isPublicDestination,
  type Plan,
  type PlannedSecurityGroup,
  type SecurityGroupRule,
  type SkippedRequirement,
} from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import { portsText } from "../model/ports";
import { compare } from "../projection/compare";
import { trafficOf } from "../projection/rule-traffic";
import { isWorld } from "./address-reach";
import { addressesOf, touches } from "./reachability";

/** A rule of the plan, and the group that it belongs to. */
export interface PlacedRule {
  readonly group: PlannedSecurityGroup;
  readonly rule: SecurityGroupRule;
}

/** One protocol and its ports from one party to another. */
export interface PartyFlow extends Pick<PortRule, "protocol" | "ports" | "scope"> {
  readonly from: Party;
  readonly to: Party;
  /** Every port rule that requires the flow: at least one. */
  readonly portRules: readonly PortRule[];
  /**
   * Rules at the destination that are written for the flow. They open it, unless `publicCidrs` of the source are
   * missing.
   */
  readonly ingress: readonly PlacedRule[];
  /** Rules at the source that open the flow. */
  readonly egress: readonly PlacedRule[];
  /** Why the flow has no separate rule. Absent if it has one. */
  readonly skipReason?: SkippedRequirement["reason"];
  /** Set if any address may send it (ingress), or if it may go to any address (egress). */
  readonly world?: Direction;
  /** Labels of the peers that the deployment narrows the source to, sorted. Default: all of `from`. */
  readonly only?: readonly string[];
}

/**
 * In the order of the source tables; the order of the deployment's lists makes no difference. Parties bound to none
 * have no flows.
 */
export function partyFlows(plan: Plan): readonly PartyFlow[] {
  const asked = new Map<string, { from: Party; to: Party; portRules: PortRule[] }>();
  for (const portRule of plan.portRules) {
    for (const [from, to] of pairsOf(portRule)) {
      const key = [from, to, portRule.scope, portRule.protocol, portsText(portRule.ports)].join(" ");
      const known = asked.get(key);
      if (known) known.portRules.push(portRule);
      else asked.set(key, { from, to, portRules: [portRule] });
    }
  }
  const places = new Places(plan);
  const flows = [...asked.values()].flatMap(({ from, to, portRules }): PartyFlow[] => {
    portRules.sort((a, b) => compare(a.id, b.id));
    const [{ protocol, ports, scope }] = portRules as [PortRule];
    const ingress = places.rulesFor("ingress", to, from, portRules);
    const egress = places.rulesFor("egress", from, to, portRules);
    const flow = { from, to, protocol, ports, scope, portRules, ingress, egress };
    if (ingress.length + egress.length > 0) {
      const world = worldOf(ingress, egress);
      return [{ ...flow, ...world, ...(world.world ? {} : onlyOf(plan, flow)) }];
    }
    const skipReason = places.reasonFor(from, to, portRules);
    return skipReason && skipReason !== "partyNone" ? [{ ...flow, skipReason }] : [];
  });
  const place = (party: Party) => parties.indexOf(party);
  return flows.sort((a, b) => place(a.from) - place(b.from) || place(a.to) - place(b.to) || byTraffic(a, b));
}

type FlowTraffic = Pick<PartyFlow, "protocol" | "ports" | "scope">;

/** Sorts traffic that crosses the network before local traffic, then by protocol and port. */
export function byTraffic(a: FlowTraffic, b: FlowTraffic): number {
  const first = ({ ports }: FlowTraffic) => (ports === "all" ? -1 : ports.from);
  const last = ({ ports }: FlowTraffic) => (ports === "all" ? -1 : ports.to);
  return rank(a) - rank(b) || compare(a.protocol, b.protocol) || first(a) - first(b) || last(a) - last(b);
}

const namedProtocols = ["tcp", "udp", "icmp", "icmpv6"];

function rank({ scope, protocol }: FlowTraffic): number {
  const place = namedProtocols.indexOf(protocol);
  return (scope === "node" ? namedProtocols.length + 1 : 0) + (place < 0 ? namedProtocols.length : place);
}

function worldOf(ingress: readonly PlacedRule[], egress: readonly PlacedRule[]): { world?: Direction } {
  const isOpen = (placed: readonly PlacedRule[]) => isWorld(addressesOf(placed.map(({ rule }) => rule.peer)));
  if (isOpen(ingress)) return { world: "ingress" };
  return isOpen(egress) ? { world: "egress" } : {};
}

function onlyOf(plan: Plan, { from, scope, portRules, ingress }: PartyFlow): { only?: readonly string[] } {
  const { localTraffic = undefined } = plan.deployment.type === "cluster" ? plan.deployment : {};
  const isLocal = scope === "node" && typeof localTraffic === "object";
  if (!isLocal && !portRules.some((portRule) => isNarrowed(plan, from, portRule))) return {};
  return { only: [...new Set(ingress.map(({ rule }) => rule.peer.label))].sort(compare) };
}

/** Whether the document names any address as the source, and the deployment narrows it. */
function isNarrowed({ ends }: Plan, party: Party, { id }: PortRule): boolean {
  return party === "internet" && ends.some((end) => end.party === party && end.portRule === id);
}

/**
 * The groups of a party, and the peers that rules use for it. In traffic to a load balancer with public addresses these
 * are `publicPeers`.
 */
interface PartyPlace {
  readonly groups: readonly PlannedSecurityGroup[];
  readonly peers: AddressSet;
  readonly publicPeers: AddressSet;
  readonly isPublicDestination: boolean;
}

/** Finds where the rules of a plan are. */
class Places {
  private readonly byParty: ReadonlyMap<Party, PartyPlace>;
  private readonly reasons: ReadonlyMap<string, SkippedRequirement["reason"]>;

  constructor(private readonly plan: Plan) {
    const groups = new Map(plan.groups.map((group) => [group.key, group]));
    this.byParty = new Map(
      plan.parties.map((planned) => {
        const { party, peers, publicPeers = peers, groups: keys } = planned;
        return [
          party,
          {
            groups: keys.flatMap((key) => groups.get(key) ?? []),
            peers: addressesOf(peers),
            publicPeers: addressesOf(publicPeers),
            isPublicDestination: isPublicDestination(planned),
          },
        ];
      }),
    );
    this.reasons = new Map(
      plan.skippedRequirements.map(({ portRule, from, to, reason }) => [`${portRule} ${from} ${to}`, reason]),
    );
  }

  /** Rules of the holder's groups that one of the port rules requires, and that have the other party as a peer. */
  rulesFor(direction: Direction, holder: Party, other: Party, portRules: readonly PortRule[]): readonly PlacedRule[] {
    const groups = this.byParty.get(holder)?.groups ?? [];
    const destination = this.byParty.get(direction === "ingress" ? holder : other);
    const place = this.byParty.get(other);
    const peers = destination?.isPublicDestination ? place?.publicPeers : place?.peers;
    const isAskedFor = (rule: SecurityGroupRule) =>
      portRules.some(
        (portRule) =>
          rule.portRules.includes(portRule.id) &&
          trafficSet([rule]).intersects(trafficSet([trafficOf(portRule)])) &&
          this.names(rule, other, peers, portRule),
      );
    return groups.flatMap((group) =>
      group.rules.filter((rule) => rule.direction === direction && isAskedFor(rule)).map((rule) => ({ group, rule })),
    );
  }

  reasonFor(from: Party, to: Party, portRules: readonly PortRule[]): SkippedRequirement["reason"] | undefined {
    return portRules.map(({ id }) => this.reasons.get(`${id} ${from} ${to}`)).find((reason) => reason !== undefined);
  }

  /** Whether the peer of a rule is part of a party. Local traffic and narrowed sources have separate peers. */
  private names({ peer }: SecurityGroupRule, party: Party, peers: AddressSet | undefined, portRule: PortRule): boolean {
    if (portRule.scope === "node" || isNarrowed(this.plan, party, portRule)) return true;
    return peers !== undefined && touches(addressesOf([peer]), peers, this.plan.ipFamily);
  }
}
