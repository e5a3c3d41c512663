/** The shipped config files with their lint findings. */
import { loadConfig } from "../../src/config/load-config";
import { lint } from "../../src/lint/lint";
import type { LintReport } from "../../src/report/lint-text";
import { today } from "./plans";

export function reportsOf(file: string): readonly LintReport[] {
  return loadConfig(file).map((entry) => ({
    deployment: entry.name,
    place: entry.document.placeOf(entry.path),
    findings: lint(entry.plan, today),
  }));
}
