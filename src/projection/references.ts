/**
 * Which groups of another deployment does a reference such as `{ deployment: shop }` mean? Of each layout that is in effect
 * there, the group that belongs to the party most closely: every node of the party attaches it. Reads deployments, not
 * plans, so the order in which deployments are planned makes no difference.
 */
import { type Problem, problems } from "../errors";
import { hasParty, sharesNodesGroup } from "../model/condition";
import type { Deployment, OtherGroups } from "../model/deployment";
import { referencesOf } from "../model/deployment-references";
import { groupBy } from "../model/group-by";
import { inOrder, sharedGroupKey } from "../model/group-layout";
import type { Party } from "../model/party";
import { closestGroup, createdGroups, type Plan } from "../model/plan";
import { bindingOrDefault } from "./bind";
import { type LayoutGroups, layoutGroups, sharedKeyIn, sharedKeyOf } from "./layout";

/**
 * For each layout in effect, the key of the created group by which others name the party: one, or the former and the new
 * one. Undefined if the layout has none. `nodes` means the group that all nodes of the cluster attach.
 */
export function groupsNaming(deployment: Deployment, party: Party): readonly (string | undefined)[] {
  return layoutGroups(deployment).flatMap((layout) => (layout ? [keyNaming(layout, deployment, party)] : []));
}

/** The mistake in a reference to a party of the plan; undefined if each layout in effect has a created group for it. */
export function missingReference(plan: Plan, party: Party): Problem | undefined {
  const created = createdGroups(plan);
  const keys = new Set(created.map(({ key }) => key));
  const missing = (named: Party) =>
    groupsNaming(plan.deployment, named).findIndex((key) => key === undefined || !keys.has(key));
  const index = missing(party);
  if (index < 0) return undefined;
  const holders = inOrder(created.flatMap(({ parties }) => parties)).filter((named) => missing(named) < 0);
  const [, isChanging] = layoutGroups(plan.deployment);
  return problems.noGroupFor(party, holders, isChanging && (index === 0 ? "from" : "to"));
}

function keyNaming(layout: LayoutGroups, deployment: Deployment, party: Party): string | undefined {
  if (!hasParty(deployment, party)) return undefined;
  if (party === "nodes" && deployment.type !== "rancher-nodes") {
    const hasOneMore = sharesNodesGroup(deployment) && sharedKeyOf(deployment) === undefined;
    return sharedKeyIn(layout, deployment) ?? (hasOneMore ? sharedGroupKey : undefined);
  }
  if (layout.some(({ parties }) => parties.includes(party))) {
    const created = layout.filter(({ securityGroupId }) => securityGroupId === undefined);
    return closestGroup(created, party)?.key;
  }
  const binding = bindingOrDefault(party, deployment);
  return typeof binding === "object" && binding.create ? party : undefined;
}

/** The deployment with the keys of the groups that it refers to, as far as `deployments` has their deployments. */
export function withOtherGroups<D extends Deployment>(deployment: D, deployments: ReadonlyMap<string, Deployment>): D {
  const found = referencesOf(deployment).flatMap(({ deployment: name, party }) => {
    const other = deployments.get(name);
    const keys = other ? groupsNaming(other, party).flatMap((key) => key ?? []) : [];
    const groups = [...new Set(keys)];
    return groups.length === 0 || `${groups}` === party ? [] : [{ name, party, groups }];
  });
  if (found.length === 0) return deployment;
  const otherGroups: OtherGroups = Object.fromEntries(
    [...groupBy(found, ({ name }) => name)].map(([name, ofName]) => [
      name,
      Object.fromEntries(ofName.map(({ party, groups }) => [party, groups])),
    ]),
  );
  return { ...deployment, otherGroups };
}
