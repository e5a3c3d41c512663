/**
 * The same names for the same groups in networks of different origins: a config calls a group by its deployment and name,
 * EC2 by its id, a plan of Terraform by its address. Groups are the same if their ids are equal, else their names and VPCs,
 * else their names, if only one group on each side has the name.
 */
import { type Network, type NetworkGroup, type NetworkPeer, peerName } from "../model/network";
import { withoutNameSuffix } from "../model/terraform-names";
import { renameGroups } from "../network/rename-groups";

export type OriginKind = "config" | "synth" | "plan" | "state" | "ec2";

/** A network and its origin. */
export interface OriginNetwork {
  readonly kind: OriginKind;
  readonly network: Network;
}

export interface AlignedNetworks {
  readonly before: Network;
  readonly after: Network;
  /** How many groups the wider origin has in addition: EC2 also reports groups that no config is about. */
  readonly leftOut: number;
  /** Groups of which an origin does not have all rules, each with the reason. */
  readonly unread: readonly string[];
  /** Whether the rules of both have keys of one kind, so that a rule that stays has the same key. */
  readonly hasSameKeys: boolean;
}

/** A config is about the groups of its deployments, Terraform about those of one state, EC2 about all of a VPC. */
const width: Readonly<Record<OriginKind, number>> = { config: 0, synth: 0, plan: 1, state: 1, ec2: 2 };

/** Names the groups of both networks alike, and leaves out groups that only the wider origin has. */
export function alignNetworks(before: OriginNetwork, after: OriginNetwork): AlignedNetworks {
  const [wide, wider] = [width[before.kind], width[after.kind]];
  if (wide === 0 && wider === 0) {
    return { before: before.network, after: after.network, leftOut: 0, unread: [], hasSameKeys: true };
  }
  const names = new CommonNames(before, after);
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
 * The groups of any origin in the names of a config, so that the parties of the config can be found in it. `name` is that of
 * the origin: a group of the config that the origin does not have is unread, and nothing is known of its rules.
 */
export function inNamesOf(config: Network, origin: OriginNetwork, name: string): Network {
  const names = new CommonNames({ kind: "config", network: config }, origin);
  const groups = width[origin.kind] === 0 ? origin.network.groups : names.renamed(origin.network);
  const known = new Set(groups.map(({ peer }) => peerName(peer)));
  const missing = config.groups
    .filter(({ peer }) => !known.has(peerName(withoutAccount(peer))))
    .map((group) => ({
      peer: group.peer,
      name: group.name,
      deployment: group.deployment,
      rules: [],
      unread: `${name} does not have the group ${group.name}`,
    }));
  return { ...origin.network, groups: [...groups, ...missing] };
}

/** The names that the groups of two networks get: those of a config, else ids, else those of the first network. */
class CommonNames {
  readonly #names = new Map<string, NetworkPeer>();
  readonly #deployments = new Map<string, string>();

  constructor(before: OriginNetwork, after: OriginNetwork) {
    const rank = ({ kind }: OriginNetwork, { peer }: Group) => (width[kind] === 0 ? 2 : isId(peer) ? 1 : 0);
    for (const [first, second] of matched(groupsOnce(before.network), groupsOnce(after.network))) {
      const { peer: name } = rank(after, second) > rank(before, first) ? second : first;
      for (const { peer } of [first, second]) this.#names.set(peerName(withoutAccount(peer)), name);
      this.#deployments.set(peerName(name), first.deployment || second.deployment);
    }
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

type Group = Pick<NetworkGroup, "peer" | "name" | "vpcId" | "deployment">;

/** Two parties may be bound to one existing group, which the network then has twice. */
function groupsOnce({ groups }: Network): readonly Group[] {
  return [...new Map(groups.map((group) => [peerName(withoutAccount(group.peer)), group])).values()];
}

function matched(mine: readonly Group[], theirs: readonly Group[]): readonly (readonly [Group, Group])[] {
  const pairs = new Map<Group, Group>();
  const taken = new Set<Group>();
  const match = (keyOf: (group: Group) => string | undefined) => {
    const [first, second] = [mine.filter((one) => !pairs.has(one)), theirs.filter((one) => !taken.has(one))].map(
      (groups) => uniqueBy(groups, keyOf),
    ) as [ReadonlyMap<string, Group>, ReadonlyMap<string, Group>];
    for (const [key, group] of first) {
      const other = second.get(key);
      if (!other) continue;
      pairs.set(group, other);
      taken.add(other);
    }
  };
  match(({ peer }) => (isId(peer) ? withoutAccount(peer).value : undefined));
  match(({ name, vpcId }) => (vpcId?.startsWith("vpc-") ? `${vpcId} ${name}` : undefined));
  match(({ name }) => name);
  match(({ name }) => withoutNameSuffix(name));
  return [...pairs];
}

/** The groups whose key no other group has. */
function uniqueBy(groups: readonly Group[], keyOf: (group: Group) => string | undefined): ReadonlyMap<string, Group> {
  const counts = new Map<string, number>();
  const found = new Map<string, Group>();
  for (const group of groups) {
    const key = keyOf(group);
    if (key === undefined) continue;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    found.set(key, group);
  }
  return new Map([...found].filter(([key]) => counts.get(key) === 1));
}

const isId = ({ type, value }: NetworkPeer) => type === "securityGroup" && /^(\d{12}\/)?sg-[0-9a-f]+$/.test(value);

/** Ids are unique, so the account in front of an id makes no difference. */
function withoutAccount(peer: NetworkPeer): NetworkPeer {
  return isId(peer) ? { ...peer, value: peer.value.replace(/^\d{12}\//, "") } : peer;
}

/** A plan that writes no rule of a direction to an existing group says nothing about the direction. */
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
