#!/usr/bin/env node
/** `rancher-sg <verb>`: picks the verb and turns what it returns, or throws, into an exit code. */
import { nearest, SecurityGroupsError } from "../errors";
import { isInDoubt, parseOptions } from "./options";
import { tried } from "./together";
import type { Run, Verb } from "./verb";
import { verbs } from "./verbs";

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(overview());
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!load) {
    const near = nearest(name, Object.keys(verbs));
    const fix = near ? `did you mean "${near}"?` : `use one of ${Object.keys(verbs).join(", ")}`;
    process.stderr.write(`rancher-sg: is not a verb, got "${name}"; ${fix}\n`);
    return 2;
  }
  const verb = load();
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(verb.help);
    return 0;
  }
  return prepared(verb, args)();
}

/** @throws SecurityGroupsError with everything that is wrong with the words, and with what they name. */
function prepared(verb: Verb, args: readonly string[]): Run {
  const { understood, issues } = parseOptions(args, verb);
  const { value: run, issues: more = [] } = tried(() => verb.prepare(understood));
  // What seems to be missing may be what a wrong word was meant for.
  const all = [...issues, ...more.filter(({ path: [option] }) => !isInDoubt(`${option}`, understood))];
  if (!run || all.length > 0) throw new SecurityGroupsError(all);
  return run;
}

function overview(): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length));
  const lines = Object.entries(verbs).map(([name, load]) => `  ${name.padEnd(width)}  ${load().summary}`);
  return `Usage: rancher-sg <verb> [options]

${lines.join("\n")}

Every verb takes --help. Exit codes: 0 yes, 1 no or findings, 2 bad input.
`;
}

function lineOf(error: unknown): string {
  if (!(error instanceof Error)) return `unexpected: ${error}`;
  if (process.argv.includes("--debug")) return error.stack ?? error.message;
  return error instanceof SecurityGroupsError ? error.message : `unexpected: ${error.message}; run again with --debug`;
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever reads the output has seen enough of it, as `| head` does.
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`${lineOf(error)}\n`);
    process.exitCode = 2;
  },
);
