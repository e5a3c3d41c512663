/**
 * Which security groups and rules does a deployment need? Makes a plan that opens exactly what the catalog requires.
 * Pure: no I/O, no framework, and the same groups for every order of the input.
 */
import { catalogFor } from "../catalog";
import { settingsOf } from "../catalog/settings";
import { SecurityGroupsError } from "../errors";
import type { AddressLists } from "../model/address-entries";
import { listsByLabel, withAddressLists } from "../model/address-list";
import { hasParty, sharesNodesGroup } from "../model/condition";
import type { Deployment } from "../model/deployment";
import { inOrder, sharedGroupKey } from "../model/group-layout";
import type { Party } from "../model/party";
import {
  type AddedFlow,
  isGroupReference,
  type Peer,
  type Plan,
  type PlannedParty,
  type PlannedSecurityGroup,
  type PortRuleEnd,
} from "../model/plan";
import { type Catalog, type PortRule, pairsOf } from "../model/port-rule";
import { withoutUndefined } from "../model/without-undefined";
import type { DirectedRule } from "./assign-groups";
import { type BoundParty, bind, type LabelOf, localPeers, type TargetGroup } from "./bind";
import { compare } from "./compare";
import { type Directed, direct } from "./direct";
import { layer, layerIssues, partiesOf } from "./layer";
import { type LayoutGroups, layoutGroups, sharedKeyIn, sharedKeyOf, stagesOf } from "./layout";
import { groupDescription, groupName } from "./name";
import { normalize } from "./normalize";
import { optimizeGroup } from "./optimize";
import { planIssues } from "./plan-issues";
import { type PlannedStage, poolsOf } from "./pools";
import { withOtherGroups } from "./references";
import { select } from "./select";

/** Options of `planDeployment`. */
export interface PlanOptions {
  /** Returns a name for a token, such as its expression in Terraform. Default: the text of the token. */
  readonly labelOf?: LabelOf;
  /**
   * Other deployments by the names that bindings such as `{ deployment: shop }` use. Their layouts decide which groups
   * a reference means. Default: those that the deployment was planned with before; if none, a reference means the group
   * that the default layout has for the party.
   */
  readonly deployments?: ReadonlyMap<string, Deployment>;
  /** The address lists that bindings may name. Default: those that the deployment was planned with before. */
  readonly addressLists?: AddressLists;
  /** The rules that the deployment may need. Default: any number. */
  readonly maxRules?: number;
}

/** @throws SecurityGroupsError with everything in the deployment that the catalog cannot make sense of. */
export function planDeployment<D extends Deployment>(written: D, catalog?: Catalog, options?: PlanOptions): Plan<D> {
  return planCounted(written, catalog, options).plan;
}

/** As `planDeployment`, with the number of rules that `maxRules` limits: that before any are merged. */
export function planCounted<D extends Deployment>(
  written: D,
  catalog: Catalog = catalogFor(written),
  { labelOf = (token) => token, deployments = new Map(), addressLists, maxRules }: PlanOptions = {},
): { readonly plan: Plan<D>; readonly requiredRules: number } {
  const { deployment, issues: listIssues } = withAddressLists(withOtherGroups(written, deployments), addressLists);
  const settings = settingsOf(deployment);
  const { selected, skipped } = select(deployment, settings, layer(deployment, catalog));
  // While a layout changes, the groups of both have all their rules, so that the nodes of either reach each other.
  const layouts = layoutGroups(deployment).flatMap((groups) => groups ?? []);
  const stages = stagesOf(deployment).map(
    (stage): PlannedStage => ({
      bound: bind(deployment, catalog, settings, labelOf, stage),
      sharedGroup: sharedGroupOf(deployment, stage.groups),
    }),
  );
  const [from] = stages as [PlannedStage];
  const to = stages.at(-1) ?? from;
  const binders = stages.map(({ bound }) => bound);
  const directed = binders.map((bound) => {
    const others = binders.filter((other) => other !== bound);
    return direct(deployment, selected, bound, settings, labelOf, others, maxRules);
  });
  const rules = directed.flatMap((each) => each.rules);
  const boundTo = (party: Party, rule?: PortRule) => binders.flatMap((bound) => bound(party, rule) ?? []);
  const groups = groupsOf(deployment, catalog, selected, boundTo, layouts, rules);
  const [{ unbound, skippedRequirements }] = directed as [Directed];
  const issues = [
    ...listIssues,
    ...layerIssues(deployment, catalog),
    ...planIssues(deployment, catalog, unbound, groups),
  ];
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  const withLists = listNaming(deployment, labelOf);
  const planned = (party: Party, bindings: readonly BoundParty[]): PlannedParty => {
    const local = bindings.flatMap((binding) => localPeers(deployment, binding, labelOf));
    const [first] = bindings;
    const publicPeers = bindings.flatMap((binding) => binding.publicPeers ?? []);
    return {
      party,
      peers: peersInOrder(bindings.flatMap(({ peers }) => peers)).map(withLists),
      ...(publicPeers.length > 0 ? { publicPeers: peersInOrder(publicPeers).map(withLists) } : {}),
      groups: [...new Set(bindings.flatMap((binding) => binding.groups.map(({ key }) => key)))].sort(compare),
      ...(local.length > 0 ? { local: peersInOrder(local).map(withLists) } : {}),
      ...withoutUndefined({ invalidSince: first?.invalidSince }),
    };
  };
  const partiesOfCatalog = partiesOf(catalog);
  const ends = selected.flatMap((rule) =>
    [...new Set(pairsOf(rule).flat())].flatMap((party): PortRuleEnd[] => {
      const bindings = boundTo(party, rule);
      const [first] = bindings;
      const isSame = partiesOfCatalog.includes(party) && first === boundTo(party)[0];
      return isSame || !first ? [] : [{ portRule: rule.id, ...planned(party, bindings) }];
    }),
  );
  const plan: Plan<D> = {
    deployment,
    ipFamily: settings.ipFamily,
    portRules: selected,
    skipped,
    // A load balancer that the deployment does not have is bound to nothing.
    parties: partiesOfCatalog.flatMap((party) => {
      const bindings = boundTo(party);
      if (bindings.length === 0) return [];
      return hasParty(deployment, party) ? [planned(party, bindings)] : [{ party, peers: [], groups: [] }];
    }),
    pools: poolsOf(deployment, { from, to }, groups),
    ends: eachOnce(ends, ({ portRule, party }) => `${portRule} ${party}`),
    groups: (deployment.optimize ? groups.map(optimizeGroup) : groups).map((group) =>
      deployment.addressLists
        ? { ...group, rules: group.rules.map((rule) => ({ ...rule, peer: withLists(rule.peer) })) }
        : group,
    ),
    addedFlows: addedFlowsInOrder(directed.flatMap(({ addedFlows }) => addedFlows)),
    ...withoutUndefined({ sharedGroup: from.sharedGroup }),
    skippedRequirements: eachOnce(skippedRequirements, ({ portRule, from, to }) => `${portRule} ${from} ${to}`),
  };
  return { plan, requiredRules: Math.max(...directed.map(({ requiredRules }) => requiredRules)) };
}

