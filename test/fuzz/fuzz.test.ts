/** The inputs of `npm run fuzz`, and the properties that it checks. */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../repository/sources";
import { type Input, Inputs, mutationNames } from "./inputs";
import { faultsOf, properties, type Run } from "./properties";
import { Random } from "./random";
import { kinds, type Site } from "./sites";
import { jsonOf, Raw, slotsOf, Tagged, TreeMap, treeOf, yamlOf } from "./tree";

const path = "in/rancher-sg.yaml";
const site = (kind: Site["kind"], file = path, text = "deployments:\n  - name: élan\n    ports: [22, 80]\n"): Site => ({
  kind,
  name: "plain",
  files: new Map([[file, text]]),
  mutated: [file],
  commands: () => [["lint"], ["matrix"], ["explain"], ["draw"]],
});
const json = JSON.stringify({ SecurityGroups: [{ GroupId: "sg-1", IpPermissions: [{ FromPort: 22 }] }] });
const inputs = new Inputs([
  site("config"),
  site("EC2's answers", "in/groups.json", json),
  site("Terraform's JSON", "in/shown.json", json),
  site("assertions"),
]);

const filesOf = ({ files }: Input) =>
  [...files].map(([name, bytes]) => `${name} ${bytes.toString("base64")}`).join("\n");
/** Short, because a failed comparison of long texts takes all memory. */
const hashOf = (input: Input) =>
  createHash("sha256")
    .update(JSON.stringify([input.mutations, input.commands, filesOf(input)]))
    .digest("hex");

describe("inputs", () => {
  test("are the same for the same seed, and others for another", () => {
    const numbers = Array.from({ length: 100 }, (_, number) => number);
    const of = (seed: number) => numbers.map((number) => hashOf(inputs.make({ seed, number })));
    const [first, again, other] = [7, 7, 8].map(of);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(80);
  });

  test("are of every kind, and each mutation occurs", () => {
    const drawn = Array.from({ length: 3_000 }, (_, number) => inputs.make({ seed: 1, number, kept: [] }));
    expect(new Set(drawn.map(({ kind }) => kind))).toEqual(new Set(kinds));
    const occurring = new Set(drawn.flatMap(({ mutations }) => mutations.map(({ name }) => name)));
    expect(mutationNames.filter((name) => !occurring.has(name))).toEqual([]);
    expect(mutationNames.length).toBeGreaterThan(50);
  });

  test("change by each mutation", () => {
    const missing = new Set(mutationNames);
    for (let number = 0; missing.size > 0 && number < 20_000; number++) {
      for (const { name, index } of inputs.make({ seed: 2, number, kept: [] }).mutations) {
        if (!missing.has(name)) continue;
        const of = (kept: readonly number[]) => filesOf(inputs.make({ seed: 2, number, kept }));
        if (of([index]) !== of([])) missing.delete(name);
      }
    }
    expect([...missing]).toEqual([]);
  });

  test("without their mutations are the valid ones", () => {
    const input = inputs.make({ seed: 1, number: 1, kept: [] });
    const text = [...input.files.values()].map(String);
    expect([json, "deployments:\n  - name: élan\n    ports: [22, 80]\n"]).toContain(text[0]);
  });
});

