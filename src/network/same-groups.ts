/**
 * Which groups of two origins are the same? Those with the same id; else with the same VPC and name; else with the same
 * name, if no other group on either side has the name. A name that Terraform completed from a prefix counts as the prefix.
 */
import { groupBy } from "../model/group-by";
import { type NetworkGroup, type NetworkPeer, withoutAccount } from "../model/network";
import { withoutNameSuffix } from "../model/terraform-names";

/** What tells a group from others. */
export type GroupIdentity = Pick<NetworkGroup, "peer" | "name" | "vpcId" | "hasNamePrefix">;

export interface SameGroups<A, B> {
  /** The groups of the first origin that the second has too. */
  readonly pairs: ReadonlyMap<A, B>;
  /** Other groups of the first origin, each with groups of the second of which any may be the same. */
  readonly ambiguous: ReadonlyMap<A, readonly B[]>;
}

export interface SameGroupsOptions {
  /** Whether groups of different VPCs may be the same by name, as those of two environments are. Default: false. */
  readonly acrossVpcs?: boolean;
}

export function sameGroups<A extends GroupIdentity, B extends GroupIdentity>(
  first: readonly A[],
  second: readonly B[],
  { acrossVpcs = false }: SameGroupsOptions = {},
): SameGroups<A, B> {
  const pairs = new Map<A, B>();
  const ambiguous = new Map<A, readonly B[]>();
  const taken = new Set<B>();
  const isOpen = (mine: A, theirs: B) => acrossVpcs || !hasOtherVpc(mine, theirs);
  for (const keyOf of keys) {
    const mine = byKey(
      first.filter((group) => !pairs.has(group)),
      keyOf,
    );
    const theirs = byKey(
      second.filter((group) => !taken.has(group)),
      keyOf,
    );
    for (const [key, groups] of mine) {
      for (const group of groups) {
        const candidates = (theirs.get(key) ?? []).filter((other) => isOpen(group, other));
        const [other, ...more] = candidates;
        if (other && more.length === 0 && groups.length === 1) {
          pairs.set(group, other);
          taken.add(other);
          ambiguous.delete(group);
        } else if (more.length > 0 && !ambiguous.has(group)) ambiguous.set(group, candidates);
      }
    }
  }
  return { pairs, ambiguous };
}

/** What groups have to have in common, the surest first. */
const keys: readonly ((group: GroupIdentity) => string | undefined)[] = [
  ({ peer }) => (isGroupId(peer) ? withoutAccount(peer).value : undefined),
  (group) => vpcOf(group) && exactName(group) && `${group.vpcId} ${exactName(group)}`,
  (group) => vpcOf(group) && prefixOf(group) && `${group.vpcId} ${prefixOf(group)}`,
  exactName,
  prefixOf,
];

/** Undefined for a name that Terraform completes. */
function exactName({ name, hasNamePrefix }: GroupIdentity): string | undefined {
  return hasNamePrefix === true ? undefined : name;
}

function prefixOf({ name, hasNamePrefix }: GroupIdentity): string | undefined {
  return hasNamePrefix === false ? undefined : withoutNameSuffix(name);
}

/** The VPC may be an expression, which has no value yet. */
const vpcOf = ({ vpcId }: GroupIdentity) => (vpcId?.startsWith("vpc-") ? vpcId : undefined);

function hasOtherVpc(one: GroupIdentity, other: GroupIdentity): boolean {
  const [mine, theirs] = [vpcOf(one), vpcOf(other)];
  return mine !== undefined && theirs !== undefined && mine !== theirs;
}

function byKey<G extends GroupIdentity>(groups: readonly G[], keyOf: (group: G) => string | undefined) {
  const named = groups.flatMap((group) => {
    const key = keyOf(group);
    return key === undefined ? [] : [{ key, group }];
  });
  const grouped = groupBy(named, ({ key }) => key);
  return new Map([...grouped].map(([key, entries]) => [key, entries.map(({ group }) => group)]));
}

/** Whether a peer is a group by its id. */
export function isGroupId({ type, value }: NetworkPeer): boolean {
  return type === "securityGroup" && /^(\d{12}\/)?sg-[0-9a-f]+$/.test(value);
}
