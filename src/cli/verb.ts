/** What every verb of the command line has in common: its options, and the deployments it is about. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import type { LoadedEntry } from "../config/config-file";
import { loadEntries } from "../config/load-config";
import { mistake, problems } from "../errors";

export interface Verb {
  readonly summary: string;
  readonly help: string;
  /** Prints, and returns the exit code. @throws SecurityGroupsError on bad input. */
  readonly run: (args: readonly string[]) => number;
}

type OptionConfig = NonNullable<ParseArgsConfig["options"]>;

/** Options of every verb. */
const everyVerb = {
  config: { type: "string" },
  deployment: { type: "string" },
  format: { type: "string" },
  debug: { type: "boolean" },
} as const satisfies OptionConfig;

export const commonHelp = `  --config FILE      config file or folder (default: RANCHER_SG_CONFIG, or stacks/rancher-sg.yaml)
  --deployment NAME  the deployment it is about
`;

export interface Options {
  readonly config: string;
  readonly deployment: string | undefined;
  readonly format: string;
  /** The options of the verb itself, by name. */
  readonly own: Readonly<Record<string, string | undefined>>;
  readonly positionals: readonly string[];
}

/** Reads options; `own` are the text options of the verb, `formats` what it can print, the default first. */
export function parseOptions(args: readonly string[], own: readonly string[], formats: readonly string[]): Options {
  const options: OptionConfig = { ...everyVerb, ...Object.fromEntries(own.map((name) => [name, { type: "string" }])) };
  const parsed = parse(args, options);
  const { config, deployment, format = formats[0] as string, ...rest } = parsed.values as Record<string, string>;
  if (!formats.includes(format)) throw mistake(problems.notOneOf(format, formats), ["--format"], format);
  return {
    config: config ?? (process.env.RANCHER_SG_CONFIG || "stacks/rancher-sg.yaml"),
    deployment,
    format,
    own: rest,
    positionals: parsed.positionals,
  };
}

function parse(args: readonly string[], options: OptionConfig) {
  for (const arg of args) {
    const [, name] = /^--([^=]+)/.exec(arg) ?? [];
    if (name === undefined || Object.hasOwn(options, name)) continue;
    const known = Object.keys(options).map((option) => `--${option}`);
    throw mistake(problems.unknownOption(`--${name}`, known), [`--${name}`]);
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw mistake(problems.usage((error as Error).message.split("\n")[0] as string), []);
  }
}

/** The deployments of the config, or the one that is named. */
export function entriesOf({ config, deployment }: Options): readonly LoadedEntry[] {
  const entries = loadEntries(config);
  if (deployment === undefined) return entries;
  const found = entries.filter(({ name }) => name === deployment);
  const names = entries.map(({ name }) => name);
  if (found.length === 0) throw mistake(problems.noSuchDeployment(deployment, names), ["--deployment"], deployment);
  return found;
}

/** The deployment that is named, or the only one. */
export function entryOf(options: Options): LoadedEntry {
  const entries = entriesOf(options);
  const [entry] = entries;
  if (!entry || entries.length > 1) {
    throw mistake(problems.whichDeployment(entries.map(({ name }) => name)), ["--deployment"]);
  }
  return entry;
}

export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
