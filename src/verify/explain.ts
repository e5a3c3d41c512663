/** Why a flow is allowed, or what stands in its way: rules and tables on either side, and what would change it. */
import { catalogFor, kindredCatalogs } from "../catalog";
import { settingsOf } from "../catalog/settings";
import { type TrafficSet, trafficSet } from "../flows";
import { type Condition, conditions, holds } from "../model/condition";
import type { Deployment } from "../model/deployment";
import type { Party } from "../model/party";
import {
  type SecurityGroupPlan,
  type SecurityGroupRule,
  type UnwrittenRequirement,
  unwrittenReasons,
} from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import { trafficOf } from "../projection/direct";
import { layer } from "../projection/layer";
import { project } from "../projection/project";
import { type Answer, check, type Question } from "./check";
import { adding, type Edit, editFor, openingLocalTraffic, restoring } from "./edit";
import type { Endpoint } from "./endpoint";
import { addressesOf, type Direction, Reachability, touches } from "./reachability";

/** A rule that lets some of the traffic through, with the port rules behind it. */
export interface Contribution {
  readonly group: string;
  readonly rule: SecurityGroupRule;
  readonly portRules: readonly PortRule[];
}

/** One side of the path: egress of the source, or ingress of the destination. */
export interface Side {
  readonly direction: Direction;
  /** Names of the groups that decide; none where the side is not managed here. */
  readonly groups: readonly string[];
  readonly contributions: readonly Contribution[];
  /** The traffic that this side does not let through, for everybody. */
  readonly missing: TrafficSet;
}

/** Why a documented port rule is not at work. */
export type Cause =
  | { readonly kind: "omitted" }
  | { readonly kind: "conditions"; readonly conditions: readonly Condition[] }
  | { readonly kind: "unwritten"; readonly reason: UnwrittenRequirement["reason"] }
  | { readonly kind: "elsewhere"; readonly titles: readonly string[] };

/** A documented port rule that asks for the traffic, but not in this deployment. */
export interface Alternative {
  readonly portRule: PortRule;
  readonly cause: Cause;
  /** The cause in words. */
  readonly reason: string;
}

/** Why traffic is allowed, or what stands in its way. */
export interface Explanation {
  readonly answer: Answer;
  readonly sides: readonly [egress: Side, ingress: Side];
  readonly alternatives: readonly Alternative[];
  /** The smallest edit of the deployment that allows all of the traffic; absent where it is allowed, or none is known. */
  readonly edit?: string;
}

/** The answer of `check`, with the rules and tables on both sides, and what would allow the rest. */
export function explain(deployment: Deployment, plan: SecurityGroupPlan, question: Question): Explanation {
  const reachability = new Reachability(plan);
  const answer = check(reachability, question);
  const rules = layer(deployment, catalogFor(deployment)).rules;
  const side = (direction: Direction, holders: readonly Endpoint[], others: readonly Endpoint[]): Side =>
    sideOf(reachability, rules, direction, holders, others, question);
  const sides = [side("egress", question.from, question.to), side("ingress", question.to, question.from)] as const;
  if (answer.verdict === "allowed" || answer.verdict === "ungoverned") return { answer, sides, alternatives: [] };

  const found = alternatives(deployment, plan, question);
  const edit = smallestEdit(
    deployment,
    question,
    found.flatMap(({ edits }) => edits),
  );
  return { answer, sides, alternatives: found.map(({ edits, ...alternative }) => alternative), ...edit };
}

function sideOf(
  reachability: Reachability,
  rules: readonly PortRule[],
  direction: Direction,
  holders: readonly Endpoint[],
  others: readonly Endpoint[],
  { traffic }: Question,
): Side {
  const asked = trafficSet([traffic]);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const peers = reachability.peersOf(others);
  const groups = reachability.governing(direction, holders);
  const contributions = groups.flatMap((group) =>
    group.rules
      .filter((rule) => rule.direction === direction && asked.intersects(trafficSet([rule])))
      .filter((rule) => touches(addressesOf([rule.peer]), peers, reachability.plan.ipFamily))
      .map((rule) => ({
        group: group.name,
        rule,
        portRules: rule.portRules.flatMap((id) => byId.get(id) ?? []),
      })),
  );
  const { allowed } = reachability.side(direction, holders, others);
  return { direction, groups: groups.map(({ name }) => name), contributions, missing: asked.subtract(allowed) };
}

