/** `npx cdktf` of the checkout: tools/cdktf-cli, with a program in place of npm. */
import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { root } from "./sources";

const tool = join(root, "tools", "cdktf-cli");
const json = (...path: readonly string[]) => JSON.parse(readFileSync(join(tool, ...path), "utf8"));

/** "Installs" a cdktf that prints its arguments and input, and ends with exit code 7. */
const npm = `#!/usr/bin/env node
const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
appendFileSync(process.env.NPM_LOG, process.argv.slice(2).join(" ") + "\\n");
if (process.env.NPM_FAILS) { console.error("npm error no registry"); process.exit(1); }
setTimeout(() => {
  mkdirSync("node_modules/cdktf-cli/bundle/bin", { recursive: true });
  writeFileSync("node_modules/cdktf-cli/bundle/bin/cdktf",
    'console.log(process.argv.slice(2).join(" ")); process.stdin.pipe(process.stdout); process.exitCode = 7;');
}, 500);
`;

let folder: string;
const installed = () => readdirSync(join(folder, "tool", "installed")).sort();
const log = () => readFileSync(join(folder, "npm.log"), "utf8").trimEnd().split("\n");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-cli-"));
  for (const name of ["package.json", "cdktf.mjs", "install.mjs", "pinned"]) {
    const isCopied = (path: string) => !path.startsWith(join(tool, "pinned", "node_modules"));
    cpSync(join(tool, name), join(folder, "tool", name), { recursive: true, filter: isCopied });
  }
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin", "npm"), npm);
  chmodSync(join(folder, "bin", "npm"), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function cdktf(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const PATH = `${join(folder, "bin")}${delimiter}${process.env.PATH}`;
  const child = spawn(process.execPath, [join(folder, "tool", "cdktf.mjs"), ...args], {
    env: { ...process.env, PATH, NPM_LOG: join(folder, "npm.log"), ...env },
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  child.stdin.end("input\n");
  return new Promise((ended) => child.on("close", (exitCode) => ended({ exitCode, ...output })));
}

const announcement = `installing cdktf-cli ${json("package.json").version} once, about 430 MB; \`npm run synth\` does not need it\n`;
const answer = { exitCode: 7, stdout: "deploy production\ninput\n" };

test("has the version of the local package as the pinned one, and no dependencies in the local package", () => {
  const { version, ...local } = json("package.json");
  expect(json("pinned", "package.json").dependencies).toEqual({ "cdktf-cli": version });
  expect(json("pinned", "package-lock.json").packages["node_modules/cdktf-cli"].version).toBe(version);
  expect(Object.keys(local).filter((key) => /dependencies/i.test(key))).toEqual([]);
});

test("has no download addresses in the lock files", () => {
  for (const file of [join(tool, "pinned", "package-lock.json"), join(root, "package-lock.json")]) {
    expect(readFileSync(file, "utf8")).not.toMatch(/"resolved": "[a-z+]+:/);
  }
});

test("installs cdktf-cli at the first start only, and passes on arguments, input and exit code", async () => {
  expect(await cdktf(["deploy", "production"])).toEqual({ ...answer, stderr: announcement });
  expect(await cdktf(["deploy", "production"])).toEqual({ ...answer, stderr: "" });
  expect(log()).toEqual(["ci --no-audit --no-fund"]);
});

test("installs once if two start together: one installs and the other waits", async () => {
  const both = await Promise.all([cdktf(["deploy", "production"]), cdktf(["deploy", "production"])]);
  expect(both).toEqual([expect.objectContaining(answer), expect.objectContaining(answer)]);
  expect(log()).toHaveLength(1);
  expect(installed()).toHaveLength(1);
});

test("removes an install that was killed, and ignores its lock", async () => {
  const ended = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => ended.on("close", resolve));
  const unfinished = join(folder, "tool", "installed", `.installing-${ended.pid}`);
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(folder, "tool", "installed", "lock"), `${ended.pid}`);
  expect(await cdktf(["deploy", "production"])).toEqual({ ...answer, stderr: announcement });
  expect(existsSync(unfinished)).toBe(false);
  expect(installed()).toHaveLength(1);
});

test("shows npm's errors and an alternative if npm fails, and installs again at the next start", async () => {
  const message =
    "cdktf-cli: cannot be installed, see the errors of npm ci above; fix them and run the command again, or use `npm run synth` and Terraform\n";
  expect(await cdktf(["synth"], { NPM_FAILS: "1" })).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: `${announcement}npm error no registry\n${message}`,
  });
  expect(installed()).toEqual([]);
  expect(await cdktf(["deploy", "production"])).toEqual({ ...answer, stderr: announcement });
});
