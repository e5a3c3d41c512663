/** Costs that can be counted, so they need no timing. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./sources";

const folder = mkdtempSync(join(tmpdir(), "costs-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The last line that a script prints, run with the checkout as the current folder. */
function lastLine(...args: readonly string[]): string {
  const env = { ...process.env, CDKTF_OUTDIR: join(folder, "out") };
  const stdout = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8", env });
  return stdout.trim().split("\n").at(-1) as string;
}

test("creates one token for a group, and none for a rule", () => {
  const counted = `
    const { App, TerraformStack, Token } = require("cdktf");
    const { ClusterSecurityGroups } = require("rancher-security-groups");
    const stack = new TerraformStack(new App(), "stack");
    Token.asString({ resolve: () => "", creationStack: [] });
    const tokens = () => globalThis.__cdktfTokenMap.stringTokenMap.size;
    const before = tokens();
    const { groups, plan } = new ClusterSecurityGroups(stack, "cluster", {
      vpcId: "vpc-0a1b2c3d4e5f60718",
      provisioning: "custom", rancherVersion: "2.x",
      egress: "required",
      parties: { rancher: { create: true }, apiClients: { cidrs: ["10.0.0.0/8"] }, workloadClients: "anywhere" },
    });
    const rules = plan.groups.reduce((sum, group) => sum + group.rules.length, 0);
    console.log(JSON.stringify({ tokens: tokens() - before, groups: groups.size, rules: rules > 50 }));`;
  expect(JSON.parse(lastLine("-e", counted))).toEqual({ tokens: 4, groups: 4, rules: true });
});

/** The folders of lib/api from which an entry point loads modules, and the packages that it loads. */
function loadedBy(entry: string): { readonly folders: readonly string[]; readonly packages: readonly string[] } {
  const listed = `
    const { relative } = require("node:path");
    require(${JSON.stringify(entry)});
    const files = Object.keys(require.cache);
    const inApi = files.filter((file) => !file.includes("node_modules")).map((file) => relative("lib/api", file));
    const packages = files.map((file) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1]).filter(Boolean);
    const sorted = (names) => [...new Set(names)].sort();
    const folders = sorted(inApi.map((file) => file.split("/").slice(0, -1).join("/")));
    console.log(JSON.stringify({ folders, packages: sorted(packages) }));`;
  return JSON.parse(lastLine("-e", listed));
}

test("loads the constructs from the main entry point, and no verifier, picture, page or command", () => {
  const { folders, packages } = loadedBy("rancher-security-groups");
  const rooms = new Set(folders.map((folder) => folder.split("/")[0]));
  expect([...rooms].sort()).toEqual([
    "",
    "catalog",
    "conflicts",
    "constructs",
    "errors",
    "flows",
    "model",
    "projection",
  ]);
  expect(packages).toEqual(expect.arrayContaining(["cdktf", "constructs", "zod"]));
  expect(packages).not.toContain("yaml");
});

test.each([
  [
    "questions",
    [
      "audit",
      "catalog",
      "diff",
      "entries",
      "errors",
      "flows",
      "lint",
      "model",
      "network",
      "projection",
      "questions",
      "reach",
      "verify",
    ],
    [],
  ],
  ["testing", ["entries", "errors", "flows", "model", "network", "questions", "reach"], []],
  [
    "page",
    [
      "audit",
      "catalog",
      "diff",
      "entries",
      "errors",
      "flows",
      "model",
      "network",
      "projection",
      "questions",
      "reach",
      "report",
      "texts",
    ],
    ["report/draw"],
  ],
])("loads these folders from the entry point %s, and no framework", (entry, rooms, others) => {
  const { folders, packages } = loadedBy(`rancher-security-groups/${entry}`);
  expect([...new Set(folders.map((folder) => folder.split("/")[0]))].sort()).toEqual(rooms);
  expect(folders).toEqual(expect.arrayContaining(others));
  expect(packages.filter((name) => /^(@?cdktf|@?cdktn|constructs|yaml)/.test(name))).toEqual([]);
});

test.each(["", "/questions", "/testing", "/page"])(
  "imports the same names into an ES module from %s as require returns",
  (path) => {
    const names = (load: string) =>
      lastLine("-e", `${load}.then((all) => console.log(Object.keys(all).sort().join(" ")))`).split(" ");
    const name = JSON.stringify(`rancher-security-groups${path}`);
    const required = names(`Promise.resolve(require(${name}))`);
    expect(required[0]).not.toBe("");
    expect(
      names(`import(${name})`).filter((each) => !["__esModule", "default", "module.exports"].includes(each)),
    ).toEqual(required);
  },
);

test.each([
  ["a question", ["matrix"], ["rancher-sg.js"]],
  ["a synth", ["synth", "--output", "OUT"], ["rancher-sg.js", "framework.js"]],
])("reads for %s the code of these files only", (_, args, files) => {
  const listing = join(folder, "listing.cjs");
  const report = "console.log(JSON.stringify(Object.keys(require.cache)))";
  writeFileSync(listing, `process.on("exit", () => ${report});`);
  const read: readonly string[] = JSON.parse(
    lastLine(
      ...["--require", listing, "lib/rancher-sg.js"],
      ...args.map((word) => (word === "OUT" ? join(folder, "out") : word)),
    ),
  );
  expect(read.filter((file) => file !== listing)).toEqual(files.map((file) => join(root, "lib", file)));
});
