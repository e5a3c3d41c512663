/** Open flows that no deployment of the config asks for, with the rule and the peer. */
import { AddressSet, type FlowSet } from "../flows";
import { type Direction, type NetworkPeer, type NetworkRule, peerName } from "../model/network";
import { isWorld } from "../reach/address-reach";
import type { NodeAddresses } from "./ends";
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
      const needed = this.withMembers(this.groups.needed(direction, group), rules);
      for (const rule of rules) this.#extra.set(rule, this.groups.flowsOf([rule]).subtract(needed));
    }
    return new Map(rules.flatMap((rule) => (this.isWider(rule) ? [[rule, this.#extra.get(rule) as FlowSet]] : [])));
  }

  readonly isWider = (rule: NetworkRule): boolean => this.#extra.get(rule)?.isEmpty === false;

  /** Where a group is required, so are the addresses of its nodes; where every address is, so is each group. */
  private withMembers(needed: FlowSet, rules: readonly NetworkRule[]): FlowSet {
    const atoms = AddressSet.of({
      atoms: rules
        .map(({ peer }) => peer)
        .filter(isAtom)
        .map(peerName),
    });
    return needed.mapPeers((peers) => {
      const members = peers.atoms().map((atom) => this.addressesOf([atom]).all ?? AddressSet.empty);
      const all = AddressSet.unionOf([peers, ...members]);
      return isWorld(peers) ? all.union(atoms) : all;
    });
  }
}

const isAtom = ({ type }: NetworkPeer) => type !== "cidrIpv4" && type !== "cidrIpv6";

/** The world first, then in the order of the groups and rules. */
export function unrequiredFlows(groups: readonly PairedGroup[], extras: ExtraFlows): readonly UnrequiredFlow[] {
  const flows = groups
    .filter(({ found, planned: { existing } }) => found && !(existing && "deployment" in existing))
    .flatMap((group) => (["ingress", "egress"] as const).flatMap((direction) => ofSide(group, direction, extras)));
  return [...flows.filter(({ world }) => world), ...flows.filter(({ world }) => !world)];
}

function ofSide(group: PairedGroup, direction: Direction, extras: ExtraFlows): readonly UnrequiredFlow[] {
  const extra = extras.of(direction, peerName(group.peer));
  const byText = new Map<
    string,
    Omit<UnrequiredFlow, "world"> & { readonly peers: AddressSet; readonly by: NetworkRule[] }
  >();
  for (const [rule, flows] of extra) {
    for (const { peers, ...part } of trafficParts(flows)) {
      const key = `${part.protocol} ${part.ports} ${peerName(rule.peer)}`;
      const known = byText.get(key);
      if (known) known.by.push(rule);
      else byText.set(key, { ...part, group, direction, peer: rule.peer.value, peers, by: [rule] });
    }
  }
  const all = [...byText.values()];
  const openToAll = new Map<string, AddressSet>();
  for (const { protocol, ports, peers } of all) {
    const traffic = `${protocol} ${ports}`;
    openToAll.set(traffic, (openToAll.get(traffic) ?? AddressSet.empty).union(peers));
  }
  return all.map(({ peers, ...flow }) => {
    // Several rules may be open to the world together: 0.0.0.0/1 and 128.0.0.0/1.
    const together = openToAll.get(`${flow.protocol} ${flow.ports}`) ?? peers;
    return { ...flow, world: isWorld(peers) || (peers.size().addresses > 0n && isWorld(together)) };
  });
}
