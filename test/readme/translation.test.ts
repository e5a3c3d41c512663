import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");
const english = readFileSync(join(root, "README.md"), "utf8");
const chinese = readFileSync(join(root, "README.zh-CN.md"), "utf8");

const blocksOf = (page: string) => page.match(/^```\w+\n[\s\S]*?^```$/gm) ?? [];
const proseOf = (page: string) => page.replace(/^```\w+\n[\s\S]*?^```$/gm, "");

test("has the same code blocks (if not, run npm run docs, which copies them)", () => {
  expect(blocksOf(english).length).toBeGreaterThan(5);
  expect(blocksOf(chinese)).toEqual(blocksOf(english));
});

test("has the same number and levels of headings and tables", () => {
  const shape = (page: string) => proseOf(page).match(/^(#+ |\| ?)/gm);
  expect(shape(chinese)).toEqual(shape(english));
});

test("has the same code spans, and links to the same pages", () => {
  const codes = (page: string) => [...new Set(proseOf(page).match(/`[^`\n]+`/g))].sort();
  expect(codes(chinese)).toEqual(codes(english));
  const links = (page: string) => [...proseOf(page).matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => `${target}`);
  const other = { [english]: "README.zh-CN.md", [chinese]: "README.md" };
  const pages = (page: string) => new Set(links(page).filter((target) => target !== other[page]));
  expect(pages(chinese)).toEqual(pages(english));
  for (const page of [english, chinese]) expect(links(page)).toContain(other[page]);
});

test("is in Chinese throughout, without an English paragraph", () => {
  const left = proseOf(chinese)
    .split(/\n{2,}/)
    .filter((paragraph) => /[a-z]{3}/.test(paragraph) && !/[\u4e00-\u9fff]/.test(paragraph))
    .filter((paragraph) => paragraph.trim() !== "# rancher-security-groups");
  expect(left).toEqual([]);
});
