/** Which groups does the layout of a deployment have, and which roles attach each? Two layouts while one replaces another. */
import { isLaunched } from "../catalog/settings";
import { type Issue, problems } from "../errors";
import { datastoreOf } from "../model/condition";
import type { ClusterDeployment, Deployment } from "../model/deployment";
import {
  type Groups,
  inOrder,
  isChange,
  type Layout,
  type LayoutMap,
  layoutsOf,
  sharedGroupKey,
} from "../model/group-layout";
import { clusterRoles, type Party } from "../model/party";
import { compare } from "./compare";
import { groupName, groupNameProblem } from "./name";

/** A group of a layout. */
export interface LayoutGroup {
  /** Names the group within the deployment, and in Terraform's addresses. */
  readonly key: string;
  /** Whose nodes attach it. */
  readonly parties: readonly Party[];
  /** The name in EC2. Default: made from the key. */
  readonly name?: string | undefined;
  /** Set if the group exists already. */
  readonly securityGroupId?: string | undefined;
}

/** The groups of one layout. */
export type LayoutGroups = readonly LayoutGroup[];

/** The layouts in effect: one, or the former and the new one. */
export function layoutGroups(deployment: Deployment): readonly [LayoutGroups, LayoutGroups?] {
  const [first, second] = layoutsOf(groupsOf(deployment));
  return second === undefined
    ? [resolved(first, deployment)]
    : [resolved(first, deployment), resolved(second, deployment)];
}

/** What nodes may attach: the groups of one layout here, and of one of the layouts of each other deployment. */
export interface Stage {
  readonly groups: LayoutGroups;
  /** Of a deployment that changes its layout: 0 means its former groups, 1 the new ones. */
  readonly other: 0 | 1;
}

/** Every combination of the layouts in effect, here and in the deployments that this one refers to; the former ones first. */
export function stagesOf(deployment: Deployment): readonly Stage[] {
  const keys = Object.values(deployment.otherGroups ?? {}).flatMap((parties) => Object.values(parties));
  const others = keys.some(({ length }) => length > 1) ? ([0, 1] as const) : ([0] as const);
  return layoutGroups(deployment).flatMap((groups) => (groups ? others.map((other) => ({ groups, other })) : []));
}

/**
 * The key of the created group that all nodes of the cluster attach; undefined if there is none. While the layout changes,
 * that of the former layout: nodes have it, and must not have two groups with the tag of the cluster.
 */
export function sharedKeyOf(deployment: Deployment): string | undefined {
  return sharedKeyIn(layoutGroups(deployment)[0], deployment);
}

/** The key of the created group of a layout that all nodes of the cluster attach; undefined if there is none. */
export function sharedKeyIn(layout: LayoutGroups, deployment: Deployment): string | undefined {
  const roles = rolesOf(deployment);
  const isShared = ({ parties, securityGroupId }: LayoutGroup) =>
    securityGroupId === undefined && roles.every((role) => parties.includes(role));
  return roles.length > 0 ? layout.find(isShared)?.key : undefined;
}

function groupsOf(deployment: Deployment): Groups {
  if (deployment.type === "rancher-nodes") return "per-role";
  return deployment.groups ?? (deployment.type === "cluster" && deployment.preset ? "single" : "per-role");
}

function resolved(layout: Layout, deployment: Deployment): LayoutGroups {
  if (typeof layout === "object") return ofMap(layout);
  const created = rolesOf(deployment).filter((role) => isCreated(bindingOf(role, deployment)));
  const each = created.map((role) => ({ key: role, parties: [role] }));
  if (layout === "per-role") return each;
  const managed = rolesOf(deployment).filter((role) => isManaged(bindingOf(role, deployment)));
  const members = layout === "single" ? created : inOrder([...created, ...managed]);
  const shared = members.length > 0 ? [{ key: sharedGroupKey, parties: members }] : [];
  return layout === "single" ? shared : [...shared, ...each].sort(byKey);
}

function ofMap(layout: LayoutMap): LayoutGroups {
  return Object.entries(layout)
    .map(([key, { parties, name, securityGroupId }]) => ({ key, parties: inOrder(parties), name, securityGroupId }))
    .sort(byKey);
}

const byKey = (a: LayoutGroup, b: LayoutGroup) => compare(a.key, b.key);

/** The parties that are nodes of the deployment. */
export function rolesOf(deployment: Deployment): readonly Party[] {
  if (deployment.type === "rancher-server") return ["rancher"];
  if (!isLaunched(deployment)) return [];
  // Without etcd there are no etcd nodes.
  const isAbsent = (role: Party) =>
    role === "etcd" && datastoreOf(deployment) === "external" && bindingOf(role, deployment) === undefined;
  return clusterRoles.filter((role) => !isAbsent(role));
}

/** The binding that the user wrote for a party. */
export function bindingOf(party: Party, deployment: Deployment) {
  if (deployment.type === "rancher-nodes") return undefined;
  const { parties } = deployment as { readonly parties: Partial<Record<Party, WrittenBinding>> };
  return parties[party];
}

type WrittenBinding = "anywhere" | "none" | Readonly<Record<string, unknown>>;

const isCreated = (binding: WrittenBinding | undefined) =>
  binding === undefined || (typeof binding === "object" && binding.create === true);
const isManaged = (binding: WrittenBinding | undefined) =>
  typeof binding === "object" && binding.manageRules === true && binding.securityGroupId !== undefined;

/** The keys of a binding that a group of the map leaves: addresses, which are added to those of the group. */
const addressKeys = ["cidrs", "ipv6Cidrs", "publicCidrs", "prefixListIds", "addresses"];

