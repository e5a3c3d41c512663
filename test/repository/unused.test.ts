/** The settings of `npm run unused`, tested on a folder with unused files, exports and dependencies. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./sources";

const folder = mkdtempSync(join(tmpdir(), "unused-"));
afterAll(() => rmSync(folder, { recursive: true }));

const files = {
  "package.json": JSON.stringify({ name: "seeded", main: "lib/api/index.js", dependencies: { zod: "*" } }),
  "src/index.ts": 'export { used } from "./model/used";\n',
  "src/model/used.ts": "export const used = 1;\nexport const unused = 2;\nexport type Unused = 3;\n",
  "src/model/unused-file.ts": "export const value = 1;\n",
};

test("reports unused files, exports, types and dependencies", () => {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  cpSync(join(root, "knip.jsonc"), join(folder, "knip.jsonc"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const knip = join(root, "node_modules/knip/bin/knip.js");
  const { status, stdout } = spawnSync(process.execPath, [knip, "--reporter", "json"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(status).toBe(1);
  const found = JSON.parse(stdout).issues as readonly Readonly<Record<string, unknown>>[];
  const named = (kind: string) =>
    found.flatMap(({ file, [kind]: issues }) =>
      (issues as readonly { name: string }[]).map(({ name }) => (name === file ? name : `${file}: ${name}`)),
    );
  expect(named("files")).toEqual(["src/model/unused-file.ts"]);
  expect(named("exports")).toEqual(["src/model/used.ts: unused"]);
  expect(named("types")).toEqual(["src/model/used.ts: Unused"]);
  expect(named("dependencies")).toEqual(["package.json: zod"]);
});
