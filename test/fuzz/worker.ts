/**
 * Runs inputs in a child process and a separate folder, each verb as the program does. The parent process sends one
 * request at a time, and can end this process if a verb does not return. Modules are loaded once.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { packageRoot } from "../../scripts/emulator/package-root";
import { exitCodeOf } from "../../src/cli/program";
import { verbs } from "../../stacks/verbs";
import { type Drawn, type Input, Inputs } from "./inputs";
import { type Fault, faultsOf, type Run } from "./properties";
import { bundle, prepareSites, sitesIn } from "./sites";

export interface Request extends Drawn {
  /** The most commands to run. */
  readonly verbs: number;
  /** The only command to run, by its index. Default: all. */
  readonly command?: number;
  /** Whether one command runs again in a separate process, which has to answer the same. */
  readonly isCompared?: boolean;
}

/** The run of one command. */
export interface RunReport {
  readonly command: readonly string[];
  readonly exitCode: number | null;
  readonly cpuSeconds: number;
  readonly faults: readonly Fault[];
}

export interface Reply {
  readonly kind: string;
  readonly site: string;
  readonly mutations: Input["mutations"];
  readonly runs: readonly RunReport[];
}

/** Folders of the sites, and of the runs. */
const [sitesFolder = "", folder = ""] = process.argv.slice(2);
const outside = new Set<string>();
const uncaught: string[] = [];

type Functions = Record<string, (...args: unknown[]) => unknown>;

/** Notes the paths that a verb changes: those in `out` and `tmp` are its own. */
function watchWrites(): void {
  const fs: Functions = require("node:fs");
  const note = (path: unknown) => {
    if (typeof path !== "string") return;
    const [first] = relative(folder, resolve(path)).split("/");
    if (first !== "out" && first !== "tmp") outside.add(path);
  };
  const watch = (name: string, isWrite: (args: readonly unknown[]) => boolean = () => true) => {
    const original = fs[name] as (...args: unknown[]) => unknown;
    fs[name] = (...args) => {
      if (isWrite(args)) note(name === "renameSync" || name === "symlinkSync" ? args[1] : args[0]);
      return original.apply(fs, args);
    };
  };
  const writers = [
    "appendFileSync",
    "chmodSync",
    "copyFileSync",
    "mkdirSync",
    "mkdtempSync",
    "renameSync",
    "rmSync",
    "rmdirSync",
    "symlinkSync",
    "truncateSync",
    "unlinkSync",
    "writeFileSync",
  ];
  for (const name of writers) watch(name);
  watch("openSync", ([, flags = "r"]) => flags !== "r");
}

/** Calls `use`, and returns what it prints. */
async function captured(use: () => Promise<number>) {
  const printed = { stdout: "", stderr: "" };
  const originals = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = (text: string | Uint8Array) => {
      printed[name] += Buffer.from(text as string).toString("utf8");
      return true;
    };
  }
  try {
    return { ...printed, exitCode: await use(), ...printed };
  } finally {
    for (const name of ["stdout", "stderr"] as const) process[name].write = originals[name];
  }
}

/** Contents of the files in the output folder, by path. */
function writtenFiles(): ReadonlyMap<string, string> {
  const paths = readdirSync("out", { recursive: true, encoding: "utf8" }).map((path) => join("out", path));
  return new Map(paths.filter((path) => statSync(path).isFile()).map((path) => [path, readFileSync(path, "utf8")]));
}

/** The exit codes in the help: 0 and 2 of every verb, and 1 of those whose help names it. */
function documentedOf(verb: string): readonly number[] {
  const { notes = "" } = verbs[verb]?.() ?? {};
  return /exit code 1|else 1/i.test(notes) ? [0, 1, 2] : [0, 2];
}

function emptyFolders(...names: readonly string[]): void {
  for (const name of names) {
    rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(join(folder, name));
  }
}

async function runOf(command: readonly string[], { files }: Input): Promise<Run> {
  emptyFolders("out", "tmp");
  outside.clear();
  uncaught.length = 0;
  const start = process.cpuUsage();
  const printed = await captured(() => exitCodeOf(command, verbs));
  const { user, system } = process.cpuUsage(start);
  // Promises that were rejected without a handler are reported in a later turn.
  await new Promise(setImmediate);
  const touched = [...outside, ...readdirSync("tmp").map((name) => `tmp/${name}`)];
  return {
    command,
    files,
    documented: documentedOf(command[0] as string),
    ...printed,
    written: writtenFiles(),
    touched,
    uncaught: [...uncaught],
    cpuSeconds: (user + system) / 1e6,
  };
}

/** The same command in a separate process: each difference is a fault. */
function differences(run: Run): readonly Fault[] {
  emptyFolders("out", "tmp");
  const { status, stdout, stderr, signal } = spawnSync(process.execPath, [bundle, ...run.command], {
    encoding: "utf8",
    timeout: 60_000,
    maxBuffer: 1e9,
  });
  const property = "a separate process answers the same";
  const parts = {
    "exit code": [run.exitCode, status],
    "standard output": [run.stdout, stdout],
    "standard error": [run.stderr, stderr],
  };
  // The place in YAML at which the stack of the parser is full differs between two runs.
  const stable = (part: unknown) => `${part}`.replace(/:\d+:\d+(?=: is nested more)/, "");
  return Object.entries(parts)
    .filter(([, [inside, own]]) => stable(inside) !== stable(own))
    .map(([part, [inside, own]]) => ({
      property,
      witness: `${part}: ${JSON.stringify(own)?.slice(0, 150)}, not ${JSON.stringify(inside)?.slice(0, 150)} ${signal ?? ""}`,
    }));
}

async function reply(inputs: Inputs, request: Request): Promise<Reply> {
  const input = inputs.make(request);
  emptyFolders("in");
  outside.clear();
  for (const [path, bytes] of input.files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  const { command: only } = request;
  const commands = only === undefined ? input.commands.slice(0, request.verbs) : input.commands.slice(only, only + 1);
  const runs: RunReport[] = [];
  for (const command of commands) {
    const run = await runOf(command, input);
    const isCompared = request.isCompared && (only !== undefined || runs.length === request.number % commands.length);
    const faults = [...faultsOf(run), ...(isCompared ? differences(run) : [])];
    runs.push({ command, exitCode: run.exitCode, cpuSeconds: run.cpuSeconds, faults });
  }
  const { kind, site, mutations } = input;
  return { kind, site, mutations, runs };
}

async function main(): Promise<void> {
  process.chdir(folder);
  emptyFolders("in", "out", "tmp");
  // The program and the style of pages are in the folder of the bundle.
  const assets: Record<string, () => object> = require("../../src/cli/page-assets");
  const page = (name: string) => readFileSync(join(packageRoot, "lib/page", name), "utf8");
  assets.pageAssets = () => ({ program: page("page.js"), style: page("style.css") });
  if (readdirSync(sitesFolder).length === 0)
    await prepareSites(sitesFolder, (command) => captured(() => exitCodeOf(command, verbs)));
  const inputs = new Inputs(sitesIn(sitesFolder));
  watchWrites();
  const note = (error: unknown) =>
    uncaught.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  process.on("message", (request: Request) => {
    reply(inputs, request).then(
      (answer) => process.send?.(answer),
      (error: Error) => {
        process.stderr.write(`input ${request.number}: ${error.stack}
`);
        process.exit(1);
      },
    );
  });
  // The parent process decides when to end.
  process.on("SIGINT", () => undefined);
  process.on("disconnect", () => process.exit());
  process.send?.("ready");
}

void main();
