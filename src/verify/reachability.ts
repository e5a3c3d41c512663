/**
 * Who can reach whom under a plan, by set algebra over its rules. Guarantees: traffic is allowed if and only if the
 * egress of the source's groups and the ingress of the destination's groups both admit it; a side whose groups are not
 * managed here admits everything. Knows no catalog and no conditions.
 */
import { AddressSet, allTraffic, FlowSet, IntervalSet, type TrafficSet } from "../flows";
import { world } from "../model/cidr";
import type { Party } from "../model/party";
import type { Peer, PlannedParty, PlannedSecurityGroup, SecurityGroupPlan } from "../model/plan";

/** What one set of parties may send to another. */
export interface Reach {
  /** For every member of the source to every member of the destination. */
  readonly allowed: TrafficSet;
  /** For some members at least; contains `allowed`. */
  readonly partly: TrafficSet;
  /** Whether the deployment manages the groups of either side: where it does not, that side admits everything. */
  readonly governs: { readonly egress: boolean; readonly ingress: boolean };
}

type Direction = "egress" | "ingress";

export class Reachability {
  private readonly parties: ReadonlyMap<Party, PlannedParty>;
  private readonly flows = new Map<string, FlowSet>();

  constructor(readonly plan: SecurityGroupPlan) {
    this.parties = new Map(plan.parties.map((party) => [party.party, party]));
  }

  /** Several parties on one side are nodes that hold the groups of all of them. */
  between(from: readonly Party[], to: readonly Party[]): Reach {
    const egress = this.side("egress", from, this.peersOf(to));
    const ingress = this.side("ingress", to, this.peersOf(from));
    return {
      allowed: egress.allowed.intersect(ingress.allowed),
      partly: egress.partly.intersect(ingress.partly),
      governs: { egress: egress.governs, ingress: ingress.governs },
    };
  }

  /** What one side admits, whatever the other does. */
  side(
    direction: Direction,
    holders: readonly Party[],
    peers: AddressSet,
  ): Omit<Reach, "governs"> & { governs: boolean } {
    const groups = this.groupsOf(holders);
    if (peers.isEmpty)
      return { allowed: IntervalSet.of<number>([]), partly: IntervalSet.of<number>([]), governs: groups.length > 0 };
    if (groups.length === 0) return { allowed: allTraffic, partly: allTraffic, governs: false };
    const flows = groups.map((group) => this.flowsOf(group, direction)).reduce((all, more) => all.union(more));
    return {
      allowed: flows.trafficWhere((admitted) => admits(admitted, peers)),
      partly: flows.trafficWhere((admitted) => !withWorld(admitted, peers).intersect(peers).isEmpty),
      governs: true,
    };
  }

  /** The groups that nodes of these parties hold and whose rules are managed here. */
  groupsOf(parties: readonly Party[]): readonly PlannedSecurityGroup[] {
    const keys = new Set(parties.map((party) => this.parties.get(party)?.group));
    return this.plan.groups.filter(({ key }) => keys.has(key));
  }

  /** Parties as peers of a rule; empty where none of them is bound to anything. */
  peersOf(parties: readonly Party[]): AddressSet {
    return addressesOf(parties.flatMap((party) => this.parties.get(party)?.peers ?? []));
  }

  private flowsOf(group: PlannedSecurityGroup, direction: Direction): FlowSet {
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
  const isCidr = ({ type }: Pick<Peer, "type">) => type === "cidrIpv4" || type === "cidrIpv6";
  return AddressSet.of({
    cidrs: peers.filter(isCidr).map(({ value }) => value),
    atoms: peers.filter((peer) => !isCidr(peer)).map(({ type, value }) => `${type}:${value}`),
  });
}

const everyAddress = AddressSet.of({ cidrs: [world.ipv4] });

/** Whether a rule's peers take in all of `peers`. */
export function admits(admitted: AddressSet, peers: AddressSet): boolean {
  return withWorld(admitted, peers).contains(peers);
}

/** Members of a group, known by name only, have addresses all the same: a rule that is open to the world admits them. */
function withWorld(admitted: AddressSet, peers: AddressSet): AddressSet {
  return admitted.contains(everyAddress) ? admitted.union(AddressSet.of({ atoms: peers.atoms() })) : admitted;
}
