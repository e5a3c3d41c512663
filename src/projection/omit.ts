/**
 * What `rules.omit` leaves of the port rules. A rule that is omitted between some of its parties stays in effect between
 * the others: as several rules with its id, if its remaining pairs are not all sources with all destinations.
 */
import { groupBy } from "../model/group-by";
import type { Omission } from "../model/layer";
import { omittedId } from "../model/omitted-id";
import type { Party } from "../model/party";
import { type PortRule, pairsOf } from "../model/port-rule";

type PartyPair = readonly [from: Party, to: Party];

export function withoutOmitted(
  rules: readonly PortRule[],
  omit: readonly Omission[],
): { readonly kept: readonly PortRule[]; readonly omitted: readonly PortRule[] } {
  const byId = groupBy(omit, omittedId);
  const parts = rules.map((rule) => {
    const omissions = byId.get(rule.id) ?? [];
    const isOmitted = (pair: PartyPair) => omissions.some((omission) => isAbout(omission, pair));
    const pairs = pairsOf(rule);
    return {
      kept: between(
        rule,
        pairs.filter((pair) => !isOmitted(pair)),
      ),
      omitted: between(rule, pairs.filter(isOmitted)),
    };
  });
  return { kept: parts.flatMap(({ kept }) => kept), omitted: parts.flatMap(({ omitted }) => omitted) };
}

function isAbout(omission: Omission, [from, to]: PartyPair): boolean {
  if (typeof omission === "string") return true;
  return (omission.from?.includes(from) ?? true) && (omission.to?.includes(to) ?? true);
}

/** The rule between these pairs of its parties only. */
function between(rule: PortRule, pairs: readonly PartyPair[]): readonly PortRule[] {
  if (pairs.length === pairsOf(rule).length) return [rule];
  if (rule.scope === "node") {
    const parties = pairs.map(([party]) => party);
    return parties.length > 0 ? [{ ...rule, from: parties, to: parties }] : [];
  }
  const left = rule.from.map((from) => ({
    from,
    to: rule.to.filter((to) => pairs.some((pair) => pair[0] === from && pair[1] === to)),
  }));
  const withSome = left.filter(({ to }) => to.length > 0);
  return [...groupBy(withSome, ({ to }) => to.join()).values()].map((alike) => ({
    ...rule,
    from: alike.map(({ from }) => from),
    to: alike[0]?.to ?? [],
  }));
}
