/**
 * From a deployment and a catalog to the security groups that open exactly what the catalog asks for.
 * Pure: no I/O, no framework, and the same plan for every order of the input.
 */
import { catalogFor } from "../catalog";
import { type Issue, problems, SecurityGroupsError } from "../errors";
import type { Deployment } from "../model/deployment";
import { type Party, parties } from "../model/party";
import type { PlannedSecurityGroup, SecurityGroupPlan, UnwrittenRequirement } from "../model/plan";
import { type Catalog, type PortRule, pairsOf } from "../model/port-rule";
import { type Binder, bind, type LabelOf, type TargetGroup } from "./bind";
import { compare } from "./compare";
import { type Directed, type DirectedRule, direct } from "./direct";
import { groupDescription, groupName, groupNameProblem } from "./name";
import { normalize } from "./normalize";
import { select } from "./select";

export interface ProjectOptions {
  /** Names a token by what it stands for. Default: the token's own text. */
  readonly labelOf?: LabelOf;
}

/** @throws SecurityGroupsError naming every party that port rules need and the deployment does not bind. */
export function project(
  deployment: Deployment,
  catalog: Catalog = catalogFor(deployment),
  { labelOf = (token) => token }: ProjectOptions = {},
): SecurityGroupPlan {
  const bound = bind(deployment, catalog, labelOf);
  const { selected } = select(deployment, catalog);
  const directed = direct(deployment, selected, bound);
  const groups = groupsOf(deployment, selected, bound, directed.rules);
  const issues = [
    ...unboundIssues(directed),
    ...loadBalancerIssues(deployment),
    ...sourceIssues(deployment, catalog),
    ...nameIssues(deployment, groups),
  ];
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return { deployment: deployment.name, groups, unwritten: [...directed.unwritten].sort(byRequirement) };
}

function groupsOf(
  deployment: Deployment,
  selected: readonly PortRule[],
  bound: Binder,
  rules: readonly DirectedRule[],
): readonly PlannedSecurityGroup[] {
  const groups = new Map<string, { target: TargetGroup; holders: Set<Party>; rules: DirectedRule[] }>();
  for (const rule of selected) {
    for (const party of pairsOf(rule).flat()) {
      const target = bound(party, rule)?.group;
      if (!target) continue;
      const group = groups.get(target.key) ?? { target, holders: new Set(), rules: [] };
      group.holders.add(party);
      groups.set(target.key, group);
    }
  }
  for (const rule of rules) groups.get(rule.group.key)?.rules.push(rule);

  return [...groups.values()]
    .map(({ target, holders, rules }) => {
      const held = parties.filter((party) => holders.has(party));
      const [party] = held as [Party];
      return {
        ...target,
        parties: held,
        name: groupName(deployment, party),
        description: groupDescription(party),
        rules: normalize(rules),
      };
    })
    .sort((a, b) => compare(a.key, b.key));
}

function unboundIssues({ unbound }: Directed): readonly Issue[] {
  return parties.flatMap((party) => {
    const needing = new Set(unbound.filter((entry) => entry.party === party).map(({ portRule }) => portRule));
    return needing.size > 0 ? [{ ...problems.unboundParty([...needing].sort()), path: ["parties", party] }] : [];
  });
}

/** A load balancer is bound only where there is one. */
function loadBalancerIssues(deployment: Deployment): readonly Issue[] {
  if (deployment.type !== "cluster" || deployment.loadBalancer || !deployment.parties.loadBalancer) return [];
  return [{ ...problems.noLoadBalancer(), path: ["parties", "loadBalancer"] }];
}

/** Only a port rule that is open to any address has a source to narrow. */
function sourceIssues(deployment: Deployment, catalog: Catalog): readonly Issue[] {
  if (deployment.type !== "rancher-nodes") return [];
  const narrowable = catalog.rules.filter(({ from }) => from.includes("internet")).map(({ id }) => id);
  return Object.keys(deployment.sources)
    .filter((id) => !narrowable.includes(id))
    .map((id) => ({ ...problems.notNarrowable(id, narrowable), path: ["sources", id] }));
}

function nameIssues(deployment: Deployment, groups: readonly PlannedSecurityGroup[]): readonly Issue[] {
  const path = [deployment.type === "rancher-nodes" ? "groupName" : "name"];
  const problem = groups
    .filter(({ securityGroupId }) => !securityGroupId)
    .map(({ name }) => groupNameProblem(name))
    .find((found) => found !== undefined);
  return problem ? [{ ...problem, path }] : [];
}

function byRequirement(a: UnwrittenRequirement, b: UnwrittenRequirement): number {
  return compare(a.portRule, b.portRule) || compare(a.from, b.from) || compare(a.to, b.to);
}