interface FoundAlternative extends Alternative {
  readonly edits: readonly Edit[];
}

/** Every documented port rule between the two that covers some of the traffic and is not at work here. */
function alternatives(
  deployment: Deployment,
  plan: SecurityGroupPlan,
  { from, to, traffic }: Question,
): readonly FoundAlternative[] {
  const asked = trafficSet([traffic]);
  const [sources, destinations] = [partiesOf(from), partiesOf(to)];
  const isAbout = (rule: PortRule) =>
    pairsOf(rule).some(([source, destination]) => sources.includes(source) && destinations.includes(destination)) &&
    asked.intersects(trafficSet([trafficOf(rule)]));

  const own = catalogFor(deployment).rules;
  const ownIds = new Set(own.map(({ id }) => id));
  const elsewhere = new Map<string, { portRule: PortRule; titles: readonly string[] }>();
  for (const { title, rules } of kindredCatalogs(deployment)) {
    for (const portRule of rules) {
      if (ownIds.has(portRule.id) || !isAbout(portRule)) continue;
      const titles = elsewhere.get(portRule.id)?.titles ?? [];
      elsewhere.set(portRule.id, { portRule, titles: [...titles, title] });
    }
  }
  return [
    ...own.filter(isAbout).flatMap((rule) => whyNot(rule, deployment, plan, sources, destinations)),
    ...[...elsewhere.values()].map(({ portRule, titles }) => ({
      portRule,
      ...because({ kind: "elsewhere", titles }),
      edits: [],
    })),
  ];
}

/** Why a port rule of the deployment's own catalog is not at work; nothing where it is. */
function whyNot(
  portRule: PortRule,
  deployment: Deployment,
  plan: SecurityGroupPlan,
  sources: readonly Party[],
  destinations: readonly Party[],
): readonly FoundAlternative[] {
  if (plan.omitted.includes(portRule.id)) {
    return [{ portRule, ...because({ kind: "omitted" }), edits: [restoring(portRule.id)] }];
  }
  const failing = portRule.when.filter((condition) => !holds(condition, deployment, settingsOf(deployment)));
  if (failing.length > 0) {
    const edits = failing.flatMap((condition) => editFor(condition, portRule, deployment) ?? []);
    return [{ portRule, ...because({ kind: "conditions", conditions: failing }), edits }];
  }
  const unwritten = plan.unwritten.find(
    ({ portRule: id, from, to }) => id === portRule.id && sources.includes(from) && destinations.includes(to),
  );
  if (!unwritten || unwritten.reason === "egressAll") return [];
  const edits = unwritten.reason === "localTraffic" ? [openingLocalTraffic] : [];
  return [{ portRule, ...because({ kind: "unwritten", reason: unwritten.reason }), edits }];
}

function because(cause: Cause): Pick<Alternative, "cause" | "reason"> {
  switch (cause.kind) {
    case "omitted":
      return { cause, reason: "left out by rules.omit" };
    case "conditions":
      return { cause, reason: cause.conditions.map((condition) => conditions[condition]).join(", ") };
    case "unwritten":
      return { cause, reason: unwrittenReasons[cause.reason] };
    case "elsewhere":
      return { cause, reason: `only for: ${cause.titles.join("; ")}` };
  }
}

/** Tries the edits one by one, then a port rule of the user's own; the first that works is the smallest known. */
function smallestEdit(deployment: Deployment, question: Question, edits: readonly Edit[]): { edit?: string } {
  const [from, to] = [partiesOf(question.from), partiesOf(question.to)];
  const own = from.length > 0 && to.length > 0 ? adding(from, to, question.traffic) : undefined;
  const works = [...edits, ...(own ? [own] : [])].find(({ apply }) => {
    try {
      return check(new Reachability(project(apply(deployment))), question).verdict === "allowed";
    } catch {
      // An edit that the deployment does not bear, such as a load balancer without clients, is no help.
      return false;
    }
  });
  return works ? { edit: works.text } : {};
}

function partiesOf(endpoints: readonly Endpoint[]): readonly Party[] {
  return endpoints.flatMap((endpoint) => ("party" in endpoint ? [endpoint.party] : []));
}
