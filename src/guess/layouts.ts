/** Lists the ways in which the nodes of a cluster may attach some groups. */
import type { Ec2Group, NetworkInterface } from "../network/ec2-network";
import type { NodeParty } from "./candidate";
import { nodesIn } from "./gather";

/** The roles of the nodes that attach each group, by the id of the group. */
export type Roles = ReadonlyMap<string, readonly NodeParty[]>;

const everyRole: readonly NodeParty[] = ["etcd", "controlplane", "worker"];
const servers: readonly NodeParty[] = ["etcd", "controlplane"];
const agents: readonly NodeParty[] = ["worker"];

/** Splits of the roles into kinds of nodes. */
const kinds: readonly (readonly (readonly NodeParty[])[])[] = [
  [everyRole],
  [servers, agents],
  [["etcd"], ["controlplane"], agents],
];

/**
 * The layouts, the likeliest first. If the groups of instances are known, they decide. Otherwise each group may belong
 * to one kind of node, or to all nodes.
 */
export function layoutsOf(all: readonly Ec2Group[], interfaces: readonly NetworkInterface[] = []): readonly Roles[] {
  const databases = new Map(all.filter(isOfDatabase).map(({ id }) => [id, servers]));
  const groups = all.filter(({ id }) => !databases.has(id));
  if (groups.length === 0) return layoutsOfNodes(all, interfaces);
  return layoutsOfNodes(groups, interfaces).map((roles) => new Map([...roles, ...databases]));
}

/** Whether servers attach the group to reach their database. */
export const isOfDatabase = ({ rules }: Ec2Group): boolean => {
  const inbound = rules.filter(({ direction }) => direction === "ingress");
  return inbound.length > 0 && inbound.every(({ fromPort }) => fromPort === 5432 || fromPort === 3306);
};

function layoutsOfNodes(groups: readonly Ec2Group[], interfaces: readonly NetworkInterface[]): readonly Roles[] {
  const ids = groups.map(({ id }) => id);
  const attached = nodesIn(interfaces)
    .map((one) => one.groups.filter((id) => ids.includes(id)))
    .filter((some) => some.length > 0);
  const known = new Set(attached.flat());
  if (attached.length > 0 && attached.length <= 3 && ids.every((id) => known.has(id))) return assigned(attached);
  if (ids.length > 3) return [byPorts(groups)];
  const alone = assigned(ids.map((id) => [id]));
  if (ids.length === 1) return alone;
  const shared = ids.flatMap((first) => {
    const others = ids.filter((id) => id !== first);
    if (others.length === 2) return assigned(others.map((id) => [first, id]));
    // One group for all nodes, and another one for some of them.
    return [servers, agents].map(
      (roles): Roles =>
        new Map(
          others.flatMap((id) => [
            [first, everyRole],
            [id, roles],
          ]),
        ),
    );
  });
  return [...alone, ...shared];
}

/** Every assignment of these sets of groups to kinds of nodes. */
function assigned(sets: readonly (readonly string[])[]): readonly Roles[] {
  return permutations(sets).flatMap((order) => {
    const roles = kinds.find((one) => one.length === order.length);
    return roles ? [rolesFrom(order.map((ids, index) => [ids, roles[index] ?? everyRole]))] : [];
  });
}

function rolesFrom(held: readonly (readonly [ids: readonly string[], roles: readonly NodeParty[]])[]): Roles {
  const roles = new Map<string, readonly NodeParty[]>();
  for (const [ids, some] of held) {
    for (const id of ids)
      roles.set(
        id,
        everyRole.filter((role) => some.includes(role) || roles.get(id)?.includes(role)),
      );
  }
  return roles;
}

function permutations<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length <= 1) return [all];
  return all.flatMap((one, index) =>
    permutations(all.filter((_, other) => other !== index)).map((rest) => [one, ...rest]),
  );
}

/**
 * A guess for more groups than can be tried in every way: groups with server ports belong to servers, the others to
 * agents. If one kind has no group, all nodes attach all groups.
 */
function byPorts(groups: readonly Ec2Group[]): Roles {
  const isServer = ({ rules }: Ec2Group) =>
    rules.some(({ direction, fromPort }) => direction === "ingress" && [6443, 9345, 2379].includes(fromPort ?? 0));
  const hasBoth = groups.some(isServer) && !groups.every(isServer);
  return new Map(groups.map((group) => [group.id, !hasBoth ? everyRole : isServer(group) ? servers : agents]));
}
