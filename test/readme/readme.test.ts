import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { verbs as allVerbs } from "../../stacks/verbs";
import { rancherSg, root } from "../cli/command";
import { issuesOf, linesOf } from "../config/config-lines";
import { inFolder, runApp } from "../stacks/program";
import { blocksIn, compile, packageFolder } from "./package-folder";

const found = join(root, "test/fixtures/found/b");
const readme = readFileSync(join(root, "README.md"), "utf8");
const auditPage = readFileSync(join(root, "docs/audit.md"), "utf8");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const blocksOf = (language: string, page = readme) => blocksIn(page, language);

const tsBlocks = [...blocksOf("ts"), ...blocksOf("ts", auditPage)];
const configs = blocksOf("yaml").filter(({ text }) => /^(defaults|deployments):/.test(text));
const commands = blocksOf("sh");
const summaries = blocksOf("text").filter(({ text }) => text.startsWith("deployment "));

test("has blocks of every kind", () => {
  for (const blocks of [tsBlocks, configs, commands, summaries]) expect(blocks.length).toBeGreaterThan(0);
});

describe("TypeScript", () => {
  let folder = "";

  beforeAll(() => {
    folder = packageFolder({
      ...Object.fromEntries(tsBlocks.map(({ text }, index) => [`block-${index}.ts`, text])),
      "rancher-nodes.import.json": JSON.stringify({
        deployment: "rancher-nodes",
        vpcId: "vpc-0a1b2c3d4e5f60718",
        groups: {},
      }),
    });
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("compiles, block by block", () => {
    expect(compile(folder)).toEqual({ status: 0, stdout: "" });
  });

  test.each(tsBlocks.map(({ title }, index) => [title, index] as const))("runs: %s", (_, index) => {
    const block = [`block-${index}.js`];
    const { status, stderr } = spawnSync(process.execPath, block, { cwd: folder, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

test.each(configs.map(({ title, text }) => [title, text]))("has a config that loads: %s", (_, text) => {
  expect(linesOf(issuesOf(`${text}`))).toEqual([]);
});

test("names only npm scripts that exist", () => {
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => `${script}`);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test.each(commands.map(({ title, text }) => [title, text]))("uses only commands of the package: %s", (_, text) => {
  const lines = `${text}`.trim().split("\n");
  const known =
    /^(npm ci|npm test|npm run [\w:-]+( .*)?|npx rancher-sg .*|npx cdktf (deploy|destroy|diff|synth)( .*)?|export \w+=.*)$/;
  expect(lines.filter((line) => !known.test(line))).toEqual([]);
});

/** Each block of `rancher-sg` commands runs in the checkout, or in a folder with EC2's answers if it names them. */
const verbs = commands.filter(({ text }) => text.startsWith("npx rancher-sg "));
test.each(verbs.map(({ title, text }) => [title, text]))("has commands that give an answer: %s", (_, text) => {
  const isAboutFiles = text.includes("groups.json");
  const answers = ["groups.json", "rules.json"].map((name) => [name, readFileSync(join(found, name), "utf8")]);
  inFolder(Object.fromEntries(isAboutFiles ? answers : []), (folder) => {
    for (const line of text.trim().split("\n")) {
      const run = rancherSg(line.replace("npx rancher-sg ", ""), { cwd: isAboutFiles ? folder : root });
      expect(run.stderr).toBe("");
      expect(run.stdout).not.toBe("");
      expect([0, 1]).toContain(run.exitCode);
    }
  });
});

test("shows the answer of `explain`", () => {
  const [shown] = blocksOf("text").filter(({ text }) => text.startsWith("tcp "));
  const [command] = verbs.filter(({ text }) => text.includes(" explain "));
  expect(rancherSg(`${command?.text}`.trim().replace("npx rancher-sg ", "")).stdout).toBe(shown?.text);
});

test("lists every command, and no other", () => {
  const [, section = ""] = readme.split("\n## Commands\n");
  const rows = [...(section.split("\n## ")[0] ?? "").matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(Object.keys(allVerbs).sort());
});

test("shows the message that its config with a mistake gets", () => {
  const [config] = configs;
  const mistaken = `${config?.text}`.replace("203.0.113.0/24", "203.0.113.5/24");
  const [shown] = blocksOf("text").filter(({ text }) => text.startsWith("rancher-sg.yaml:"));
  expect(`${linesOf(issuesOf(mistaken)).join("\n")}\n`.replace("c.yaml", "rancher-sg.yaml")).toBe(shown?.text);
});

test.each(summaries.map(({ title, text }) => [title, text]))(
  "shows the summary that the sample prints: %s",
  (_, text) => {
    const sample = join(root, "stacks/rancher-sg.yaml");
    expect(inFolder({}, (folder) => runApp(folder, sample).stdout)).toBe(text);
  },
);
