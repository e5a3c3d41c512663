/** docs/glossary.md against the parties that a config can have. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parties } from "../../src/model/party";
import { root } from "../repository/sources";

const page = readFileSync(join(root, "docs/glossary.md"), "utf8");

test("defines each party once", () => {
  const rows = [...page.matchAll(/^\| (`.+`) \| (.{20,}) \|$/gm)];
  const defined = rows.flatMap(([, names = ""]) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect([...defined].sort()).toEqual([...parties].sort());
});

test.each(["party", "binding", "group", "pool", "network", "edition", "add-on"])("defines %s", (term) => {
  expect(page).toMatch(new RegExp(`^- <a id="${term}"></a>\\*\\*.+\\*\\*: .{40}`, "m"));
});
