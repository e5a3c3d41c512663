/** What changed between two configs or folders, as text and as Markdown for a pull request. */
import type { ListChange } from "../diff/address-lists";
import type { Diff, FlowChange } from "../diff/diff";
import { type FlowMove, ruleCounts } from "../diff/moved-flows";
import { oneLine } from "../errors/one-line";
import { movedText, relationTexts } from "../texts/answers";
import { markdownCode } from "./markdown-code";
import { type ColouredWord, type StyledText, verdictFirst } from "./styled-text";

const colours = { equal: "green", stricter: "green", looser: "yellow", incomparable: "yellow" } as const;
const looser: ColouredWord = { colour: "red", word: "LOOSER TOWARDS THE OUTSIDE" };

export function diffText({ relation, changes, moved, addressLists = [], ...notes }: Diff): StyledText {
  const lines = changes.flatMap((change) => [
    `${sign(change)} ${place(change)}`,
    ...(change.isOutside ? ["  ", looser] : []),
    "\n",
    ...change.flows.map((flow) => `    ${flow}\n`),
    ...change.except.map((flow) => `      except ${flow}\n`),
    `    for instance ${change.witness}, by ${change.portRules.join(", ") || "a rule of no port rule"}\n`,
  ]);
  const verdict = verdictFirst(relationTexts[relation], colours[relation]);
  const lists = addressLists.map((change) => `${listText(change)}\n`);
  return [...verdict, "\n", ...lists, ...lines, ...noteLines(notes), ...movedLines(moved)];
}

/** `address list office: + 198.51.100.0/24, - 203.0.113.0/24` */
function listText({ list, added, removed }: ListChange): string {
  const values = [...added.map((value) => `+ ${value}`), ...removed.map((value) => `- ${value}`)];
  return `address list ${list}: ${values.join(", ")}`;
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

/** The groups that were not compared, or not completely: a line each. */
export function noteLines({ leftOut = 0, unread = [] }: Pick<Diff, "leftOut" | "unread">): readonly string[] {
  const others = leftOut === 1 ? "1 other group is" : `${leftOut} other groups are`;
  return [
    ...unread.map((why) => `not all rules are known: ${oneLine(why)}\n`),
    ...(leftOut > 0 ? [`${others} left out: only one side has such groups\n`] : []),
  ];
}

export function diffMarkdown({ moved, ...others }: Diff): string {
  return `${changesMarkdown(others)}${movedMarkdown(moved)}`;
}

function changesMarkdown({ relation, changes, addressLists = [], ...others }: Omit<Diff, "moved">): string {
  const outside = changes.some(({ isOutside }) => isOutside);
  const warning = outside ? "\n> **Looser towards the outside:** addresses gained access; see the rows in bold.\n" : "";
  const notes = noteLines(others)
    .map((line) => `\n${markdownCode(line.trimEnd())}\n`)
    .join("");
  const lists = addressLists.map((change) => `\n${markdownCode(listText(change))}\n`).join("");
  if (changes.length === 0) return `**${relationTexts[relation]}**\n${lists}${notes}`;
  const rows = changes.map((change) => {
    const bold = change.isOutside ? "**" : "";
    const exceptions = change.except.map((flow) => `except ${markdownCode(flow)}`);
    const flows = [...change.flows.map(markdownCode), ...exceptions].join("<br>");
    const by = change.portRules.map(markdownCode).join(", ");
    return `| ${sign(change)} | ${bold}${markdownCode(place(change))}${bold} | ${flows} | ${markdownCode(change.witness)} | ${by} |\n`;
  });
  return `**${relationTexts[relation]}**\n${warning}${lists}\n| | group | flows | for instance | by |\n|---|---|---|---|---|\n${rows.join("")}${notes}`;
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

const place = ({ deployment, group, direction }: FlowChange) =>
  deployment === "" ? `${direction} of ${group}` : `${deployment}: ${direction} of ${group}`;
