/** The generated sections of docs/lint.md: the checks, and the table of the levels of --fail-on. */
import { type CheckDescription, defaultFailLevel, failingSeverities, failLevels, type Matches } from "../model/finding";
import { wrappedItem } from "./markdown-list";
import { markdownTable } from "./markdown-table";
import { withSection } from "./marked-section";

/** The page with the checks and the table of the levels, each between its two marks. */
export function withLintSections(page: string, checks: readonly CheckDescription[]): string {
  return withSection(withSection(page, "checks", checkSections(checks)), "fail-on", failTable());
}

function failTable(): string {
  const rows = failLevels.map((level) => [
    `\`--fail-on ${level}\`${level === defaultFailLevel ? " (default)" : ""}`,
    failingSeverities(level).join(", ") || "none",
  ]);
  return markdownTable(["option", "severities for which the exit code is 1"], rows);
}

/** A heading for each check, so that its id is an anchor of the page. */
function checkSections(checks: readonly CheckDescription[]): string {
  return checks
    .map(({ id, severity, title, fix, matches, reference }) => {
      const facts = [`Severity: ${severity}.`, `Fix: ${fix}.`, `Reference: <${reference}>`, ...matchTexts(matches)];
      return `### ${id}\n\n${title}.\n\n${facts.map((fact) => `${wrappedItem(fact)}\n`).join("")}`;
    })
    .join("\n");
}

function matchTexts({ checkov = [], trivy = [], kics = [], securityHub = [] }: Matches): readonly string[] {
  const tools = [
    ["Checkov", checkov],
    ["Trivy", trivy],
    ["KICS", kics],
    ["Security Hub", securityHub],
  ] as const;
  const found = tools.filter(([, ids]) => ids.length > 0).map(([tool, ids]) => `${tool} ${ids.join(", ")}`);
  return found.length > 0 ? [`Other tools: ${found.join("; ")}.`] : [];
}
