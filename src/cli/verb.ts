/** What every verb of the command line has in common: the deployments it is about, and how it prints. */
import type { LoadedEntry, ReadOptions } from "../config/config-file";
import { loadConfig } from "../config/load-config";
import { mistake, problems, SecurityGroupsError } from "../errors";
import { mustKnow, type OptionSpec, type Options } from "./options";
import { tried } from "./together";

/** Prints, and returns the exit code. @throws SecurityGroupsError with what shows only in doing it. */
export type Run = () => number | Promise<number>;

export interface Verb extends OptionSpec {
  readonly summary: string;
  readonly help: string;
  /**
   * Reads what the options name; other words of the line may be wrong, and nothing is printed then.
   * @throws SecurityGroupsError with every mistake that does not show in the words alone.
   */
  readonly prepare: (options: Options) => Run;
}

export const commonHelp = `  --config FILE      config file or folder (default: RANCHER_SG_CONFIG, or stacks/rancher-sg.yaml)
  --deployment NAME  the deployment it is about
`;

export const textOrJson = ["text", "json"] as const;

/** `text (default), csv or json`: values, each with the note on it. Default: that the first is the default. */
export function choice(
  values: readonly string[],
  notes: Readonly<Record<string, string>> = { [`${values[0]}`]: "default" },
): string {
  const words = values.map((value) => (notes[value] ? `${value} (${notes[value]})` : value));
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(" or ");
}

/** The deployments of a config; `howToName` tells a user whose file is not there how to name another. */
export function loadNamed(path: string, howToName: string, options?: ReadOptions): readonly LoadedEntry[] {
  const { value, issues } = tried(() => loadConfig(path, options));
  if (!issues) return value;
  throw new SecurityGroupsError(
    issues.map((issue) => (issue.code === "cannot-read" ? { ...issue, fix: howToName } : issue)),
  );
}

/** The config file or folder. @throws SecurityGroupsError without an issue if a wrong word may be meant for it. */
export function configPath(options: Options): string {
  mustKnow("--config", options);
  return options.values.config ?? (process.env.RANCHER_SG_CONFIG || "stacks/rancher-sg.yaml");
}

/** Every deployment of the config, and of these the one that is named, or all. */
export function deploymentsOf(
  options: Options,
  reading?: ReadOptions,
): { readonly all: readonly LoadedEntry[]; readonly chosen: readonly LoadedEntry[] } {
  const config = configPath(options);
  const { deployment } = options.values;
  const all = loadNamed(config, "name the config file with --config, or in RANCHER_SG_CONFIG", reading);
  mustKnow("--deployment", options);
  if (deployment === undefined) return { all, chosen: all };
  const chosen = all.filter(({ name }) => name === deployment);
  const names = all.map(({ name }) => name);
  if (chosen.length === 0) throw mistake(problems.noSuchDeployment(deployment, names), ["--deployment"], deployment);
  return { all, chosen };
}

/** The deployments of the config, or the one that is named. */
export function entriesOf(options: Options): readonly LoadedEntry[] {
  return deploymentsOf(options).chosen;
}

/** The deployment that is named, or the only one. */
export function entryOf(options: Options): LoadedEntry {
  return onlyOne(entriesOf(options));
}

export function onlyOne(entries: readonly LoadedEntry[]): LoadedEntry {
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
