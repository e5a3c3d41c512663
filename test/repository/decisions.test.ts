/** docs/decisions: a page for each decision, and README.md, which lists them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./sources";

const folder = join(root, "docs/decisions");
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const pages = readdirSync(folder)
  .filter((file) => file !== "README.md")
  .sort();

test("has one row in README.md for each decision: its number, a link with its title, and the decision in one or two sentences", () => {
  const rows = [...read("README.md").matchAll(/^(\| \d+ \| \[.+?\]\(.+?\) \|) (.+) \|$/gm)];
  const fromHeadings = pages.map((file) => {
    const [, number, title] = /^# (\d+)\. (.+)\n/.exec(read(file)) ?? [];
    return `| ${number} | [${title}](${file}) |`;
  });
  expect(rows.map(([, link]) => link)).toEqual(fromHeadings);
  for (const [, , decision] of rows) expect(decision).toMatch(/^.{20,130}\.$/);
});

test.each(pages)("the number in the heading of %s is that of the file, and no other file has it", (file) => {
  const [number = ""] = /^\d{4}(?=-[a-z0-9-]+\.md$)/.exec(file) ?? [];
  expect(read(file)).toMatch(new RegExp(`^# ${Number(number)}\\. [A-Z]`));
  expect(pages.filter((other) => other.startsWith(`${number}-`))).toEqual([file]);
});

test.each(pages)("%s has the sections of a decision", (file) => {
  const sections = [...read(file).matchAll(/^## (.+)$/gm)].map(([, section]) => section);
  expect(sections).toEqual(["Context", "Decision", "Consequences", "Alternatives"]);
});
