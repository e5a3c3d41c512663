/** Which security groups exist, and the nodes of which parties attach them: the key `groups` of a deployment. */
import { type Party, parties } from "./party";

/** The layouts that have a name, each with what it means. */
export const layoutWords = {
  "per-role": "a group for each role",
  "shared-and-roles": "one group that every node of the cluster attaches, `<deployment>-nodes`, and one for each role",
  single: "one group that every node of the cluster attaches, `<deployment>-nodes`",
} as const;
type LayoutWord = keyof typeof layoutWords;
export const layoutNames = Object.keys(layoutWords) as [LayoutWord, ...LayoutWord[]];

/** The key of the group that every node attaches, in the layouts that have a name. */
export const sharedGroupKey = "nodes";

/** A group of a layout, as a user writes it. */
export interface WrittenGroup {
  /** The parties whose nodes attach it. */
  readonly parties: readonly GroupParty[];
  /** The name in EC2. Default: `<deployment>-<key>`. */
  readonly name?: string | undefined;
  /** An existing group. Default: the group is created. */
  readonly securityGroupId?: string | undefined;
  /** Says that rules may be written into an existing group. */
  readonly manageRules?: boolean | undefined;
}

/** Parties whose nodes a group of the map can be for. */
export const groupParties = ["rancher", "etcd", "controlplane", "worker", "loadBalancer", "apiLoadBalancer"] as const;
export type GroupParty = (typeof groupParties)[number];

/** The groups by their keys. */
export type LayoutMap = Readonly<Record<string, WrittenGroup>>;
/** A layout: a word, or the groups by their keys. */
export type Layout = LayoutWord | LayoutMap;
/** A layout, or a change of one. */
export type Groups = Layout | { readonly from: Layout; readonly to: Layout };

/** The layouts that are in effect at once: two while nodes change from one to the other. */
export function layoutsOf(groups: Groups): readonly [Layout, Layout?] {
  return isChange(groups) ? [groups.from, groups.to] : [groups];
}

export function isChange(groups: Groups): groups is { readonly from: Layout; readonly to: Layout } {
  return typeof groups === "object" && "from" in groups && "to" in groups;
}

/** In the order of the source tables. */
export const inOrder = (named: readonly Party[]): readonly Party[] => parties.filter((party) => named.includes(party));
