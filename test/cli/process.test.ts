import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { inFolder } from "../stacks/program";
import { bundle, rancherSg, root } from "./command";

/** Starts a verb and stops reading after its first bytes, like `| head -1`. */
function readerLeaves(args: readonly string[]): Promise<{ exitCode: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bundle, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    child.stdout.destroy();
    child.on("close", (exitCode) => resolve({ exitCode, stderr }));
  });
}

test.each([
  ["matrix", "--format", "json"],
  ["lint", "--format", "sarif"],
  ["matrix", "--help"],
])("ends quietly if the reader stops reading: %s %s %s", async (...args) => {
  expect(await readerLeaves(args)).toEqual({ exitCode: 0, stderr: "" });
});

test("prints a long output completely", () => {
  const { stdout } = rancherSg(
    "explain --deployment production --from worker --to worker --protocol all --format json",
  );
  expect(JSON.parse(stdout)).toMatchObject({ verdict: "partly" });
  expect(Buffer.byteLength(rancherSg("matrix --format json --config stacks/examples").stdout)).toBeGreaterThan(10_000);
});

test.each([
  "matrix",
  "draw --deployment production",
  "report",
  "draw --deployment production --format diagram-svg",
  "explain --deployment production --from worker --to etcd --quiet",
  "explain --deployment production --from worker --to etcd",
  "verify OUT --assertions stacks/assertions.yaml",
  "lint",
  "diff stacks/rancher-sg.yaml stacks/examples/fleet.yaml",
])("never loads cdktf, constructs or the provider: %s", (line) => {
  // A module that every process loads first and that records all modules required after it.
  const spy = `
    const Module = require("node:module");
    const load = Module._load;
    Module._load = function (name, ...rest) {
      if (/^(cdktf|constructs|@cdktf)(\\/|$)/.test(name)) process.stderr.write("loaded " + name + "\\n");
      return load.call(this, name, ...rest);
    };`;
  inFolder({ "spy.cjs": spy }, (folder) => {
    const { exitCode, stderr } = rancherSg(line, { env: { NODE_OPTIONS: `--require ${folder}/spy.cjs` } });
    expect(stderr.split("\n").filter((text) => text.startsWith("loaded"))).toEqual([]);
    if (!line.startsWith("verify")) expect(exitCode).not.toBe(2);
  });
});

test("has no import of the framework's packages in the bundle", () => {
  expect(readFileSync(bundle, "utf8")).not.toMatch(/(require\(|from |import\()"(cdktf|constructs|@cdktf\/)/);
});
