/**
 * The reasons why a flow is allowed or denied: the rules and tables on each side, the promises and assertions that the
 * flow breaks, and the edit that would allow it. A flow that breaks a promise or an assertion gets no edit.
 */
import { catalogFor, kindredCatalogs } from "../catalog";
import { SecurityGroupsError } from "../errors";
import { type TrafficSet, trafficSet } from "../flows";
import type { Binding } from "../model/binding";
import { type Condition, conditions } from "../model/condition";
import type { Deployment } from "../model/deployment";
import type { Direction, NetworkRule } from "../model/network";
import type { Party } from "../model/party";
import { type Plan, type SkippedRequirement, skipReasons } from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import { planDeployment } from "../projection/plan-deployment";
import { trafficOf } from "../projection/rule-traffic";
import type { Endpoint } from "../reach/endpoint";
import { Reachability } from "../reach/reachability";
import { type BrokenPromise, brokenAssertions, brokenPromises, type NamedAssertion } from "./broken-promises";
import { type Answer, check, type Question } from "./check";
import { addingAddon, addingOwnRules, type Edit, editFor, openingLocalTraffic, restoring } from "./edit";
import { planned, type SuggestedEdit, suggestEdit } from "./suggest-edit";

/** A rule that lets some of the traffic through, with the port rules behind it. */
export interface Contribution {
  readonly group: string;
  readonly rule: NetworkRule;
  readonly portRules: readonly PortRule[];
}

/** One side of the path: egress of the source, or ingress of the destination. */
export interface Side {
  readonly direction: Direction;
  /** Names of the groups that decide. Empty if the side is not managed here. */
  readonly groups: readonly string[];
  /** Reasons why not all rules of these groups are known. */
  readonly unread: readonly string[];
  readonly contributions: readonly Contribution[];
  /** The traffic that this side does not allow for all endpoints. */
  readonly missing: TrafficSet;
  /** The traffic that this side allows, for some endpoints at least, only through rules that reference a group. */
  readonly byReference: TrafficSet;
  /** The part of `missing` that this side may or may not let through. */
  readonly undecided: TrafficSet;
}

/** The reason why a documented port rule is not in effect. */
export type Cause =
  | { readonly kind: "omitted" }
  | { readonly kind: "addon"; readonly entry: string }
  | { readonly kind: "conditions"; readonly conditions: readonly Condition[] }
  | { readonly kind: "unwritten"; readonly reason: SkippedRequirement["reason"] }
  | { readonly kind: "elsewhere"; readonly titles: readonly string[] };

/** A documented port rule for the traffic that is not in effect in this deployment. */
export interface Alternative {
  readonly portRule: PortRule;
  readonly cause: Cause;
  /** The cause in words. */
  readonly reason: string;
}

/**
 * The reason why no edit is suggested: the flow breaks a promise or an assertion, or the edit would open the traffic to
 * the world.
 */
export type NoEdit = "broken" | "world";

/** Why traffic is allowed or denied. */
export interface Explanation {
  readonly answer: Answer;
  /** The part of the traffic that no documented port rule in effect requires. Port rules of the user do not count. */
  readonly notAskedFor: TrafficSet;
  /** The promises of the documented tables that the traffic breaks, or would break if it were allowed. */
  readonly promises: readonly BrokenPromise[];
  /** The given assertions that would fail if the traffic were allowed. */
  readonly assertions: readonly NamedAssertion[];
  readonly sides: readonly [egress: Side, ingress: Side];
  /**
   * Whether any of the traffic is allowed only by rules that reference a group. EC2 matches such rules on private
   * addresses, so they do not admit traffic that passes a NAT gateway or arrives at a public address.
   */
  readonly privateAddressesOnly: boolean;
  /**
   * Sources that send to public addresses of a load balancer, but whose own public addresses are not known: see
   * `publicCidrs`.
   */
  readonly unknownPublicAddresses: readonly Endpoint[];
  readonly alternatives: readonly Alternative[];
  /**
   * The edit that allows all of the traffic and opens least. Absent if the traffic is allowed, or if no edit is
   * suggested.
   */
  readonly edit?: SuggestedEdit;
  /** Why no edit is suggested. Absent if there is one, or if the traffic is allowed. */
  readonly noEdit?: NoEdit;
}

/** Options of `explain`. */
export interface ExplainOptions {
  /** Assertions about the deployment that the traffic must not break. Default: none. */
  readonly assertions?: readonly NamedAssertion[];
  /**
   * Existing groups and rules, to answer from in place of those of the plan. No edit is suggested then. Default: those
   * of the plan.
   */
  readonly existing?: Reachability;
}

/**
 * The answer of `check`, with the rules and tables on both sides, the promises and assertions that the traffic breaks,
 * and the edit that would allow it.
 */
