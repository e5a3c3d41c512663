/** Findings for a program. */
import { plainJson } from "../errors/one-line";
import { countFindings } from "../model/finding";
import type { LintReport } from "./lint-text";

/** `{ version, counts, deployments }`; `version` changes when a field changes its meaning or goes. */
export function lintJson(reports: readonly LintReport[]): string {
  const counts = countFindings(reports.flatMap(({ findings }) => findings));
  return `${plainJson(JSON.stringify({ version: 1, counts, deployments: reports }, null, 2))}\n`;
}
