/** How do command lines become questions? Runs the verb of `rancher-sg <verb>`, and sets the exit code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileFault, isFileFault, mistake, problems, SecurityGroupsError } from "../errors";
import { overview, verbHelp } from "./help";
import { parseVerbArgs } from "./parse-args";
import { print, printWarning } from "./print";
import type { Verb } from "./verb";

/** Verbs by name, loaded one at a time: a verb pays for nothing that it does not use. */
export type LoadableVerbs = Readonly<Record<string, () => Verb>>;

/** Verbs of the past, and the command lines that answer their questions now. */
const replacedVerbs: ReadonlyMap<string, string> = new Map([
  ["adopt", "rancher-sg audit --imports FILE"],
  ["check", "rancher-sg explain --quiet"],
  ["prove", "rancher-sg verify --assertions FILE"],
]);

async function run([name, ...args]: readonly string[], verbs: LoadableVerbs): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const all = Object.entries(verbs).map(([known, load]) => [known, load()] as const);
    process.stdout.write(overview(Object.fromEntries(all)));
    return name === undefined ? 2 : 0;
  }
  if (name === "--version") {
    print(packageVersion());
    return 0;
  }
  const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  const replacement = replacedVerbs.get(name);
  if (replacement !== undefined) throw mistake(problems.replacedVerb(replacement), ["rancher-sg"], name);
  if (!load) throw mistake(problems.unknownVerb(name, Object.keys(verbs)), ["rancher-sg"], name);
  const verb = load();
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(verbHelp(name, verb));
    return 0;
  }
  return verb.run(parseVerbArgs(args, verb));
}

/** From the package.json above lib/, where the bundle is that this runs from. */
function packageVersion(): string {
  return JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8")).version;
}

function lineOf(error: unknown, args: readonly string[]): string {
  if (!(error instanceof Error)) return `unexpected: ${error}`;
  if (args.includes("--debug")) return error.stack ?? error.message;
  if (error instanceof SecurityGroupsError) return error.message;
  if (isFileFault(error)) return `${error.path ?? "a file"}: cannot be read or written: ${fileFault(error)}`;
  return `unexpected: ${error.message}; run again with --debug`;
}

/** Runs the verb of a command line, and prints a mistake in its input. Returns the exit code. */
export async function exitCodeOf(args: readonly string[], verbs: LoadableVerbs): Promise<number> {
  try {
    return await run(args, verbs);
  } catch (error) {
    printWarning(lineOf(error, args));
    return 2;
  }
}

/** Runs the command line of this process. */
export function runProgram(verbs: LoadableVerbs): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // The reader of the output has stopped, as `| head` does.
      if (error.code === "EPIPE") process.exit();
      process.stderr.write(`standard output: cannot be written: ${fileFault(error)}\n`);
      process.exit(2);
    });
  }
  void exitCodeOf(process.argv.slice(2), verbs).then((exitCode) => {
    process.exitCode = exitCode;
  });
}