test("random numbers are spread evenly", () => {
  const random = new Random(1, 2);
  const counts = [0, 0, 0, 0];
  for (let index = 0; index < 4_000; index++) {
    const drawn = random.below(4);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test("a tree is written as YAML and as JSON with the same value", () => {
  const value = { a: [1, "yes", { b: null, "c d": "e\nf" }, [], {}], "": [["x"], true], g: "null" };
  expect(parse(yamlOf(treeOf(value)))).toEqual(value);
  expect(JSON.parse(jsonOf(treeOf(value)))).toEqual(value);
});

test("a tree keeps keys that are there twice, and texts that are no values", () => {
  const tree = new TreeMap([
    ["a", 1],
    ["a", new Tagged("&x", [new Raw(".nan")])],
  ]);
  expect(yamlOf(tree)).toBe("a: 1\na: &x\n  - .nan\n");
  expect(slotsOf({ tree })).toHaveLength(5);
});

describe("a property", () => {
  const right: Run = {
    command: ["lint", "--config", path, "--format", "text"],
    files: new Map([[path, Buffer.from("deployments: []\n")]]),
    documented: [0, 1, 2],
    exitCode: 0,
    stdout: "0 findings\n",
    stderr: "",
    written: new Map(),
    touched: [],
    uncaught: [],
    cpuSeconds: 0.1,
  };
  const refused: Partial<Run> = { exitCode: 2, stdout: "", stderr: `${path}:1:1 deployments: is empty; add one\n` };
  const wrong: Readonly<Record<string, readonly Partial<Run>[]>> = {
    "the exit code is documented": [{ exitCode: 3 }, { exitCode: null }, { documented: [0, 2], exitCode: 1 }],
    "no internal error": [
      { ...refused, stderr: `unexpected: ${path} is not iterable; run again with --debug\n` },
      { stderr: `${path}: Maximum call stack size exceeded\n` },
    ],
    "no uncaught error": [{ uncaught: ["Error: a"] }],
    "no character that steers a terminal": [
      { stdout: "a\u001b[2J" },
      { stderr: "a\u009bb" },
      { stdout: "\u202e" },
      { stdout: "a\rb" },
      { stdout: "\u2028" },
    ],
    "no command to a CI system": [
      { stdout: "a\n::error::b" },
      { stderr: "  ::set-output name=a::b" },
      { stdout: "##[error]a" },
      { stdout: "a ##vso[task.setvariable]b" },
    ],
    "no word of JavaScript": [
      { ...refused, stderr: `${path}: got undefined\n` },
      { stdout: "[object Object]" },
      { stdout: "port NaN" },
      { written: new Map([["out/a", "undefined"]]) },
    ],
    "nothing is written outside the output folder": [{ touched: ["../outside"] }],
    "exit code 2 prints nothing on standard output": [{ ...refused, stdout: "wrote a" }],
    "exit code 2 writes no file": [{ ...refused, written: new Map([["out/a", ""]]) }],
    "exit code 2 has a message": [{ ...refused, stderr: "" }],
    "every message of exit code 2 names a place": [
      { ...refused, stderr: "is wrong\n" },
      { ...refused, stderr: `${path}: is wrong\nhere: is wrong too\n` },
    ],
    "JSON can be parsed": [{ command: ["lint", "--format", "json"], stdout: "{" }],
    "the output is bounded": [{ stdout: "a".repeat(1_000_001) }],
    "the processor time is bounded": [{ cpuSeconds: 60 }],
  };

  test("is checked against a wrong run", () => {
    expect(Object.keys(wrong)).toEqual(Object.keys(properties));
    expect(faultsOf(right)).toEqual([]);
    expect(faultsOf({ ...right, ...refused })).toEqual([]);
  });

  test.each(Object.entries(wrong))("fails: %s", (property, runs) => {
    for (const run of runs) expect(faultsOf({ ...right, ...run }).map((fault) => fault.property)).toContain(property);
  });

  test("accepts a word of JavaScript that is in the input", () => {
    const files = new Map([[path, Buffer.from("name: undefined\n")]]);
    expect(faultsOf({ ...right, files, stdout: "undefined: 0 findings" })).toEqual([]);
  });
});

test("the program runs inputs, and ends with the counts", () => {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
  try {
    mkdirSync(join(folder, "tmp"));
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, "lib/test/fuzz/fuzz.js"), "--seed", "3", "--count", "5"],
      {
        encoding: "utf8",
        env: { ...process.env, TMPDIR: join(folder, "tmp") },
      },
    );
    expect(stdout).toMatch(/\n5 passed, 0 failed\n$/);
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
