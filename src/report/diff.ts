/** What changed between two configs or folders, as text and as Markdown for a pull request. */
import type { Diff, FlowChange } from "../diff/diff";
import { relationTexts } from "../texts/answers";
import { markdownCode } from "./markdown-code";
import { type ColouredWord, type StyledText, verdictFirst } from "./styled-text";

const colours = { equal: "green", stricter: "green", looser: "yellow", incomparable: "yellow" } as const;
const looser: ColouredWord = { colour: "red", word: "LOOSER TOWARDS THE OUTSIDE" };

export function diffText({ relation, changes }: Diff): StyledText {
  const lines = changes.flatMap((change) => [
    `${sign(change)} ${place(change)}`,
    ...(change.isOutside ? ["  ", looser] : []),
    "\n",
    ...change.flows.map((flow) => `    ${flow}\n`),
    ...change.except.map((flow) => `      except ${flow}\n`),
    `    for instance ${change.witness}, by ${change.portRules.join(", ") || "a rule of no port rule"}\n`,
  ]);
  return [...verdictFirst(relationTexts[relation], colours[relation]), "\n", ...lines];
}

export function diffMarkdown({ relation, changes }: Diff): string {
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

const sign = ({ kind }: FlowChange) => (kind === "added" ? "+" : "-");

const place = ({ deployment, group, direction }: FlowChange) => `${deployment}: ${direction} of ${group}`;
