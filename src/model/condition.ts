/** The closed set of conditions under which the source tables ask for a port, from the options that decide them. */
import type { Deployment } from "./deployment";
import { type ConditionFacts, options, type Switch, switches } from "./options";
import type { Party } from "./party";
import type { Settings } from "./settings";

type Options = typeof options;

/** When a port rule applies. */
export type Condition = Switch | { [option in keyof Options]: keyof Options[option]["conditions"] }[keyof Options];

/** A condition, with the key of the option that decides it. */
export interface OptionCondition extends ConditionFacts {
  readonly option: string;
}

const ofSwitches = Object.entries(switches).map(([option, { condition, companions }]) => {
  const edit = () => ({ [option]: true });
  const isMet: ConditionFacts["isMet"] = (values) => values[option as Switch] === true;
  return [option, { option, text: condition, isMet, edit, companions }] as const;
});
const ofOptions = Object.entries(options).flatMap(([option, { conditions }]) =>
  Object.entries<ConditionFacts>(conditions).map(([condition, facts]) => [condition, { ...facts, option }] as const),
);

export const conditionFacts = Object.fromEntries<OptionCondition>([...ofSwitches, ...ofOptions]) as Readonly<
  Record<Condition, OptionCondition>
>;

/** Each condition in words. */
export const conditions = Object.fromEntries(
  Object.entries(conditionFacts).map(([condition, { text }]) => [condition, text]),
) as Readonly<Record<Condition, string>>;

export function isMet(condition: Condition, deployment: Deployment, settings: Settings): boolean {
  return conditionFacts[condition].isMet(deployment, settings);
}

/** Whether outbound rules are written one by one. The group `rancher-nodes` documents open egress. */
export function requiresEgress(deployment: Deployment): boolean {
  return deployment.type !== "rancher-nodes" && deployment.egress === "required";
}

/** Where the cluster keeps its state. */
export function datastoreOf(deployment: Deployment): "embedded" | "external" {
  return ("datastore" in deployment && deployment.datastore) || "embedded";
}

/** As `requiresEgress`, for one group. The `egress` of an existing group overrides that of the deployment. */
export function requiresEgressOf(
  deployment: Deployment,
  existing: { readonly egress?: "all" | "required" } | undefined,
): boolean {
  return existing?.egress ? existing.egress === "required" : requiresEgress(deployment);
}

/** Whether all nodes of the cluster have one group in addition to those of their roles. */
export function sharesNodesGroup(deployment: Deployment): boolean {
  return deployment.type !== "rancher-nodes" && deployment.cloudProvider !== undefined;
}

/** Whether a party exists in the deployment: a load balancer only if the deployment states one. */
export function hasParty(deployment: Deployment, party: Party): boolean {
  return party !== "loadBalancer" || (deployment.type !== "rancher-nodes" && deployment.loadBalancer !== undefined);
}
