/** The tables in docs/lint.md: the checks, and the levels of --fail-on. */
import { type CheckDescription, defaultFailLevel, failingSeverities, failLevels, type Matches } from "../model/finding";
import { markdownTable } from "./markdown-table";
import { withSection } from "./marked-section";

/** The page with the tables of the checks and of the levels, each between its two marks. */
export function withLintTables(page: string, checks: readonly CheckDescription[]): string {
  return withSection(withSection(page, "checks", checkTable(checks)), "fail-on", failTable());
}

function failTable(): string {
  const rows = failLevels.map((level) => [
    `\`--fail-on ${level}\`${level === defaultFailLevel ? " (default)" : ""}`,
    failingSeverities(level).join(", ") || "none",
  ]);
  return markdownTable(["option", "severities for which the exit code is 1"], rows);
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
