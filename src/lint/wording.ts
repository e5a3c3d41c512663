/** Phrases that several checks use in their messages. */
import type { LintedRule } from "./linted-group";
import type { LintedPlan } from "./linted-plan";

/** The first few of many, and the number of the others. */
export function fewOf(words: readonly string[], count = 4): string {
  const few = words.slice(0, count).join(", ");
  return words.length > count ? `${few} and ${words.length - count} more` : few;
}

/** The keys of the deployment with the peers of these rules, where the user can narrow them. */
export function narrowing(linted: LintedPlan, rules: readonly LintedRule[]): string {
  const portRules = portRulesOf(rules);
  if (linted.deployment.type === "rancher-nodes") {
    const added = new Set(linted.deployment.rules.add?.map(({ id }) => id));
    // These are the sources of documented port rules.
    const [own, documented] = [portRules.filter((id) => added.has(id)), portRules.filter((id) => !added.has(id))];
    return [
      ...(documented.length > 0 ? [`narrow it under sources, for ${fewOf(documented)}`] : []),
      ...(own.length > 0 ? [`narrow or omit ${fewOf(own)}`] : []),
    ].join("; ");
  }
  const parties = linted.partiesBehind(rules).filter((party) => party !== "internet");
  if (parties.length === 0) return `narrow or omit ${fewOf(portRules)}`;
  return `bind ${parties.join(" and ")} to narrower cidrs, or to prefixListIds`;
}

/** Ids of the port rules that require any of the rules, sorted. */
export function portRulesOf(rules: readonly LintedRule[]): readonly string[] {
  return [...new Set(rules.flatMap(({ rule }) => rule.portRules))].sort();
}
