/** The table of checks in docs/lint.md. */
import type { CheckDescription, Matches } from "../model/finding";
import { markdownTable } from "./markdown-table";

const BEGIN = "<!-- checks: begin -->";
const END = "<!-- checks: end -->";

/** The page with the table of these checks between its two marks. */
export function withCheckTable(page: string, checks: readonly CheckDescription[]): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/lint.md has lost a mark; write ${BEGIN} and ${END} where the table goes`);
  }
  return `${before}${BEGIN}\n\n${checkTable(checks)}\n${END}${after}`;
}

function checkTable(checks: readonly CheckDescription[]): string {
  const header = ["check", "severity", "what it finds", "fix", "the same elsewhere"];
  const rows = checks.map(({ id, severity, title, fix, matches, reference }) => [
    `<a id="${id}"></a>[\`${id}\`](${reference})`,
    severity,
    `${title}.`,
    `${fix}.`,
    matchText(matches),
  ]);
  return markdownTable(header, rows);
}

function matchText({ checkov = [], trivy = [], kics = [], securityHub = [] }: Matches): string {
  const tools = [
    ["Checkov", checkov],
    ["Trivy", trivy],
    ["KICS", kics],
    ["Security Hub", securityHub],
  ] as const;
  return tools
    .filter(([, ids]) => ids.length > 0)
    .map(([tool, ids]) => `${tool} ${ids.join(", ")}`)
    .join("; ");
}
