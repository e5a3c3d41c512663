/**
 * Which security groups and rules does a deployment need? Makes a plan that opens exactly what the catalog requires.
 * Pure: no I/O, no framework, and the same groups for every order of the input.
 */
import { catalogFor } from "../catalog";
import { settingsOf } from "../catalog/settings";
import { SecurityGroupsError } from "../errors";
import { hasParty, sharesNodesGroup } from "../model/condition";
import type { Deployment } from "../model/deployment";
import { type Party, parties } from "../model/party";
import type { Plan, PlannedParty, PlannedSecurityGroup, PortRuleEnd } from "../model/plan";
import { type Catalog, type PortRule, pairsOf } from "../model/port-rule";
import { withoutUndefined } from "../model/without-undefined";
import { type Binder, type BoundParty, bind, type LabelOf, localPeers, type TargetGroup } from "./bind";
import { compare } from "./compare";
import { type DirectedRule, direct } from "./direct";
import { layer, layerIssues, partiesOf } from "./layer";
import { groupDescription, groupName } from "./name";
import { normalize } from "./normalize";
import { optimizeGroup } from "./optimize";
import { planIssues } from "./plan-issues";
import { select } from "./select";

/** Options of `planDeployment`. */
export interface PlanOptions {
  /** Returns a name for a token, such as its expression in Terraform. Default: the text of the token. */
  readonly labelOf?: LabelOf;
}

/** @throws SecurityGroupsError with everything in the deployment that the catalog cannot make sense of. */
export function planDeployment<D extends Deployment>(
  deployment: D,
  catalog: Catalog = catalogFor(deployment),
  { labelOf = (token) => token }: PlanOptions = {},
): Plan<D> {
  const settings = settingsOf(deployment);
  const { selected, skipped } = select(deployment, settings, layer(deployment, catalog));
  const bound = bind(deployment, catalog, settings, labelOf);
  const directed = direct(deployment, selected, bound, settings, labelOf);
  const groups = groupsOf(deployment, catalog, selected, bound, directed.rules);
  const issues = [...layerIssues(deployment, catalog), ...planIssues(deployment, catalog, directed.unbound, groups)];
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  const planned = (party: Party, binding: BoundParty): PlannedParty => {
    const local = localPeers(deployment, binding, labelOf);
    return {
      party,
      peers: eachOnce(binding.peers, ({ type, label }) => `${type} ${label}`),
      ...(binding.group ? { group: binding.group.key } : {}),
      ...(local.length > 0 ? { local } : {}),
      ...withoutUndefined({ invalidSince: binding.invalidSince }),
    };
  };
  const partiesOfCatalog = partiesOf(catalog);
  const ends = selected.flatMap((rule) =>
    [...new Set(pairsOf(rule).flat())].flatMap((party): PortRuleEnd[] => {
      const binding = bound(party, rule);
      const isSame = partiesOfCatalog.includes(party) && binding === bound(party);
      return isSame || !binding ? [] : [{ portRule: rule.id, ...planned(party, binding) }];
    }),
  );
  return {
    deployment,
    ipFamily: settings.ipFamily,
    portRules: selected,
    skipped,
    // A load balancer that the deployment does not have is bound to nothing.
    parties: partiesOfCatalog.flatMap((party) => {
      const binding = bound(party);
      if (!binding) return [];
      return hasParty(deployment, party) ? [planned(party, binding)] : [{ party, peers: [] }];
    }),
    ends: eachOnce(ends, ({ portRule, party }) => `${portRule} ${party}`),
    groups: deployment.optimize ? groups.map(optimizeGroup) : groups,
    skippedRequirements: eachOnce(
      directed.skippedRequirements,
      ({ portRule, from, to }) => `${portRule} ${from} ${to}`,
    ),
  };
}

/** The elements in the order of their keys; one of those that have the same key. */
function eachOnce<T>(elements: readonly T[], keyOf: (element: T) => string): readonly T[] {
  const byKey = new Map(elements.map((element) => [keyOf(element), element]));
  return [...byKey].sort(([a], [b]) => compare(a, b)).map(([, element]) => element);
}

/**
 * The groups of the deployment with their rules: a group for each party that has one, even if no rule is written to it,
 * and the group that all nodes share. An existing group is included only if rules are written to it.
 */
function groupsOf(
  deployment: Deployment,
  catalog: Catalog,
  selected: readonly PortRule[],
  bound: Binder,
  directed: readonly DirectedRule[],
): readonly PlannedSecurityGroup[] {
  const groups = new Map<string, { target: TargetGroup; holders: Set<Party>; rules: DirectedRule[] }>();
  const add = (party: Party, target: TargetGroup | undefined) => {
    if (!target) return;
    const group = groups.get(target.key) ?? { target, holders: new Set(), rules: [] };
    group.holders.add(party);
    groups.set(target.key, group);
  };
  for (const party of partiesOf(catalog)) if (hasParty(deployment, party)) add(party, bound(party)?.group);
  for (const rule of selected) for (const party of pairsOf(rule).flat()) add(party, bound(party, rule)?.group);
  for (const rule of directed) groups.get(rule.group.key)?.rules.push(rule);
  if (sharesNodesGroup(deployment) && !groups.has("nodes")) {
    groups.set("nodes", { target: { key: "nodes" }, holders: new Set(["nodes"]), rules: [] });
  }

  return [...groups.values()]
    .filter(({ target, rules }) => !target.existing || rules.length > 0)
    .map(({ target: { key, existing }, holders, rules }) => ({
      key,
      parties: parties.filter((party) => holders.has(party)),
      ...(existing
        ? { existing, name: key, description: "" }
        : { name: groupName(deployment, key), description: groupDescription(key) }),
      rules: normalize(rules),
    }))
    .sort((a, b) => compare(a.key, b.key));
}
