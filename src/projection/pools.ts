/** Which groups does each kind of node attach? */
import { type Issue, problems } from "../errors";
import type { Deployment } from "../model/deployment";
import type { Party } from "../model/party";
import type { Peer, PlannedSecurityGroup, Pool } from "../model/plan";
import type { Binder } from "./bind";
import { compare } from "./compare";
import { bindingOf, rolesOf } from "./layout";

/** A layout in effect, with the parties as it has them. */
export interface PlannedStage {
  readonly bound: Binder;
  /** The key of the group that all nodes attach, if there is one. */
  readonly sharedGroup: string | undefined;
}

/** `from` and `to` are the same unless a layout changes. The group that everybody attaches comes first. */
export function poolsOf(
  deployment: Deployment,
  { from, to }: { readonly from: PlannedStage; readonly to: PlannedStage },
  groups: readonly PlannedSecurityGroup[],
): readonly Pool[] {
  const size = new Map(
    groups.map(({ key, parties }) => [key, parties.includes("nodes") ? parties.length + 100 : parties.length]),
  );
  const inOrder = (held: readonly Peer[]): readonly Peer[] => {
    const each = [...new Map(held.map((group) => [group.label, group])).values()];
    return each.sort((a, b) => (size.get(b.label) ?? 0) - (size.get(a.label) ?? 0) || compare(a.label, b.label));
  };
  const attached = (roles: readonly Party[], { bound, sharedGroup: key }: PlannedStage) => {
    const held = roles.flatMap((role) => heldBy(role, deployment, bound));
    return inOrder(key !== undefined && size.has(key) ? [...held, { type: "group", value: key, label: key }] : held);
  };
  const labels = (held: readonly Peer[]) => held.map(({ label }) => label).join("\n");
  return Object.entries(rolesByPool(deployment)).map(([name, roles]) => {
    const change = { from: attached(roles, from), to: attached(roles, to) };
    const isChanging = labels(change.from) !== labels(change.to);
    return { name, roles, groups: inOrder([...change.from, ...change.to]), ...(isChanging ? { change } : {}) };
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