/** `nodes` are those of every role; if no group of the layout is for all of them, they are the members of one more. */
export function withRoles(named: readonly Party[], deployment: Deployment): readonly Party[] {
  if (!named.includes("nodes") || sharedKeyOf(deployment) === undefined) return named;
  return inOrder([...named.filter((party) => party !== "nodes"), ...rolesOf(deployment)]);
}

/** The same deployment with another layout. A role for which a map has a group gets one of the layout, in addition to its addresses. */
export function withLayout(deployment: ClusterDeployment, groups: Layout): ClusterDeployment {
  const named = new Set(layoutGroups(deployment).flatMap((layout) => layout?.flatMap(({ parties }) => parties) ?? []));
  const bindings = Object.entries(deployment.parties).map(([party, binding]) => {
    const isMapped = typeof binding === "object" && named.has(party as Party) && !isManaged(binding);
    return [party, isMapped ? { ...binding, create: true as const } : binding];
  });
  // The other layout may have no group of all nodes, so a rule of the user names the roles.
  const add = deployment.rules.add?.map((rule) => ({
    ...rule,
    from: withRoles(rule.from, deployment),
    to: withRoles(rule.to, deployment),
  }));
  return {
    ...deployment,
    groups,
    parties: Object.fromEntries(bindings) as ClusterDeployment["parties"],
    rules: { ...deployment.rules, ...(add ? { add } : {}) },
  };
}

/** The mistakes in `groups`. */
export function groupLayoutIssues(deployment: Deployment): readonly Issue[] {
  if (deployment.type === "rancher-nodes" || deployment.groups === undefined) return [];
  const { groups } = deployment;
  if (rolesOf(deployment).length === 0) {
    return [{ ...problems.layoutWithoutNodes(), path: ["groups"] }];
  }
  const written = isChange(groups)
    ? (["from", "to"] as const).map((key) => [groups[key], key] as const)
    : [[groups] as const];
  const issues = written.flatMap(([layout, key]) =>
    typeof layout === "object" ? mapIssues(layout, deployment, ["groups", ...(key ? [key] : [])]) : [],
  );
  return [...issues, ...(issues.length === 0 && isChange(groups) ? changeIssues(deployment) : [])];
}

function mapIssues(layout: LayoutMap, deployment: Deployment, path: Issue["path"]): readonly Issue[] {
  const named = new Set(Object.values(layout).flatMap(({ parties }) => parties as readonly Party[]));
  return [
    ...rolesOf(deployment)
      .filter((role) => !named.has(role) && isCreated(bindingOf(role, deployment)))
      .map((role): Issue => ({ ...problems.roleWithoutGroup(role), path })),
    ...Object.entries(layout).flatMap(([key, entry]): Issue[] =>
      entry.parties.flatMap((party, index): Issue[] => {
        const at = { path: [...path, key, "parties", index], received: party };
        const binding = bindingOf(party, deployment);
        const extra =
          typeof binding === "object" ? Object.keys(binding).find((name) => !addressKeys.includes(name)) : binding;
        if (extra !== undefined && !(typeof binding === "object" && binding.create === true)) {
          return [{ ...problems.groupAndBinding(`parties.${party}`, extra), ...at }];
        }
        const exists = rolesOf(deployment).includes(party) || isOutside(party, deployment);
        return exists ? [] : [{ ...problems.groupWithoutNodes(party), ...at }];
      }),
    ),
    ...nameIssues(layout, deployment, path),
  ];
}

/** Parties that are no nodes, and may have a group all the same. */
function isOutside(party: Party, deployment: Deployment): boolean {
  if (deployment.type === "rancher-nodes") return false;
  if (party === "loadBalancer") return deployment.loadBalancer !== undefined;
  return isCreated(bindingOf(party, deployment)) && bindingOf(party, deployment) !== undefined;
}

function nameIssues(layout: LayoutMap, deployment: Deployment, path: Issue["path"]): readonly Issue[] {
  const first = new Map<string, string>();
  return Object.entries(layout).flatMap(([key, { name, securityGroupId }]): Issue[] => {
    const at = { path: [...path, key, securityGroupId === undefined ? "name" : "securityGroupId"] };
    const found = securityGroupId ?? name ?? groupName(deployment, key);
    const problem = securityGroupId === undefined ? groupNameProblem(found) : undefined;
    const other = first.get(found.toLowerCase());
    first.set(found.toLowerCase(), key);
    return [
      ...(problem ? [{ ...problem, ...at }] : []),
      ...(other === undefined ? [] : [{ ...problems.sameGroup(other, found), ...at }]),
    ];
  });
}

/** A group of both layouts has one key, so that it keeps its address in Terraform. */
function changeIssues(deployment: Deployment): readonly Issue[] {
  const [before, after = []] = layoutGroups(deployment);
  const nameOf = ({ key, name, securityGroupId }: LayoutGroup) => securityGroupId ?? name ?? groupName(deployment, key);
  const keys = new Map(before.map((group) => [nameOf(group).toLowerCase(), group.key]));
  const names = new Map(before.map((group) => [group.key, nameOf(group)]));
  return after.flatMap((group): Issue[] => {
    const path = ["groups", "to", group.key];
    const key = keys.get(nameOf(group).toLowerCase());
    const name = names.get(group.key);
    if (key !== undefined && key !== group.key) return [{ ...problems.renamedGroupKey(key, nameOf(group)), path }];
    if (name !== undefined && name !== nameOf(group)) return [{ ...problems.renamedGroup(group.key, name), path }];
    return [];
  });
}
