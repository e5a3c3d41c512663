/**
 * Entries of `rules.omit` and `rules.add` that make a plan have exactly the existing rules. Every step is planned and
 * compared, so nothing is assumed about the rules that an entry creates.
 */
import { entryFor } from "../audit/keep";
import { groupBy } from "../model/group-by";
import { inOrder } from "../model/group-layout";
import type { AddedRule, Omission } from "../model/layer";
import type { NetworkRule } from "../model/network";
import type { Party } from "../model/party";
import { type Plan, partyIn } from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import type { Candidate, Filling } from "./candidate";
import { type Comparison, compare, type ExtraRule, type PlannedRule, trafficKey, widerRules } from "./comparison";
import { planOf } from "./fit";

/** A port rule, or a part of it, without existing rules. */
export interface OmittedRule {
  readonly omission: Exclude<Omission, string>;
  readonly purpose: string;
  /** The wider rules that open all of it. Empty if part of it is closed. */
  readonly openBy: readonly NetworkRule[];
}

export interface ExactRules {
  readonly omitted: readonly OmittedRule[];
  readonly added: readonly AddedRule[];
  /** The remaining differences, which no entry can express. */
  readonly rest: Pick<Comparison, "missing" | "extra">;
}

/** Whether the plan has exactly the existing rules. */
export const isWhole = ({ rest: { missing, extra } }: ExactRules): boolean => missing.length + extra.length === 0;

export function exactRules(candidate: Candidate, filling: Filling): ExactRules {
  const documented = planOf(candidate, filling);
  const comparison = (rules: Filling["rules"]) =>
    compare(candidate, planOf(candidate, rules ? { ...filling, rules } : filling));
  const { missing } = compare(candidate, documented);
  const omit = omissions(documented, comparison);
  const layerOf = (add: readonly AddedRule[]): Filling["rules"] => ({
    ...(omit.length > 0 ? { omit: [...omit] } : {}),
    ...(add.length > 0 ? { add: [...add] } : {}),
  });
  const { extra } = comparison(layerOf([]));
  const ids = new Set<string>(
    [...documented.portRules, ...documented.skipped.map(({ portRule }) => portRule)].map(({ id }) => id),
  );
  const added = additions(candidate, extra, ids, (add) => comparison(layerOf(add)));
  const { missing: created, extra: left } = comparison(layerOf(added));
  return {
    omitted: omit.map((omission) => omittedRule(candidate, omission, documented, missing)),
    added,
    rest: { missing: created, extra: left },
  };
}

type Pair = readonly [from: Party, to: Party];

/** Entries of `omit` that remove every planned rule that does not exist. */
function omissions(
  plan: Plan,
  comparison: (rules: Filling["rules"]) => Comparison,
): readonly Exclude<Omission, string>[] {
  const { missing, matching } = comparison(undefined);
  const rules = new Map(plan.portRules.map((rule) => [rule.id as string, rule]));
  const of = (planned: readonly PlannedRule[]) =>
    groupBy(
      planned.flatMap((one) => one.planned.portRules.map((id) => ({ id: id as string, one }))),
      ({ id }) => id,
    );
  const [absent, present] = [of(missing), of(matching)];
  const entries = [...absent].flatMap(([id, some]) => {
    const rule = rules.get(id);
    const kept = (present.get(id) ?? []).map(({ one }) => one);
    const lacking = some.map(({ one }) => one);
    return rule ? omissionsOf(plan, rule, lacking, kept) : [];
  });
  let omit = [...entries];
  for (;;) {
    const { missing: left } = comparison(omit.length > 0 ? { omit } : undefined);
    const ids = new Set(left.flatMap(({ planned }) => planned.portRules as readonly string[]));
    const isWhole = (id: string) => omit.some((one) => one.id === id && !one.from && !one.to);
    const more = [...ids].filter((id) => rules.has(id) && !isWhole(id));
    if (more.length === 0) return omit;
    omit = [...omit.filter(({ id }) => !more.includes(id)), ...more.map((id) => ({ id }))];
  }
}

/**
 * The whole port rule, unless all rules exist for some pairs of its parties: then the other pairs, grouped by source.
 */
function omissionsOf(
  plan: Plan,
  rule: PortRule,
  missing: readonly PlannedRule[],
  kept: readonly PlannedRule[],
): readonly Exclude<Omission, string>[] {
  const pairs = pairsOf(rule);
  const pairsFor = (some: readonly PlannedRule[]): readonly Pair[] =>
    pairs.filter((pair) => some.some((one) => isFor(plan, rule, pair, one)));
  const [closed, open] = [pairsFor(missing), pairsFor(kept)];
  if (open.length === 0 || closed.some((pair) => open.includes(pair))) return [{ id: rule.id }];
  const sources = [...new Set(closed.map(([from]) => from))];
  const bySource = sources.map((from) => ({
    from,
    to: closed.filter((pair) => pair[0] === from).map(([, to]) => to),
  }));
  const all = (end: 0 | 1) => new Set(pairs.map((pair) => pair[end])).size;
  return [...groupBy(bySource, ({ to }) => to.join(" ")).values()].map((same) => {
    const { to } = same[0] as (typeof same)[number];
    return {
      id: rule.id,
      ...(same.length < all(0) ? { from: same.map(({ from }) => from) } : {}),
      ...(to.length < all(1) ? { to } : {}),
    };
  });
}

