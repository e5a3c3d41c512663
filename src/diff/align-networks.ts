/**
 * Gives the same names to the same groups in networks of different origins: a config names a group by its deployment
 * and name, EC2 by its id, a Terraform plan by its address.
 */
import { type Network, type NetworkGroup, type NetworkPeer, peerName, withoutAccount } from "../model/network";
import { renameGroups } from "../network/rename-groups";
import { type GroupIdentity, isGroupId, type SameGroupsOptions, sameGroups } from "../network/same-groups";

export type OriginKind = "config" | "synth" | "plan" | "state" | "ec2";

/** A network and its origin. */
export interface OriginNetwork {
  readonly kind: OriginKind;
  readonly network: Network;
}

export interface AlignedNetworks {
  readonly before: Network;
  readonly after: Network;
  /** The number of additional groups in the wider origin: EC2 also reports groups that are not in the config. */
  readonly leftOut: number;
  /** Groups whose rules are not all in an origin, each with the reason. */
  readonly unread: readonly string[];
  /** Whether the rules of both have keys of one kind, so that an unchanged rule has the same key in both. */
  readonly hasSameKeys: boolean;
}

/** A config covers the groups of its deployments, Terraform those of one state, EC2 those of a VPC. */
const width: Readonly<Record<OriginKind, number>> = { config: 0, synth: 0, plan: 1, state: 1, ec2: 2 };

/** Gives the groups of both networks the same names, and omits groups that only the wider origin has. */
export function alignNetworks(before: OriginNetwork, after: OriginNetwork): AlignedNetworks {
  const [wide, wider] = [width[before.kind], width[after.kind]];
  if (wide === 0 && wider === 0) {
    return { before: before.network, after: after.network, leftOut: 0, unread: [], hasSameKeys: true };
  }
  const names = new CommonNames(before, after, { acrossVpcs: true });
  const sides = [names.renamed(before.network), names.renamed(after.network)] as const;
  const isPaired = (group: NetworkGroup) => names.isPaired(group);
  const kept = [
    wide > wider ? sides[0].filter(isPaired) : sides[0],
    wider > wide ? sides[1].filter(isPaired) : sides[1],
  ] as const;
  const unread = kept.flat().flatMap((group) => (group.unread ? [group.unread] : []));
  const [first, second] = [withoutOpenSides(kept[0], kept[1]), withoutOpenSides(kept[1], kept[0])];
  const leftOut = sides[0].length - kept[0].length + sides[1].length - kept[1].length;
  const hasSameKeys = before.kind === after.kind;
  return { before: { groups: first }, after: { groups: second }, leftOut, unread, hasSameKeys };
}

/**
 * The groups of any origin under the names of a config, so that the config's parties can be found in it. `name` is the
 * name of the origin. A group of the config that the origin does not have is marked as unread, and its rules are
 * unknown.
 */
export function inNamesOf(config: Network, origin: OriginNetwork, name: string): Network {
  const names = new CommonNames({ kind: "config", network: config }, origin, {});
  const groups = width[origin.kind] === 0 ? origin.network.groups : names.renamed(origin.network);
  const known = new Set(groups.map(({ peer }) => peerName(peer)));
  const missing = config.groups
    .filter(({ peer }) => !known.has(peerName(withoutAccount(peer))))
    .map((group) => {
      const several = names.candidates(group).map((one) => `${one.name} (${one.peer.value})`);
      const isOneOf = `has several groups that may be ${group.name}: ${several.join(", ")}`;
      return {
        peer: group.peer,
        name: group.name,
        deployment: group.deployment,
        rules: [],
        unread: `${name} ${several.length > 0 ? isOneOf : `does not have the group ${group.name}`}`,
      };
    });
  return { ...origin.network, groups: [...groups, ...missing] };
}

/**
 * The names for the groups of two networks: those of a config if there is one, else ids, else those of the first
 * network.
 */
class CommonNames {
  readonly #names = new Map<string, NetworkPeer>();
  readonly #deployments = new Map<string, string>();

  readonly #ambiguous: ReadonlyMap<string, readonly Group[]>;

  constructor(before: OriginNetwork, after: OriginNetwork, options: SameGroupsOptions) {
    const rank = ({ kind }: OriginNetwork, { peer }: Group) => (width[kind] === 0 ? 2 : isGroupId(peer) ? 1 : 0);
    const { pairs, ambiguous } = sameGroups(groupsOnce(before.network), groupsOnce(after.network), options);
    this.#ambiguous = new Map([...ambiguous].map(([{ peer }, groups]) => [peerName(withoutAccount(peer)), groups]));
    for (const [first, second] of pairs) {
      const { peer: name } = rank(after, second) > rank(before, first) ? second : first;
      for (const { peer } of [first, second]) this.#names.set(peerName(withoutAccount(peer)), name);
      this.#deployments.set(peerName(name), first.deployment || second.deployment);
    }
  }

  /** Groups of the second network that may be this group of the first. */
  candidates({ peer }: NetworkGroup): readonly Group[] {
    return this.#ambiguous.get(peerName(withoutAccount(peer))) ?? [];
  }

  isPaired({ peer }: NetworkGroup): boolean {
    return this.#deployments.has(peerName(peer));
  }

  renamed(network: Network): readonly NetworkGroup[] {
    const nameOf = (peer: NetworkPeer) => this.#names.get(peerName(withoutAccount(peer))) ?? withoutAccount(peer);
    return renameGroups(network, nameOf).groups.map((group) => ({
      ...group,
      deployment: this.#deployments.get(peerName(group.peer)) ?? group.deployment,
    }));
  }
}

type Group = GroupIdentity & Pick<NetworkGroup, "deployment">;

/** Two parties may be bound to one existing group, which then is in the network twice. */
function groupsOnce({ groups }: Network): readonly Group[] {
  return [...new Map(groups.map((group) => [peerName(withoutAccount(group.peer)), group])).values()];
}

/** If a plan has no rule of a direction for an existing group, the direction is unknown. */
function withoutOpenSides(groups: readonly NetworkGroup[], others: readonly NetworkGroup[]): readonly NetworkGroup[] {
  const written = others.filter(({ planned }) => planned?.existing);
  if (written.length === 0) return groups;
  const directions = new Map<string, Set<string>>();
  for (const { peer, rules } of written) {
    const known = directions.get(peerName(peer)) ?? new Set();
    for (const { direction } of rules) known.add(direction);
    directions.set(peerName(peer), known);
  }
  return groups.map((group) => {
    const known = directions.get(peerName(group.peer));
    return known ? { ...group, rules: group.rules.filter(({ direction }) => known.has(direction)) } : group;
  });
}
