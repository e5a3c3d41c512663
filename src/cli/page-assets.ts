/** The program and the style sheet of pages, which scripts/bundle.mjs builds from src/page into a folder near the bundle. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PageAssets } from "../report/page/page-html";

export function pageAssets(): PageAssets {
  const read = (name: string) => readFileSync(join(__dirname, "page", name), "utf8");
  return { program: read("page.js"), style: read("style.css") };
}
