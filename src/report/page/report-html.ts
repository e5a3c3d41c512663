/** The pages of `rancher-sg report`, for programs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compareAllGroups } from "../../diff/compare-all-groups";
import type { Network } from "../../model/network";
import type { Language } from "../../texts";
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

/** An HTML page about deployments and their findings: one file that makes no requests. */
export function reportHtml(subjects: readonly ReportSubject[], options: ReportHtmlOptions = {}): string {
  return pageHtml(reportPage(subjects, options.language ?? "en"), assets());
}

/** An HTML page about the changes between two sets of deployments: one file that makes no requests. */
export function comparisonHtml(before: Network, after: Network, options: ComparisonHtmlOptions): string {
  return pageHtml(comparisonPage(compareAllGroups(before, after), { language: "en", ...options }), assets());
}

/** The program and the style sheet that scripts/bundle.mjs builds from src/page into lib/page. */
function assets() {
  const read = (name: string) => readFileSync(join(__dirname, "../../../page", name), "utf8");
  return { program: read("page.js"), style: read("style.css") };
}
