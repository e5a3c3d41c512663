/** Which nodes exist, by the groups that their network interfaces attach? */
import { groupBy } from "../model/group-by";
import { peerName } from "../model/network";
import type { Peer, Plan, Pool } from "../model/plan";
import type { ExistingGroups } from "./existing-groups";

/** A network interface that attaches groups of the deployment; one for all interfaces of an instance that attach the same. */
export interface AuditedNode {
  /** `i-...`, or `eni-...` if it belongs to no instance. */
  readonly id: string;
  /** `eni-...`. Absent if the interfaces of the instance that attach groups of the deployment all attach the same. */
  readonly interfaceId?: string;
  /** Groups of the deployment that it attaches. */
  readonly attached: readonly string[];
  /** The pools whose groups it attaches. Empty if it has those of none. */
  readonly pools: readonly string[];
  /** Groups that it lacks to be a node of the closest pool, and those that belong to no pool that it is of. */
  readonly lacks: readonly string[];
  readonly surplus: readonly string[];
}

const idOf = (name: string) => name.slice(name.indexOf(":") + 1);

/** Nodes of the deployment, in the order of their ids. Undefined if no interfaces are known. */
export function nodesOf(plan: Plan, groups: ExistingGroups): readonly AuditedNode[] | undefined {
  const { interfaces } = groups.existing;
  if (!interfaces) return undefined;
  const own = new Set<string>(
    groups.groupsOf(plan).flatMap(({ planned, found }) => (found && isOfNodes(plan, planned.key) ? [found.id] : [])),
  );
  const isOwn = (id: string) => own.has(id);
  // The group rancher-nodes is all that its nodes attach of the deployment.
  if (plan.pools.length === 0) return undefined;
  const pools = plan.pools.flatMap((pool) =>
    stagesOf(pool).map((peers) => ({ pool, ids: idsOf(plan, peers, groups) })),
  );
  // Pools that the deployment names are all kinds of nodes. By default a pool is a role, and a node may have several.
  const place = plan.deployment.type === "cluster" && plan.deployment.pools ? inOnePool : placed;
  const attaching = interfaces
    .map(({ id, instanceId = id, groups: all }) => ({
      id: instanceId,
      interfaceId: id,
      attached: all.filter(isOwn).sort(),
    }))
    .filter(({ attached }) => attached.length > 0);
  return [...groupBy(attaching, ({ id }) => id).values()]
    .flatMap((some): readonly AttachingInterface[] => {
      // Security groups filter each interface of an instance apart.
      const different = [...groupBy(some, ({ attached }) => attached.join(" ")).values()];
      const [{ id, attached }] = some as readonly AttachingInterface[] as [AttachingInterface];
      return different.length === 1 ? [{ id, attached }] : some;
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ attached, ...node }) => ({ ...node, ...place(attached, pools) }));
}

type AttachingInterface = Pick<AuditedNode, "id" | "interfaceId" | "attached">;

/** Whether the nodes of a pool attach the group: load balancers have groups too. */
function isOfNodes({ pools, groups }: Plan, key: string): boolean {
  const roles = new Set(pools.flatMap((pool) => pool.roles));
  return groups.some(
    (group) => group.key === key && group.parties.some((party) => roles.has(party) || party === "nodes"),
  );
}

/** While the layout changes: the groups before, after, and both. */
function stagesOf({ groups, change }: Pool): readonly (readonly Peer[])[] {
  return change ? [change.from, groups, change.to] : [groups];
}

function idsOf(plan: Plan, peers: readonly Peer[], groups: ExistingGroups): ReadonlySet<string> {
  return new Set(peers.map((peer) => idOf(peerName(groups.peer(plan, peer)))));
}

type PoolGroups = { readonly pool: Pool; readonly ids: ReadonlySet<string> };

function placed(attached: readonly string[], pools: readonly PoolGroups[]): Omit<AuditedNode, "id"> {
  const has = new Set(attached);
  const lacking = ({ ids }: PoolGroups) => [...ids].filter((id) => !has.has(id));
  const complete = pools.filter((pool) => pool.ids.size > 0 && lacking(pool).length === 0);
  const covered = new Set(complete.flatMap(({ ids }) => [...ids]));
  const surplus = attached.filter((id) => !covered.has(id));
  const names = [...new Set(complete.map(({ pool }) => pool.name))];
  if (surplus.length === 0) return { attached, pools: names, lacks: [], surplus: [] };
  const candidates = pools.filter(({ ids }) => surplus.some((id) => ids.has(id)));
  const [closest] = [...candidates].sort((a, b) => lacking(a).length - lacking(b).length);
  return { attached, pools: names, lacks: closest ? lacking(closest) : [], surplus: closest ? [] : surplus };
}

/** The node attaches the groups of exactly one pool. */
function inOnePool(attached: readonly string[], pools: readonly PoolGroups[]): Omit<AuditedNode, "id"> {
  const differences = pools.map(({ pool, ids }) => ({
    pool,
    lacks: [...ids].filter((id) => !attached.includes(id)),
    surplus: attached.filter((id) => !ids.has(id)),
  }));
  const size = ({ lacks, surplus }: (typeof differences)[number]) => lacks.length + surplus.length;
  const names = differences.filter((one) => size(one) === 0).map(({ pool }) => pool.name);
  const [closest] = differences.sort((a, b) => size(a) - size(b));
  return { attached, pools: [...new Set(names)], lacks: closest?.lacks ?? [], surplus: closest?.surplus ?? [] };
}
