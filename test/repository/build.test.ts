/** Commands that run lib/ build it first if the sources changed. Each test works on a copy of the checkout. */
import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./sources";

jest.setTimeout(180_000);

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { app } = JSON.parse(readFileSync(join(root, "cdktf.json"), "utf8"));
const sample = join(root, "stacks/rancher-sg.yaml");

const folder = mkdtempSync(join(tmpdir(), "build-"));
const checkout = join(folder, "checkout");
const elsewhere = join(folder, "elsewhere");
const lib = join(checkout, "lib");

beforeAll(() => {
  mkdirSync(checkout);
  mkdirSync(elsewhere);
  const copied = ["src", "stacks", "scripts", "bench", "test", "lib", "package.json", "package-lock.json"];
  for (const name of [...copied, "tsconfig.json", "tsconfig.package.json", "cdktf.json"]) {
    cpSync(join(root, name), join(checkout, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (file: string) => readFileSync(join(checkout, file), "utf8");
const write = (file: string, text: string) => writeFileSync(join(checkout, file), text);

/** Makes a change, runs `use`, and restores the file, which is removed if it did not exist. */
async function withFile(file: string, text: string | undefined, use: () => unknown): Promise<void> {
  const path = join(checkout, file);
  const before = existsSync(path) ? read(file) : undefined;
  if (text === undefined) rmSync(path);
  else write(file, text);
  try {
    await use();
  } finally {
    if (before === undefined) rmSync(path);
    else write(file, before);
  }
}

function run(command: string, cwd = elsewhere) {
  const env = { ...process.env, RANCHER_SG_CONFIG: sample, CDKTF_OUTDIR: join(elsewhere, "out") };
  const { status, stdout, stderr } = spawnSync(command, { cwd, encoding: "utf8", shell: true, env });
  return { status, stdout, stderr };
}

const inCheckout = (script: string) => `"${process.execPath}" "${join(checkout, script)}"`;
const synth = `${inCheckout("scripts/run.mjs")} lib/rancher-sg.js synth`;
const unfinishedBuilds = () => readdirSync(lib).filter((name) => name.startsWith(".building-"));

function isFresh(): boolean {
  const program = 'import("./scripts/build.mjs").then(({ isFresh }) => console.log(isFresh()))';
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", program], { cwd: checkout, encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^(true|false)\n$/), stderr: "" });
  return stdout === "true\n";
}

describe("every command that runs lib/", () => {
  const commands: readonly [string, string][] = [
    ...Object.entries<string>(scripts).map(([name, command]): [string, string] => [`npm run ${name}`, command]),
    ["cdktf.json", app],
  ];
  const usesLib = /\blib\/|\bscripts\/(?!build\.mjs)[\w$-]+\.mjs/;
  const concerned = commands.filter(([, command]) => usesLib.test(command));

  it("is listed here", () => {
    expect(concerned.length).toBeGreaterThan(8);
  });

  it.each(concerned)("builds it first: %s", (_, command) => {
    expect(command).toMatch(/^(npm run -s (build|synth) && |node scripts\/run\.mjs )/);
  });

  it("uses one definition of the build", () => {
    expect([scripts.build, scripts.prepare]).toEqual(["node scripts/build.mjs", "npm run -s build"]);
  });

  it("compiles nothing else: every other run of the compiler only checks types", () => {
    const runs = Object.values<string>(scripts).flatMap(
      (command) => command.match(/\b(tsc|esbuild|swc)\b[^&]*/g) ?? [],
    );
    const projects = runs.map((run) => /^tsc -p (\S+)/.exec(run)?.[1] ?? run);
    expect(projects).toEqual(["test", "tsconfig.cdktn.json", "src/page"]);
    for (const project of projects) {
      const file = project.endsWith(".json") ? project : `${project}/tsconfig.json`;
      expect(JSON.parse(readFileSync(join(root, file), "utf8")).compilerOptions).toMatchObject({ noEmit: true });
    }
  });
});

describe("without a change", () => {
  it.each([
    ["in another folder", synth, elsewhere],
    ["as cdktf runs it", app, checkout],
  ])("synthesises and builds nothing: %s", (_, command, cwd) => {
    const { status, stdout, stderr } = run(command, cwd);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^deployment /);
  });

  it("npm run build builds nothing", () => {
    expect(run(inCheckout("scripts/build.mjs"))).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("ignores a new time of a source file or of a file in lib/", () => {
    for (const file of ["src/index.ts", "lib/rancher-sg.js"]) utimesSync(join(checkout, file), 0, 0);
    expect(isFresh()).toBe(true);
  });

  it.each(["test/cli/output.test.ts", "stacks/rancher-sg.yaml", "README.md"])(
    "ignores a change of a file that is not compiled: %s",
    (file) => withFile(file, "# changed\n", () => expect(isFresh()).toBe(true)),
  );
});

describe("lib/ is stale after", () => {
  const edited = (file: string) => `${existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : ""}\n`;

  it.each<[string, string, string | undefined]>([
    ["an edited stack", "stacks/add-stacks.ts", edited("stacks/add-stacks.ts")],
    ["an edited style sheet", "src/page/page.css", edited("src/page/page.css")],
    ["an added source file", "src/model/added.ts", "export {};\n"],
    ["a deleted source file", "bench/report-usage.ts", undefined],
    ["an edited build step", "scripts/bundle.mjs", edited("scripts/bundle.mjs")],
    ["other compiler options", "tsconfig.json", edited("tsconfig.json")],
    ["other modules in the package", "tsconfig.package.json", edited("tsconfig.package.json")],
    ["other dependencies", "package-lock.json", edited("package-lock.json")],
    ["a changed file in lib/", "lib/rancher-sg.js", edited("lib/rancher-sg.js")],
    ["a deleted file in lib/", "lib/page/page.js", undefined],
    ["a file in lib/ that no build wrote", "lib/src/added.js", ""],
    ["a changed module of the package", "lib/api/index.js", edited("lib/api/index.js")],
    ["a lost record of the build", "lib/build.json", undefined],
    ["a damaged record of the build", "lib/build.json", "{"],
  ])("%s", async (_, file, text) => {
    await withFile(file, text, () => expect(isFresh()).toBe(false));
    expect(isFresh()).toBe(true);
  });
});

describe("after a change", () => {
  it("builds and runs the new code in a synth, even if the edit keeps the size and time of the file", async () => {
    const file = "src/report/summary.ts";
    const { atime, mtime } = statSync(join(checkout, file));
    const text = read(file).replace("wrote ", "WROTE ");
    expect(text).not.toBe(read(file));
    await withFile(file, text, () => {
      utimesSync(join(checkout, file), atime, mtime);
      const { status, stdout, stderr } = run(synth);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "building lib/\n" });
      expect(stdout).toMatch(/^WROTE .*production/m);
    });
  });

  it("completes two synths at once with a complete lib/, even if there was none", async () => {
    rmSync(lib, { recursive: true });
    const finished = [1, 2].map((which) => {
      const env = { ...process.env, RANCHER_SG_CONFIG: sample, CDKTF_OUTDIR: join(elsewhere, `out-${which}`) };
      const child = spawn(synth, { cwd: elsewhere, shell: true, env, stdio: ["ignore", "ignore", "inherit"] });
      return new Promise((resolve) => child.on("exit", resolve));
    });
    expect(await Promise.all(finished)).toEqual([0, 0]);
    expect(isFresh()).toBe(true);
    expect(unfinishedBuilds()).toEqual([]);
  });

  it("reports code with a type error, and synthesises nothing from the previous build", async () => {
    rmSync(join(elsewhere, "out"), { recursive: true, force: true });
    await withFile("stacks/added.ts", "export const port: number = '443';\n", () => {
      expect(run(synth)).toEqual({
        status: 2,
        stdout: "",
        stderr: [
          "building lib/",
          "stacks/added.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.",
          "lib: cannot be built, see the errors above; fix them and run the command again\n",
        ].join("\n"),
      });
    });
    expect(existsSync(join(elsewhere, "out"))).toBe(false);
    expect(unfinishedBuilds()).toEqual([]);
    expect(isFresh()).toBe(true);
  });

  it("does not take a killed build for a complete one, and removes its files in the next build", async () => {
    await withFile("stacks/added.ts", "export {};\n", async () => {
      const child = spawn(process.execPath, [join(checkout, "scripts/build.mjs")], { detached: true, stdio: "ignore" });
      const ended = new Promise((resolve) => child.on("exit", resolve));
      while (unfinishedBuilds().length === 0 && child.exitCode === null) await new Promise((go) => setTimeout(go, 10));
      process.kill(-(child.pid as number), "SIGKILL");
      await ended;
      expect(unfinishedBuilds()).toEqual([`.building-${child.pid}`]);
      expect(isFresh()).toBe(false);
      expect(run(inCheckout("scripts/build.mjs"))).toEqual({ status: 0, stdout: "", stderr: "building lib/\n" });
      expect(unfinishedBuilds()).toEqual([]);
      expect(existsSync(join(lib, "stacks/added.js"))).toBe(true);
    });
  });

  it("does not take a build that stops between two files for a complete one", async () => {
    rmSync(join(lib, "rancher-sg.js"));
    mkdirSync(join(lib, "rancher-sg.js/blocking"), { recursive: true });
    const { status, stderr } = run(inCheckout("scripts/build.mjs"));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^building lib\/\nlib: cannot be written: EISDIR: .*; make the folder writable\n$/);
    rmSync(join(lib, "rancher-sg.js"), { recursive: true });
    expect(isFresh()).toBe(false);
    expect(run(synth).status).toBe(0);
    expect(isFresh()).toBe(true);
    expect(existsSync(join(lib, "stacks/added.js"))).toBe(false);
  });
});