/** Whether a planned rule opens a port rule between two parties. */
function isFor(plan: Plan, rule: PortRule, [from, to]: Pair, { key, planned }: PlannedRule): boolean {
  const [own, other] = planned.direction === "ingress" ? [to, from] : [from, to];
  const isPeer = partyIn(plan, other, rule)?.peers.some(
    ({ type, value }) => type === planned.peer.type && value === planned.peer.value,
  );
  return isPeer === true && (partyIn(plan, own, rule)?.groups.includes(key) ?? false);
}

function omittedRule(
  candidate: Candidate,
  omission: Exclude<Omission, string>,
  plan: Plan,
  missing: readonly PlannedRule[],
): OmittedRule {
  const rule = plan.portRules.find(({ id }) => id === omission.id);
  const pairs = rule
    ? pairsOf(rule).filter(
        ([from, to]) => (omission.from?.includes(from) ?? true) && (omission.to?.includes(to) ?? true),
      )
    : [];
  const own = missing.filter(
    (one) =>
      (one.planned.portRules as readonly string[]).includes(omission.id) &&
      rule &&
      pairs.some((pair) => isFor(plan, rule, pair, one)),
  );
  const wider = own.map((one) => widerRules(candidate, one));
  const isOpen = wider.every((some) => some.length > 0);
  return {
    omission,
    purpose: rule?.purpose ?? "",
    openBy: isOpen ? [...new Set(wider.flat())] : [],
  };
}

/**
 * Entries of `add` for the rules that no port rule has: for roles if that creates no other rules, otherwise for one
 * group.
 */
function additions(
  candidate: Candidate,
  extra: readonly ExtraRule[],
  ids: ReadonlySet<string>,
  comparison: (add: readonly AddedRule[]) => Comparison,
): readonly AddedRule[] {
  const held = new Set(candidate.groups.map(({ group }) => group.id));
  const rolesOf = (groups: readonly string[]) => rolesOfGroups(candidate, groups);
  const isOwn = ({ rule }: ExtraRule) => rule.direction === "ingress" && held.has(rule.peer.value);
  const taken = new Set(ids);
  const entryOf = (same: readonly ExtraRule[], byRoles: boolean): Entry | undefined => {
    const own = rolesOf(same.map(({ group }) => group.id));
    const other = byRoles ? rolesOf(same.map(({ rule }) => rule.peer.value)) : undefined;
    const rule = entryFor(
      same.map((one) => ({ rule: one.rule, own, other })),
      taken,
    );
    if (rule) taken.add(rule.id);
    return rule && { same, rule };
  };
  const named = candidate.egress === "all" ? extra.filter(isOwn) : [];
  const first = [
    ...gathered(named).map((same) => entryOf(same, true)),
    ...gathered(extra.filter((one) => !named.includes(one))).map((same) => entryOf(same, false)),
  ].filter((entry) => entry !== undefined);
  const isExact = exactness(comparison(first.map(({ rule }) => rule)));
  const kept = first.filter(isExact);
  const others = first.filter((entry) => !isExact(entry)).flatMap(({ same }) => same);
  const second = others.flatMap((one) => entryOf([one], false) ?? []);
  // An entry that creates a rule which does not exist would open a port.
  const isSafe = exactness(comparison([...kept, ...second].map(({ rule }) => rule)));
  return [...kept, ...second.filter(isSafe)].map(({ rule }) => rule);
}

interface Entry {
  readonly same: readonly ExtraRule[];
  readonly rule: AddedRule;
}

/** Whether an entry creates its rules and no others. */
function exactness({ missing, extra }: Comparison) {
  const wrong = new Set(missing.flatMap(({ planned }) => planned.portRules as readonly string[]));
  const open = new Set(extra.map(({ rule }) => rule));
  return ({ rule, same }: Entry) => !wrong.has(rule.id) && !same.some((one) => open.has(one.rule));
}

/** Rules with the same traffic, in groups that have it for the same peers. */
function gathered(rules: readonly ExtraRule[]): readonly (readonly ExtraRule[])[] {
  const perGroup = groupBy(rules, ({ group, rule }) => `${trafficKey(rule)} ${group.id}`);
  const peersOf = (some: readonly ExtraRule[]) => some.map(({ rule }) => `${rule.peer.type} ${rule.peer.value}`).sort();
  return [
    ...groupBy([...perGroup.values()], (some) =>
      [trafficKey((some[0] as ExtraRule).rule), ...peersOf(some)].join(" "),
    ).values(),
  ].map((some) => some.flat());
}

/** The roles of the nodes that attach any of some groups. */
function rolesOfGroups({ type, groups, options }: Candidate, ids: readonly string[]): readonly Party[] {
  if (type === "rancher-nodes") return ["nodes"];
  const roles = groups.filter(({ group }) => ids.includes(group.id)).flatMap(({ parties }) => parties);
  return inOrder(roles.filter((party) => party !== "etcd" || options.datastore !== "external"));
}
