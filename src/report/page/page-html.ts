/**
 * The file around a page: markup, program, style and data in one, so that nothing is fetched. Its content security
 * policy forbids every request and every script and style but the two that are here, which it knows by their hashes.
 */
import { createHash } from "node:crypto";
import { visibleLines } from "../../errors/one-line";
import { textsIn } from "../../texts";
import { drawStyles } from "../draw/styles";
import { escaped } from "../draw/svg";
import type { Page, PageIndex } from "./page-data";

/** The program and the style sheet that the build makes of src/page. */
export interface PageAssets {
  readonly program: string;
  readonly style: string;
}

/** By this element, a verb recognises a page that it wrote. */
export const generatorOf = (verb: "report" | "audit") => `<meta name="generator" content="rancher-sg ${verb}">`;

export function pageHtml({ index, blocks }: Page, { program, style }: PageAssets): string {
  const { page, language } = textsIn(index.language);
  const styles = `${drawStyles("auto")}${style}`;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(program)}`,
    `style-src ${hashOf(styles)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const [first, ...rest] = blocks.map((block, position) => dataBlock(`deployment-${position}`, block));
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
${generatorOf(index.kind === "audit" ? "audit" : "report")}
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escaped(titleOf(index))}</title>
<link rel="icon" href="data:,">
<style>${styles}</style>
</head>
<body class="rsg-picture">
<div id="page"><noscript>${escaped(page.noScript(textVerbs[index.kind]))}</noscript></div>
${dataBlock("index", index)}
${first ?? ""}
<script>${program}</script>
${rest.join("\n")}
</body>
</html>
`;
}

/** The verbs that print as text what the page shows. */
const textVerbs = { report: "matrix", comparison: "diff", audit: "audit" } as const;

function titleOf(index: PageIndex): string {
  const { page } = textsIn(index.language);
  if (index.kind === "comparison") return page.comparisonTitle(index.before, index.after);
  return index.kind === "audit" ? page.audit.title : page.reportTitle;
}

/**
 * Data as JSON that a page can hold: the program after the first block paints before the rest is read. No text can end
 * the block or begin a comment, since there is no `<` in it. Characters that are not seen and reorder others, and halves of
 * characters, become U+FFFD.
 */
export function dataBlock(id: string, data: unknown): string {
  const json = visibleLines(JSON.stringify(data))
    .replace(/\\\\|\\ud[89a-f]../g, (code) => (code === "\\\\" ? code : "\ufffd"))
    .replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
  return `<script type="application/json" id="${id}">${json}</script>`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