export function explain(
  plan: Plan,
  question: Question,
  { assertions = [], existing }: ExplainOptions = {},
): Explanation {
  const { deployment } = plan;
  const reachability = existing ?? new Reachability(plan);
  const answer = check(reachability, question);
  const side = (direction: Direction, holders: readonly Endpoint[], others: readonly Endpoint[]): Side =>
    sideOf(reachability, direction, holders, others, question);
  const sides = [side("egress", question.from, question.to), side("ingress", question.to, question.from)] as const;
  const open = answer.allowed.union(answer.some);
  const addresses = {
    privateAddressesOnly: sides.some(({ byReference }) => byReference.intersects(open)),
    unknownPublicAddresses: answer.governs.ingress ? reachability.withUnknownAddresses(question.from, question.to) : [],
  };
  if (answer.verdict === "ungoverned") {
    return { answer, notAskedFor: none, promises: [], assertions: [], sides, ...addresses, alternatives: [] };
  }

  const documented = documentedPlan(plan);
  const { all, some } =
    addresses.unknownPublicAddresses.length > 0
      ? askedForByGroup(documented, question)
      : askedFor(documented, question, answer);
  const asked = trafficSet([question.traffic]);
  const broken = {
    promises: brokenPromises(deployment, reachability, question, asked.subtract(all)),
    assertions: brokenAssertions(
      answer.verdict === "allowed" ? new Reachability(documented) : reachability,
      question,
      assertions,
    ),
  };
  const found = { answer, notAskedFor: asked.subtract(some), ...broken, sides, ...addresses };
  if (answer.verdict === "allowed" || existing) return { ...found, alternatives: [] };

  const others = alternatives(plan, question);
  const shown = { ...found, alternatives: others.map(({ edits: _, ...alternative }) => alternative) };
  if (broken.promises.length > 0 || broken.assertions.length > 0) return { ...shown, noEdit: "broken" };
  const { from, to, traffic } = question;
  const own = addingOwnRules(deployment, from, to, traffic);
  const { edit, isTooOpen } = suggestEdit(
    plan,
    question,
    others.flatMap(({ edits }) => edits),
    own,
  );
  return { ...shown, ...(edit ? { edit } : {}), ...(isTooOpen ? { noEdit: "world" } : {}) };
}

const none = trafficSet([]);

/** The plan without the port rules of the user. */
function documentedPlan(plan: Plan): Plan {
  const { deployment } = plan;
  const { add = [], ...rules } = deployment.rules;
  if (add.length === 0) return plan;
  try {
    return planDeployment({ ...deployment, rules });
  } catch (error) {
    // A deployment that omits every documented port rule is valid only with port rules of the user.
    if (error instanceof SecurityGroupsError) return { ...plan, groups: [] };
    throw error;
  }
}

/** The part of the allowed traffic that documented port rules require: for all addresses, and for at least some. */
function askedFor(documented: Plan, question: Question, { allowed, some }: Answer) {
  const answer = check(new Reachability(documented), question);
  if (answer.verdict === "ungoverned") return { all: none, some: none };
  return {
    all: answer.allowed.intersect(allowed),
    some: answer.allowed.union(answer.some).intersect(allowed.union(some)),
  };
}

/** Like `askedFor`, for groups whose public addresses are not known: the tables require the traffic nevertheless. */
function askedForByGroup(documented: Plan, question: Question) {
  const { parties } = documented.deployment as { readonly parties: Readonly<Record<string, unknown>> };
  const withGroups = Object.entries(parties).map(([party, binding]) => {
    if (typeof binding !== "object") return [party, binding];
    const { publicCidrs: _, ...rest } = binding as Exclude<Binding, string>;
    return [party, rest];
  });
  const plan = planDeployment({ ...documented.deployment, parties: Object.fromEntries(withGroups) } as Deployment);
  const { allowed, some } = check(new Reachability(plan), question);
  return { all: allowed, some: allowed.union(some) };
}

function sideOf(
  reachability: Reachability,
  direction: Direction,
  holders: readonly Endpoint[],
  others: readonly Endpoint[],
  { traffic }: Question,
): Side {
  const asked = trafficSet([traffic]);
  const byId = new Map(reachability.plan.portRules.map((rule) => [rule.id, rule]));
  const groups = reachability.governing(direction, holders);
  const contributions = groups.flatMap((group) =>
    group.rules
      .filter((rule) => rule.direction === direction && asked.intersects(trafficSet([rule])))
      .filter(({ peer }) => reachability.mayLetThrough(peer, direction, holders, others))
      .map((rule) => ({
        group: group.name,
        rule,
        portRules: rule.portRules.flatMap((id) => byId.get(id) ?? []),
      })),
  );
  const { allowed, partly, undecided } = reachability.side(direction, holders, others);
  const byAddress = reachability.sideByAddress(direction, holders, others).allowed;
  return {
    direction,
    groups: groups.map(({ name }) => name),
    unread: groups.flatMap(({ unread }) => unread ?? []),
    contributions,
    missing: asked.subtract(allowed),
    byReference: asked.intersect(partly).subtract(byAddress),
    undecided: asked.intersect(undecided),
  };
}

