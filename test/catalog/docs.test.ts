import { readFileSync } from "node:fs";
import { join } from "node:path";
import { portsPage } from "../../src/report/ports-docs";

const page = readFileSync(join(__dirname, "../../docs/ports.md"), "utf8");
const sections = page
  .split(/^## /m)
  .slice(1)
  .map((text) => [`${text.split("\n")[0]}`, text] as const);

test("docs/ports.md matches the catalogs (if not, run npm run docs)", () => {
  expect(page).toBe(portsPage());
});

describe.each(sections)("the section %s of docs/ports.md", (_, text) => {
  test("has one table, and a link to each source", () => {
    expect(text.match(/^\| port \| from \| to \|/gm)).toHaveLength(1);
    const used = new Set([...text.matchAll(/\[([a-z0-9 ]+)\] \| `/g)].flatMap(([, marks]) => `${marks}`.split(" ")));
    const listed = [...text.matchAll(/^- ([a-z]|\d+): /gm)].map(([, mark]) => `${mark}`);
    expect([...used].sort()).toEqual(listed.sort());
    const links = [...text.matchAll(/^- \d+: \[[^\]]+\]\((https:|decisions\/)/gm)];
    expect(links).toHaveLength(listed.filter((mark) => /\d/.test(mark)).length);
  });

  test("fits on a screen", () => {
    expect(text.split("\n").filter((line) => line.length > 152)).toEqual([]);
  });

  test.each(["apiClients", "kubernetesApiClients"])("explains %s if it has them", (party) => {
    const isListed = new RegExp(`^\\|.*\\b${party}\\b.*\\|`, "m").test(text);
    expect(text.includes(`- \`${party}\`: users and programs that reach `)).toBe(isListed);
  });
});
