/** Compares docs/cli.md with the declarations of the verbs and with the environment variables in the sources. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withVerbs } from "../../src/cli/reference";
import { verbs as loadable } from "../../stacks/verbs";
import { root } from "../repository/sources";

const page = readFileSync(join(root, "docs/cli.md"), "utf8");
const verbs = Object.fromEntries(Object.entries(loadable).map(([name, load]) => [name, load()]));
const sections = page.split(/^### /m).slice(1);

test("is up to date (if not, run npm run docs)", () => {
  expect(withVerbs(page, verbs)).toBe(page);
});

test("refuses a page without its marks", () => {
  expect(() => withVerbs("# Command line\n", verbs)).toThrow(
    "the page has lost a mark; write <!-- verbs: begin --> and <!-- verbs: end --> where the section goes",
  );
});

test("has a section for each verb and no other", () => {
  expect(sections.map((section) => section.split("\n")[0]).sort()).toEqual(Object.keys(verbs).sort());
});

test.each(Object.entries(verbs))("lists the options of %s, each with its values and default", (name, verb) => {
  const section = sections.find((text) => text.startsWith(`${name}\n`)) ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  const names = [...Object.keys(verb.options), ...Object.keys(verb.flags ?? {})];
  expect(rows.map((row) => /^\| `--([a-z-]+)/.exec(row)?.[1])).toEqual(names);
  for (const [index, { allowed = [], default: byDefault }] of Object.values(verb.options).entries()) {
    for (const value of allowed) expect(rows[index]).toContain(value);
    if (byDefault) expect(rows[index]).toMatch(new RegExp(`${byDefault} \\(default\\)|\\(default: ${byDefault}\\)`));
    // A cell with a bar would become two cells.
    expect(rows[index]?.split("|")).toHaveLength(4);
  }
});

test("lists the environment variables that the program reads", () => {
  const sources = ["src", "stacks"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("examples"))
      .map((file) => readFileSync(join(root, folder, file), "utf8")),
  );
  const read = sources.flatMap((text) => [...text.matchAll(/\benv\.([A-Z_]+)/g)].map(([, name]) => name));
  const documented = [...page.matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name]) => name);
  expect([...new Set(read)].sort()).toEqual([...documented].sort());
});
