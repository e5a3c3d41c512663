/** The pages of `rancher-sg report` and `rancher-sg audit`, for programs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Audit } from "../../audit/audit";
import { findingsOf } from "../../audit/findings";
import { compareAllGroups } from "../../diff/compare-all-groups";
import type { Network } from "../../model/network";
import type { Language } from "../../texts";
import { auditPage } from "./build-audit-page";
import { comparisonPage, reportPage } from "./build-page";
import type { ReportSubject } from "./page-data";
import { pageHtml } from "./page-html";

/** Options of `reportHtml`. */
export interface ReportHtmlOptions {
  /** Default: `en`. */
  readonly language?: Language;
}

/** Options of `comparisonHtml`. */
export interface ComparisonHtmlOptions extends ReportHtmlOptions {
  /** The name of each side, as the page shows it. */
  readonly before: string;
  readonly after: string;
}

/** Options of `auditHtml`. */
export interface AuditHtmlOptions extends ReportHtmlOptions {
  /** The name of what exists, as the page shows it. */
  readonly origin: string;
}

/** An HTML page about deployments and their findings: one file that makes no requests. */
export function reportHtml(subjects: readonly ReportSubject[], options: ReportHtmlOptions = {}): string {
  return pageHtml(reportPage(subjects, options.language ?? "en"), assets());
}

/** An HTML page about the changes between two sets of deployments: one file that makes no requests. */
export function comparisonHtml(before: Network, after: Network, options: ComparisonHtmlOptions): string {
  return pageHtml(comparisonPage(compareAllGroups(before, after), { language: "en", ...options }), assets());
}

/** An HTML page about audits and their findings: one file that makes no requests. */
export function auditHtml(audits: readonly Audit[], { origin, language = "en" }: AuditHtmlOptions): string {
  const subjects = audits.map((one) => ({ audit: one, findings: findingsOf(one) }));
  return pageHtml(auditPage(subjects, { origin, language }), assets());
}

/** The program and the style sheet that scripts/bundle.mjs builds from src/page into lib/page. */
function assets() {
  const read = (name: string) => readFileSync(join(__dirname, "../../../page", name), "utf8");
  return { program: read("page.js"), style: read("style.css") };
}
