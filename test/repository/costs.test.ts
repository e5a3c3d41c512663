/** Costs that can be counted, so that nobody has to time them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./sources";

const folder = mkdtempSync(join(tmpdir(), "costs-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a script prints last, run with the checkout as the current folder. */
function lastLine(...args: readonly string[]): string {
  const env = { ...process.env, CDKTF_OUTDIR: join(folder, "out") };
  const stdout = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8", env });
  return stdout.trim().split("\n").at(-1) as string;
}

test("a group costs one token, and a rule none", () => {
  const counted = `
    const { App, TerraformStack, Token } = require("cdktf");
    const { ClusterSecurityGroups } = require("./lib/src");
    const stack = new TerraformStack(new App(), "stack");
    Token.asString({ resolve: () => "", creationStack: [] });
    const tokens = () => globalThis.__cdktfTokenMap.stringTokenMap.size;
    const before = tokens();
    const { groups, plan } = new ClusterSecurityGroups(stack, "cluster", {
      vpcId: "vpc-0a1b2c3d4e5f60718",
      provisioning: "custom",
      egress: "required",
      parties: { rancher: { create: true }, apiClients: { cidrs: ["10.0.0.0/8"] }, workloadClients: "anywhere" },
    });
    const rules = plan.groups.reduce((sum, group) => sum + group.rules.length, 0);
    console.log(JSON.stringify({ tokens: tokens() - before, groups: groups.size, rules: rules > 50 }));`;
  expect(JSON.parse(lastLine("-e", counted))).toEqual({ tokens: 4, groups: 4, rules: true });
});

test("the library reads a module when something of it is asked for, and a construct reads none that verify or draw", () => {
  const listed = `
    const { relative } = require("node:path");
    const library = require("./lib/src");
    const folders = () => [...new Set(Object.keys(require.cache)
      .filter((file) => !file.includes("node_modules"))
      .map((file) => relative("lib/src", file).split("/")[0]))].sort();
    const atFirst = folders();
    library.ClusterSecurityGroups;
    console.log(JSON.stringify({ atFirst, withConstruct: folders() }));`;
  expect(JSON.parse(lastLine("-e", listed))).toEqual({
    atFirst: ["index.js"],
    withConstruct: ["catalog", "constructs", "errors", "flows", "index.js", "model", "projection"],
  });
});

test("Node finds the names of the library for those who import it", () => {
  const names = (load: string) =>
    lastLine("-e", `${load}.then((all) => console.log(Object.keys(all).sort().join(" ")))`);
  const imported = names('import("./lib/src/index.js")').split(" ");
  const required = names('Promise.resolve(require("./lib/src"))').split(" ");
  expect(imported).toEqual(expect.arrayContaining(required));
  expect(required).toContain("verifySynthesized");
});

test.each([
  ["a command", "lib/rancher-sg.js", "matrix"],
  ["a synth", "lib/stacks/main.js"],
])("%s reads one file of code", (_, program, ...args) => {
  const listing = join(folder, "listing.cjs");
  const report = "console.log(JSON.stringify(Object.keys(require.cache)))";
  writeFileSync(listing, `process.on("exit", () => ${report});`);
  const read: readonly string[] = JSON.parse(lastLine("--require", listing, `${program}`, ...args));
  expect(read.filter((file) => file !== listing)).toEqual([join(root, `${program}`)]);
});
