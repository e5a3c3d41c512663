/** What changed between two configs or folders, as text and as Markdown for a pull request. */
import type { Diff, FlowChange, Relation } from "../diff/diff";
import { type FlowMove, ruleCounts } from "../diff/moved-flows";
import { movedText, relationTexts } from "../texts/answers";
import { markdownCode } from "./markdown-code";
import { type ColouredWord, type StyledText, verdictFirst } from "./styled-text";

const colours = { equal: "green", stricter: "green", looser: "yellow", incomparable: "yellow" } as const;
const looser: ColouredWord = { colour: "red", word: "LOOSER TOWARDS THE OUTSIDE" };

export function diffText({ relation, changes, moved }: Diff): StyledText {
  const lines = changes.flatMap((change) => [
    `${sign(change)} ${place(change)}`,
    ...(change.isOutside ? ["  ", looser] : []),
    "\n",
    ...change.flows.map((flow) => `    ${flow}\n`),
    ...change.except.map((flow) => `      except ${flow}\n`),
    `    for instance ${change.witness}, by ${change.portRules.join(", ") || "a rule of no port rule"}\n`,
  ]);
  return [...verdictFirst(relationTexts[relation], colours[relation]), "\n", ...lines, ...movedLines(moved)];
}

function movedLines(moved: readonly FlowMove[]): readonly string[] {
  if (moved.length === 0) return [];
  const lines = moved.flatMap((move) => [
    `~ ${movePlace(move)}\n`,
    ...move.flows.map((flow) => `    ${flow}\n`),
    `    before by ${rulesOf(move.oldRules, String)}, after by ${rulesOf(move.newRules, String)}\n`,
  ]);
  return [`\n${movedText}\n`, ...lines];
}

export function diffMarkdown({ relation, changes, moved }: Diff): string {
  return `${changesMarkdown(relation, changes)}${movedMarkdown(moved)}`;
}

function changesMarkdown(relation: Relation, changes: readonly FlowChange[]): string {
  const outside = changes.some(({ isOutside }) => isOutside);
  const warning = outside ? "\n> **Looser towards the outside:** addresses gained access; see the rows in bold.\n" : "";
  if (changes.length === 0) return `**${relationTexts[relation]}**\n`;
  const rows = changes.map((change) => {
    const bold = change.isOutside ? "**" : "";
    const exceptions = change.except.map((flow) => `except ${markdownCode(flow)}`);
    const flows = [...change.flows.map(markdownCode), ...exceptions].join("<br>");
    const by = change.portRules.map(markdownCode).join(", ");
    return `| ${sign(change)} | ${bold}${markdownCode(place(change))}${bold} | ${flows} | ${markdownCode(change.witness)} | ${by} |\n`;
  });
  return `**${relationTexts[relation]}**\n${warning}\n| | group | flows | for instance | by |\n|---|---|---|---|---|\n${rows.join("")}`;
}

function movedMarkdown(moved: readonly FlowMove[]): string {
  if (moved.length === 0) return "";
  const rows = moved.map((move) => {
    const [old, now] = [move.oldRules, move.newRules].map((rules) => rulesOf(rules, markdownCode));
    return `| ${markdownCode(movePlace(move))} | ${move.flows.map(markdownCode).join("<br>")} | ${old} | ${now} |\n`;
  });
  return `\n${movedText}\n\n| party | flows | before by | after by |\n|---|---|---|---|\n${rows.join("")}`;
}

/** `2 rules of shop/shop-etcd, a rule of shop/shop-nodes`. */
function rulesOf(rules: FlowMove["oldRules"], groupText: (group: string) => string): string {
  const counts = ruleCounts(rules).map(([group, count]) => {
    return `${count === 1 ? "a rule" : `${count} rules`} of ${groupText(group)}`;
  });
  return counts.join(", ");
}

const movePlace = ({ deployment, direction, party }: FlowMove) => `${deployment}: ${direction} of ${party}`;

const sign = ({ kind }: FlowChange) => (kind === "added" ? "+" : "-");

const place = ({ deployment, group, direction }: FlowChange) => `${deployment}: ${direction} of ${group}`;