/** Identifies a peer within its plan. */
export const peerKey = ({ type, label }: Peer): string => `${type} ${label}`;

/** The peers of a party, each once. */
export const peersInOrder = (peers: readonly Peer[]): readonly Peer[] => eachOnce(peers, peerKey);

/** The added flows of a plan, each once. */
export function addedFlowsInOrder(flows: readonly AddedFlow[]): readonly AddedFlow[] {
  const keyOf = ({ from, to, ipProtocol, fromPort, toPort, groups }: AddedFlow) =>
    `${from} ${to} ${ipProtocol} ${fromPort} ${toPort} ${groups}`;
  return eachOnce(flows, keyOf);
}

/** Names the address lists of an address. Called at the end, so that equal addresses have equal names in all rules. */
function listNaming(deployment: Deployment, labelOf: LabelOf): (peer: Peer) => Peer {
  if (!deployment.addressLists) return (peer) => peer;
  const names = listsByLabel(deployment, labelOf);
  return (peer) => {
    const lists = isGroupReference(peer) ? undefined : names.get(peer.label);
    return lists ? { ...peer, lists } : peer;
  };
}

/** The group that all nodes attach: one of the layout, or for the tag of the cloud provider one more. */
function sharedGroupOf(deployment: Deployment, layout: LayoutGroups): string | undefined {
  return sharedKeyIn(layout, deployment) ?? (sharesNodesGroup(deployment) ? sharedGroupKey : undefined);
}

/** The elements in the order of their keys; one of those that have the same key. */
function eachOnce<T>(elements: readonly T[], keyOf: (element: T) => string): readonly T[] {
  const byKey = new Map(elements.map((element) => [keyOf(element), element]));
  return [...byKey].sort(([a], [b]) => compare(a, b)).map(([, element]) => element);
}

/**
 * The groups of the deployment with their rules: those of each party that has any, even if no rule is written to them,
 * and the group that all nodes share. An existing group is included only if rules are written to it.
 */
function groupsOf(
  deployment: Deployment,
  catalog: Catalog,
  selected: readonly PortRule[],
  boundTo: (party: Party, rule?: PortRule) => readonly BoundParty[],
  layouts: LayoutGroups,
  directed: readonly DirectedRule[],
): readonly PlannedSecurityGroup[] {
  const groups = new Map<string, { target: Omit<TargetGroup, "peer">; holders: Set<Party>; rules: DirectedRule[] }>();
  const add = (party: Party, bindings: readonly BoundParty[]) => {
    for (const target of bindings.flatMap((bound) => bound.groups)) {
      const group = groups.get(target.key) ?? { target, holders: new Set(), rules: [] };
      group.holders.add(party);
      groups.set(target.key, group);
    }
  };
  for (const party of partiesOf(catalog)) if (hasParty(deployment, party)) add(party, boundTo(party));
  for (const rule of selected) for (const party of pairsOf(rule).flat()) add(party, boundTo(party, rule));
  for (const rule of directed) groups.get(rule.group.key)?.rules.push(rule);
  if (sharesNodesGroup(deployment) && sharedKeyOf(deployment) === undefined && !groups.has(sharedGroupKey)) {
    groups.set(sharedGroupKey, { target: { key: sharedGroupKey }, holders: new Set(["nodes"]), rules: [] });
  }
  const names = new Map(layouts.map(({ key, name }) => [key, name]));
  return [...groups.values()]
    .filter(({ target, rules }) => !target.existing || rules.length > 0)
    .map(({ target: { key, existing }, holders, rules }) => ({
      key,
      parties: inOrder([...holders]),
      ...(existing
        ? { existing, name: key, description: "" }
        : { name: names.get(key) ?? groupName(deployment, key), description: groupDescription(key) }),
      rules: normalize(rules),
    }))
    .sort((a, b) => compare(a.key, b.key));
}
