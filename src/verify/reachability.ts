/**
 * Who can reach whom under a plan, by set algebra over its rules. Guarantees: traffic is allowed if and only if the
 * egress of the source's groups and the ingress of the destination's groups both admit it; a side whose groups are not
 * managed here admits everything, and so does an existing group in a direction for which no rule is written here.
 * Knows no catalog and no conditions.
 */
import { AddressSet, allTraffic, FlowSet, IntervalSet, type TrafficSet } from "../flows";
import { hasFamily, world } from "../model/cidr";
import type { Party } from "../model/party";
import type { Peer, Plan, PlannedParty, PlannedSecurityGroup } from "../model/plan";
import type { IpFamily } from "../model/settings";
import { isToken } from "../model/token";
import type { Endpoint } from "./endpoint";

/** What one set of parties may send to another. */
export interface Reach {
  /** For every member of the source to every member of the destination. */
  readonly allowed: TrafficSet;
  /** For some members at least; contains `allowed`. */
  readonly partly: TrafficSet;
  /** Whether the deployment manages the groups of either side: where it does not, that side admits everything. */
  readonly governs: { readonly egress: boolean; readonly ingress: boolean };
}

export type Direction = "egress" | "ingress";

/** What one side of a flow admits. */
export interface SideReach {
  readonly allowed: TrafficSet;
  readonly partly: TrafficSet;
  readonly governs: boolean;
}

const nothing: TrafficSet = IntervalSet.of<number>([]);

/** Answers who reaches whom under one plan, and remembers what it worked out. */
export class Reachability {
  private readonly parties: ReadonlyMap<Party, PlannedParty>;
  private readonly flows = new Map<string, FlowSet>();

  constructor(readonly plan: Plan) {
    this.parties = new Map(plan.parties.map((party) => [party.party, party]));
  }

  /** Several endpoints on one side are one node that is all of them: it holds the groups of every party. */
  between(from: readonly Endpoint[], to: readonly Endpoint[]): Reach {
    const egress = this.side("egress", from, to);
    const ingress = this.side("ingress", to, from);
    return {
      allowed: egress.allowed.intersect(ingress.allowed),
      partly: egress.partly.intersect(ingress.partly),
      governs: { egress: egress.governs, ingress: ingress.governs },
    };
  }

  /** What the groups of `holders` admit from, or to, `others`. */
  side(direction: Direction, holders: readonly Endpoint[], others: readonly Endpoint[]): SideReach {
    const governs = this.governing(direction, holders).length > 0;
    const roles = this.rolesOf(others);
    if (roles.length === 0 || this.peersOf(holders).isEmpty) return { allowed: nothing, partly: nothing, governs };
    if (!governs) return { allowed: allTraffic, partly: allTraffic, governs };
    const flows = this.flowsOf(direction, holders);
    return {
      allowed: flows.trafficWhere((admitted) => roles.some((peers) => admits(admitted, peers, this.plan.ipFamily))),
      partly: flows.trafficWhere((admitted) => roles.some((peers) => touches(admitted, peers, this.plan.ipFamily))),
      governs,
    };
  }

  /** Everything the groups of these endpoints admit together, in one direction. */
  flowsOf(direction: Direction, holders: readonly Endpoint[]): FlowSet {
    const sets = this.governing(direction, holders).map((group) => this.groupFlows(direction, group));
    return sets.reduce((all, more) => all.union(more), FlowSet.empty);
  }

  /** The groups that these endpoints hold and whose rules of one direction are managed here. */
  governing(direction: Direction, endpoints: readonly Endpoint[]): readonly PlannedSecurityGroup[] {
    const keys = new Set(
      endpoints.flatMap((endpoint) => ("party" in endpoint ? (this.parties.get(endpoint.party)?.group ?? []) : [])),
    );
    const ids = new Set(endpoints.flatMap((endpoint) => ("peer" in endpoint ? endpoint.peer.value : [])));
    return this.plan.groups.filter(({ key, existing, rules }) => {
      if (!existing) return keys.has(key);
      const isHeld = keys.has(key) || ("securityGroupId" in existing && ids.has(existing.securityGroupId));
      return isHeld && rules.some((rule) => rule.direction === direction);
    });
  }

  /** The endpoints as peers of a rule; empty where none of them is anything in AWS. */
  peersOf(endpoints: readonly Endpoint[]): AddressSet {
    return addressesOf(
      endpoints.flatMap((endpoint): readonly Pick<Peer, "type" | "value">[] =>
        "party" in endpoint ? (this.parties.get(endpoint.party)?.peers ?? []) : [endpoint.peer],
      ),
    );
  }

  /**
   * What one node is at once: a rule that admits any of it admits the node. It holds the groups of every endpoint, but
   * sends from one address, so the endpoints that are addresses are one role.
   */
  private rolesOf(endpoints: readonly Endpoint[]): readonly AddressSet[] {
    const isGroup = (atom: string) => /^(group|securityGroup|deployment):/.test(atom);
    const peers = endpoints.map((endpoint) => this.peersOf([endpoint]));
    const groups = peers.filter((role) => role.atoms().some(isGroup));
    const addresses = AddressSet.unionOf(peers.filter((role) => !groups.includes(role)));
    return [...groups, addresses].filter((role) => !role.isEmpty);
  }

  private groupFlows(direction: Direction, group: PlannedSecurityGroup): FlowSet {
    const key = `${direction} ${group.key}`;
    const known = this.flows.get(key);
    if (known) return known;
    const made = FlowSet.of(group.rules.filter((rule) => rule.direction === direction));
    this.flows.set(key, made);
    return made;
  }
}

/** Peers as a set of addresses and atoms. */
export function addressesOf(peers: readonly Pick<Peer, "type" | "value">[]): AddressSet {
  const isCidr = ({ type, value }: Pick<Peer, "type" | "value">) =>
    (type === "cidrIpv4" || type === "cidrIpv6") && !isToken(value);
  return AddressSet.of({
    cidrs: peers.filter(isCidr).map(({ value }) => value),
    atoms: peers.filter((peer) => !isCidr(peer)).map(({ type, value }) => `${type}:${value}`),
  });
}

/** All of IPv4. */
export const everyAddress = AddressSet.of({ cidrs: [world.ipv4] });
const everyIpv6Address = AddressSet.of({ cidrs: [world.ipv6] });

/** Whether a rule's peers take in all of `peers`. */
function admits(admitted: AddressSet, peers: AddressSet, ipFamily: IpFamily): boolean {
  return withWorld(admitted, peers, ipFamily).contains(peers);
}

/** Whether a rule's peers take in any of `peers`. */
export function touches(admitted: AddressSet, peers: AddressSet, ipFamily: IpFamily): boolean {
  return withWorld(admitted, peers, ipFamily).intersects(peers);
}

/** Members of a group, known by name only, have addresses all the same: a rule that is open to the world admits them. */
export function withWorld(admitted: AddressSet, peers: AddressSet, ipFamily: IpFamily): AddressSet {
  const isOpen =
    (hasFamily(ipFamily, "ipv4") && admitted.contains(everyAddress)) ||
    (hasFamily(ipFamily, "ipv6") && admitted.contains(everyIpv6Address));
  return isOpen ? admitted.union(AddressSet.of({ atoms: peers.atoms() })) : admitted;
}
