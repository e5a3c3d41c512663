/** Which groups does each kind of node attach? */
import { type Issue, problems } from "../errors";
import type { Deployment } from "../model/deployment";
import type { Party } from "../model/party";
import type { Peer, PlannedSecurityGroup, Pool } from "../model/plan";
import type { Binder } from "./bind";
import { compare } from "./compare";
import { bindingOf, rolesOf } from "./layout";

/** `binders` has one for each layout in effect. The group that everybody attaches comes first. */
export function poolsOf(
  deployment: Deployment,
  binders: readonly Binder[],
  sharedGroup: string | undefined,
  groups: readonly PlannedSecurityGroup[],
): readonly Pool[] {
  const size = new Map(
    groups.map(({ key, parties }) => [key, parties.includes("nodes") ? parties.length + 100 : parties.length]),
  );
  const inOrder = (held: readonly Peer[]): readonly Peer[] => {
    const each = [...new Map(held.map((group) => [group.label, group])).values()];
    return each.sort((a, b) => (size.get(b.label) ?? 0) - (size.get(a.label) ?? 0) || compare(a.label, b.label));
  };
  const shared: readonly Peer[] =
    sharedGroup === undefined ? [] : [{ type: "group", value: sharedGroup, label: sharedGroup }];
  return Object.entries(rolesByPool(deployment)).map(([name, roles]) => {
    const [from = [], to] = binders.map((bound) => roles.flatMap((role) => heldBy(role, deployment, bound)));
    const change = to ? { change: { from: inOrder([...from, ...shared]), to: inOrder(to) } } : {};
    return { name, roles, groups: inOrder([...from, ...(to ?? []), ...shared]), ...change };
  });
}

/** The pools that the deployment names; by default one for each role. */
function rolesByPool(deployment: Deployment): Readonly<Record<string, readonly Party[]>> {
  const named = deployment.type === "cluster" ? deployment.pools : undefined;
  return named ?? Object.fromEntries(rolesOf(deployment).map((role) => [role, [role]]));
}

/** The groups of a role: those of the layout; of a role that is bound to an existing group, that one. */
function heldBy(role: Party, deployment: Deployment, bound: Binder): readonly Peer[] {
  const { groups = [], peers = [] } = bound(role) ?? {};
  const binding = bindingOf(role, deployment);
  const isElsewhere = typeof binding === "object" && (binding.securityGroupId ?? binding.deployment) !== undefined;
  return groups.length === 0 && isElsewhere ? peers.slice(0, 1) : groups.map(({ peer }) => peer);
}

/** The mistakes in `pools`. */
export function poolIssues(deployment: Deployment): readonly Issue[] {
  if (deployment.type !== "cluster" || deployment.pools === undefined) return [];
  const roles = rolesOf(deployment);
  if (roles.length === 0) return [{ ...problems.layoutWithoutNodes(), path: ["pools"] }];
  const named = new Set(Object.values(deployment.pools).flat());
  const isOurs = (role: Party) => {
    const binding = bindingOf(role, deployment);
    return binding === undefined || (typeof binding === "object" && (binding.create ?? binding.manageRules) === true);
  };
  return [
    ...roles
      .filter((role) => !named.has(role as never) && isOurs(role))
      .map((role): Issue => ({ ...problems.roleWithoutPool(role), path: ["pools"] })),
    ...Object.entries(deployment.pools).flatMap(([name, members]) =>
      members.flatMap((role, index): Issue[] =>
        roles.includes(role) ? [] : [{ ...problems.poolWithoutNodes(), path: ["pools", name, index], received: role }],
      ),
    ),
  ];
}
