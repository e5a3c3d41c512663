/** `npm run imports` on the checkout, and on folders with imports that break a rule. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root, sourcesOf } from "./sources";

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), "imports-"));
afterAll(() => rmSync(folder, { recursive: true }));

const program = "scripts/check-imports.mjs";

function check(cwd: string, script = join(root, program)) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** A folder with these files and a link to the packages of the checkout. */
function folderWith(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path);
  symlinkSync(join(root, "node_modules"), join(path, "node_modules"));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return path;
}

test("passes on the checkout, and reads every TypeScript file of it", () => {
  const sources = sourcesOf("src", "stacks", "scripts", "bench", "test");
  const count = sources.filter((file) => !file.startsWith("stacks/examples/")).length;
  const { status, stdout, stderr } = check(root);
  expect({ stdout, stderr }).toEqual({
    stdout: expect.stringMatching(new RegExp(`no dependency violations found [^\n]*\n${count} TypeScript files\n$`)),
    stderr: "",
  });
  expect(status).toBe(0);
});

const type = (name: string) => `import type { X } from "${name}";\nexport type Y = X;\n`;
const value = (name: string) => `export { x } from "${name}";\n`;

/** Each rule with a file that breaks it, and what the file contains. The last is in a folder that is not a room. */
const broken = {
  "no-circle": ["src/model/one.ts", type("./two")],
  "errors-imports-to-its-right": ["src/errors/a.ts", type("../model/x")],
  "model-imports-to-its-right": ["src/model/a.ts", type("../verify/x")],
  "constructs-imports-to-its-right": ["src/constructs/a.ts", value("../verify/x")],
  "src-imports-to-its-right": ["src/model/b.ts", type("../../scripts/x")],
  "scripts-imports-to-its-right": ["scripts/a.ts", type("../test/x")],
  "not-found": ["src/model/c.ts", type("./missing")],
  "file-outside-src": ["src/model/d.ts", 'export { name } from "../../package.json";\n'],
  "main-entry-imported": ["src/cli/a.ts", type("../index")],
  "main-entry-loads-too-much": ["src/index.ts", value("./constructs/a")],
  "entry-needs-a-framework": ["src/verify/a.ts", type("constructs")],
  "cdktn-in-the-source": ["src/constructs/b.ts", type("cdktn")],
  "provider-index": ["stacks/a.ts", type("@cdktf/provider-aws")],
  "oracle-shares-code": ["test/oracle/a.ts", value("../../src/model/x")],
  "unknown-room": ["src/tools/a.ts", type("../model/x")],
} as const;

describe("an import that breaks a rule", () => {
  const x = "export type X = 1;\nexport const x = 1;\n";
  const imported = ["src/model/x.ts", "src/verify/x.ts", "src/constructs/x.ts", "scripts/x.ts", "test/x.ts"];
  const ended = check(
    folderWith("broken", {
      ...Object.fromEntries(Object.values(broken)),
      ...Object.fromEntries(imported.map((file) => [file, x])),
      "package.json": "{}",
      "src/model/two.ts": type("./one"),
      "src/verify/b.ts": type("cdktf"),
      "src/config/b.ts": type("../constructs/x"),
      "src/page/one.tsx": 'import { two } from "./two";\nexport const one = () => <b>{two}</b>;\n',
      "src/page/two.tsx": 'import { one } from "./one";\nexport const two = () => <b>{one}</b>;\n',
    }),
  );
  const reported = [...ended.stdout.matchAll(/^ *error ([\w-]+): (\S+)/gm)].map(([, name, file]) => `${name}: ${file}`);

  test("fails the check", () => {
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 1, stderr: "" });
  });

  // Two modules that import only types from each other are a cycle too.
  test.each(Object.entries(broken))("is reported: %s", (name, [file]) => {
    expect(reported).toContain(`${name}: ${file}`);
  });

  test("is reported in files with markup, and for every package and folder of a framework", () => {
    expect(reported).toContain("no-circle: src/page/one.tsx");
    expect(reported).toContain("entry-needs-a-framework: src/verify/b.ts");
    expect(reported).toContain("entry-needs-a-framework: src/config/b.ts");
  });

  test("is reported once, and no other file is reported", () => {
    const others = ["src/page/one.tsx", "src/page/two.tsx", "src/model/two.ts", "src/verify/b.ts", "src/config/b.ts"];
    const files = new Set([...Object.values(broken).map(([file]) => file), ...others]);
    expect(reported.filter((line) => !files.has(line.replace(/^.*: /, "")))).toEqual([]);
    expect(new Set(reported).size).toBe(reported.length);
  });
});

test("allows the oracle to import types, and a stack to import one resource of the provider bindings", () => {
  const files = {
    "src/model/x.ts": "export type X = 1;\n",
    "test/oracle/a.ts": type("../../src/model/x"),
    "stacks/a.ts": type("@cdktf/provider-aws/lib/security-group"),
  };
  expect(check(folderWith("right", files)).status).toBe(0);
});

test("fails if it reads no TypeScript file", () => {
  const path = folderWith("empty", { "src/a.js": "" });
  expect(check(path)).toEqual({
    status: 2,
    stdout: "",
    stderr: `${path}: has no TypeScript files in src, stacks, scripts, bench, test; run it in the checkout\n`,
  });
});

test("fails if the API of TypeScript is not installed", () => {
  const path = join(folder, "without-typescript");
  const packages = join(path, "node_modules");
  mkdirSync(packages, { recursive: true });
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name === "typescript" || name === "dependency-cruiser") continue;
    symlinkSync(join(root, "node_modules", name), join(packages, name));
  }
  symlinkSync(join(root, "node_modules/@typescript/native"), join(packages, "typescript"));
  cpSync(join(root, "node_modules/dependency-cruiser"), join(packages, "dependency-cruiser"), { recursive: true });
  for (const file of [program, ".dependency-cruiser.mjs"]) cpSync(join(root, file), join(path, file));
  mkdirSync(join(path, "src/model"), { recursive: true });
  writeFileSync(join(path, "src/model/a.ts"), "export {};\n");
  expect(check(path, join(path, program))).toEqual({
    status: 2,
    stdout: "",
    stderr: "typescript: its API is not installed; run npm ci\n",
  });
});

test("has no file with a meaningless name", () => {
  const everything = sourcesOf("src", "stacks", "scripts", "bench", "test");
  expect(everything.filter((file) => /(^|[/-])(utils?|common|helpers?|misc)(\/|\.ts$)/.test(file))).toEqual([]);
});