interface FoundAlternative extends Alternative {
  readonly edits: readonly Edit[];
}

/** Every documented port rule between the two ends that covers some of the traffic and is not in effect here. */
function alternatives(plan: Plan, question: Question): readonly FoundAlternative[] {
  const { deployment } = plan;
  const { from, to, traffic } = question;
  const asked = trafficSet([traffic]);
  const sources = partiesOf(from);
  // Outbound add-ons have the party `peer` as their destination.
  const destinations = [...partiesOf(to), ...(to.some((end) => "peer" in end) ? ["peer" as const] : [])];
  // Pods without encapsulation use every port, so their port rule does not explain the traffic of one port.
  const isAnswer = ({ protocol, to }: PortRule) =>
    protocol !== "all" || to.includes("internet") || traffic.ipProtocol === "-1";
  const isAbout = (rule: PortRule) =>
    isAnswer(rule) &&
    pairsOf(rule).some(([source, destination]) => sources.includes(source) && destinations.includes(destination)) &&
    asked.intersects(trafficSet([trafficOf(rule)]));

  const own = catalogFor(deployment).rules;
  const ownIds = new Set(own.map(({ id }) => id));
  const elsewhere = new Map<string, { portRule: PortRule; titles: readonly string[] }>();
  for (const { title, rules } of kindredCatalogs(deployment)) {
    for (const portRule of rules) {
      // A rule for every protocol would be an alternative for every question.
      if (ownIds.has(portRule.id) || portRule.protocol === "all" || !isAbout(portRule)) continue;
      const titles = elsewhere.get(portRule.id)?.titles ?? [];
      elsewhere.set(portRule.id, { portRule, titles: [...titles, title] });
    }
  }
  return [
    ...own.filter(isAbout).flatMap((rule) => whyNot(rule, plan, sources, destinations, question)),
    ...[...elsewhere.values()].map(({ portRule, titles }) => ({
      portRule,
      ...because({ kind: "elsewhere", titles }),
      edits: [],
    })),
  ];
}

/** The reason why a port rule of the deployment's catalog is not in effect. Empty if the port rule is in effect. */
function whyNot(
  portRule: PortRule,
  { deployment, skipped, skippedRequirements: requirements }: Plan,
  sources: readonly Party[],
  destinations: readonly Party[],
  question: Question,
): readonly FoundAlternative[] {
  const isBetween = ([from, to]: readonly [Party, Party]) => sources.includes(from) && destinations.includes(to);
  // A port rule may be omitted between some of its parties only.
  const skip = skipped.find(
    ({ portRule: { id }, portRule: part, because }) =>
      id === portRule.id && (because !== "omitted" || pairsOf(part).some(isBetween)),
  );
  if (skip?.because === "omitted") {
    return [{ portRule, ...because({ kind: "omitted" }), edits: [restoring(portRule.id)] }];
  }
  if (skip?.because === "addon") {
    const edit = addingAddon(portRule, deployment, question);
    const isInEffect = edit && planned(edit.apply(deployment))?.portRules.some(({ id }) => id === portRule.id);
    return isInEffect ? [{ portRule, ...because({ kind: "addon", entry: edit.entry }), edits: [edit] }] : [];
  }
  if (skip) {
    const edits = skip.because.flatMap((condition) => editFor(condition, portRule, deployment) ?? []);
    return [{ portRule, ...because({ kind: "conditions", conditions: skip.because }), edits }];
  }
  const requirement = requirements.find(
    ({ portRule: id, from, to }) => id === portRule.id && sources.includes(from) && destinations.includes(to),
  );
  if (!requirement || requirement.reason === "egressAll") return [];
  const edits = requirement.reason === "localTraffic" ? [openingLocalTraffic(localRules(deployment))] : [];
  return [{ portRule, ...because({ kind: "unwritten", reason: requirement.reason }), edits }];
}

function because(cause: Cause): Pick<Alternative, "cause" | "reason"> {
  switch (cause.kind) {
    case "omitted":
      return { cause, reason: "left out by rules.omit" };
    case "addon":
      return { cause, reason: `add addons: [${cause.entry}]` };
    case "conditions":
      return { cause, reason: cause.conditions.map((condition) => conditions[condition]).join(", ") };
    case "unwritten":
      return { cause, reason: skipReasons[cause.reason] };
    case "elsewhere":
      return { cause, reason: `only for: ${cause.titles.join("; ")}` };
  }
}

function localRules(deployment: Deployment): readonly string[] {
  return catalogFor(deployment).rules.flatMap(({ id, scope }) => (scope === "node" ? [id] : []));
}

function partiesOf(endpoints: readonly Endpoint[]): readonly Party[] {
  return endpoints.flatMap((endpoint) => ("party" in endpoint ? [endpoint.party] : []));
}
