/** Why a flow is allowed or not, for people and for programs. */
import type { PortRule } from "../model/port-rule";
import type { Question } from "../verify/check";
import type { Contribution, Explanation, Side } from "../verify/explain";
import { answerJson, answerText, trafficText } from "./answer";
import { ruleText } from "./rule";

export function explanationText(question: Question, { answer, sides, alternatives, edit }: Explanation): string {
  const lines = [answerText(question, answer).trimEnd(), ...sides.flatMap(sideLines)];
  if (alternatives.length > 0) lines.push("documented, but not at work here:");
  for (const { portRule, reason } of alternatives) lines.push(`  ${portRuleText(portRule)}: ${reason}`);
  if (edit) lines.push("smallest edit that allows it:", `  ${edit}`);
  return `${lines.join("\n")}\n`;
}

export function explanationJson(question: Question, { answer, sides, alternatives, edit }: Explanation): object {
  return {
    ...answerJson(question, answer),
    sides: sides.map(({ direction, groups, contributions, missing }) => ({
      direction,
      groups,
      rules: contributions.map(({ group, rule, portRules }) => ({ group, rule: ruleText(rule), portRules })),
      missing: trafficText(missing),
    })),
    alternatives: alternatives.map(({ portRule, reason }) => ({ portRule, reason })),
    ...(edit ? { edit } : {}),
  };
}

function sideLines({ direction, groups, contributions, missing }: Side): readonly string[] {
  if (groups.length === 0) return [`${direction}: no group of this deployment, so nothing is held back here`];
  const state = missing.isEmpty ? "lets it through" : `does not let through ${trafficText(missing)}`;
  return [`${direction} of ${groups.join(", ")} ${state}`, ...contributions.flatMap(contributionLines)];
}

function contributionLines({ group, rule, portRules }: Contribution): readonly string[] {
  return [`  ${ruleText(rule)} (${group})`, ...portRules.map((portRule) => `    ${portRuleText(portRule)}`)];
}

/** Id, purpose and the tables of one edition that ask for it. */
function portRuleText({ id, purpose, references }: PortRule): string {
  const [first] = references;
  const ofEdition = references.filter(
    ({ document, edition }) => document === first?.document && edition === first.edition,
  );
  const tables = ofEdition.map(({ table }) => table).join("; ");
  return `${id}: ${purpose} (${first ? `${first.document} ${first.edition}: ${tables}` : "no table"})`;
}
