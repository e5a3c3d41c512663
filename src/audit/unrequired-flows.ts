/** Open flows that no deployment of the config asks for, with the rule and the peer. */
import { AddressSet, FlowSet } from "../flows";
import { world } from "../model/cidr";
import { type Direction, type NetworkPeer, type NetworkRule, peerName } from "../model/network";
import type { NodeAddresses } from "../reach/address-book";
import { isWorld } from "../reach/address-reach";
import type { ExistingGroups, PairedGroup } from "./existing-groups";
import { type TrafficPart, trafficParts } from "./traffic-part";

/** Traffic to or from one peer that is open and not required. */
export interface UnrequiredFlow extends TrafficPart {
  readonly group: PairedGroup;
  readonly direction: Direction;
  /** The peer of the rule: a CIDR, or the id of a group or prefix list. */
  readonly peer: string;
  /** Whether it is open to every address. */
  readonly world: boolean;
  readonly by: readonly NetworkRule[];
}

/** The flows of each rule that nothing asks for. Asked once for each group, they are remembered. */
export class ExtraFlows {
  readonly #extra = new Map<NetworkRule, FlowSet>();

  constructor(
    private readonly groups: ExistingGroups,
    private readonly addressesOf: (held: readonly string[]) => NodeAddresses,
  ) {}

  /** The flows that a rule admits and nothing requires, for each such rule of one direction of a group. */
  of(direction: Direction, group: string): ReadonlyMap<NetworkRule, FlowSet> {
    const rules = this.groups.rules(direction, group);
    const [first] = rules;
    if (first && !this.#extra.has(first)) {
      const atoms = AddressSet.of({
        atoms: rules
          .map(({ peer }) => peer)
          .filter(isAtom)
          .map(peerName),
      });
      const needed = this.groups.needed(direction, group, (peers) => this.withMembers(peers, atoms));
      const isExact = needed.contains(this.groups.byParties(this.groups.admitted(direction, group)));
      for (const rule of rules) {
        const open = isExact ? FlowSet.empty : this.groups.byParties(this.groups.flowsOfRule(rule));
        this.#extra.set(rule, open.subtract(needed));
      }
    }
    return new Map(rules.flatMap((rule) => (this.isWider(rule) ? [[rule, this.#extra.get(rule) as FlowSet]] : [])));
  }

  readonly isWider = (rule: NetworkRule): boolean => this.#extra.get(rule)?.isEmpty === false;

  /** Where a group is required, so are the addresses of its nodes; where every address is, so is each group. */
  private withMembers(peers: AddressSet, atoms: AddressSet): AddressSet {
    const members = peers.atoms().map((atom) => this.addressesOf([atom]).all ?? AddressSet.empty);
    const all = AddressSet.unionOf([peers, ...members]);
    return isWorld(peers) ? all.union(atoms) : all;
  }

  /** The part of a rule's flows that the side opens to every address of a family, and that is not required for all of them. */
  toWorld(direction: Direction, group: string, flows: FlowSet): FlowSet {
    const needed = this.groups.needed(direction, group, (peers) => peers);
    const parts = families.map((everyone) => {
      const open = (set: FlowSet) => set.trafficWhere((peers) => peers.contains(everyone));
      const traffic = open(this.groups.admitted(direction, group)).subtract(open(needed));
      return flows.within(traffic).mapPeers((peers) => peers.intersect(everyone));
    });
    return FlowSet.unionOf(parts);
  }
}

const families = [world.ipv4, world.ipv6].map((cidr) => AddressSet.of({ cidrs: [cidr] }));

const isAtom = ({ type }: NetworkPeer) => type !== "cidrIpv4" && type !== "cidrIpv6";

/** The world first, then in the order of the groups and rules. */
export function unrequiredFlows(groups: readonly PairedGroup[], extras: ExtraFlows): readonly UnrequiredFlow[] {
  const flows = groups
    .filter(({ found, planned: { existing } }) => found && !(existing && "deployment" in existing))
    .flatMap((group) => (["ingress", "egress"] as const).flatMap((direction) => ofSide(group, direction, extras)));
  return [...flows.filter(({ world }) => world), ...flows.filter(({ world }) => !world)];
}

function ofSide(group: PairedGroup, direction: Direction, extras: ExtraFlows): readonly UnrequiredFlow[] {
  const name = peerName(group.peer);
  const extra = extras.of(direction, name);
  if (extra.size === 0) return [];
  const byText = new Map<string, UnrequiredFlow & { readonly by: NetworkRule[] }>();
  for (const [rule, flows] of extra) {
    // Several rules may be open to the world together: 0.0.0.0/1 and 128.0.0.0/1.
    const toWorld = extras.toWorld(direction, name, flows);
    for (const [isOpen, some] of [
      [true, toWorld],
      [false, flows.subtract(toWorld)],
    ] as const) {
      for (const part of trafficPartsOf(some)) {
        const key = `${part.protocol} ${part.ports} ${peerName(rule.peer)} ${isOpen}`;
        const known = byText.get(key);
        if (known) known.by.push(rule);
        else byText.set(key, { ...part, group, direction, peer: rule.peer.value, world: isOpen, by: [rule] });
      }
    }
  }
  return [...byText.values()];
}

/** Each traffic once, for all peers together. */
function trafficPartsOf(flows: FlowSet): readonly TrafficPart[] {
  return trafficParts(flows.mapPeers(() => AddressSet.of({ atoms: ["peer"] }))).map(({ protocol, ports }) => ({
    protocol,
    ports,
  }));
}
