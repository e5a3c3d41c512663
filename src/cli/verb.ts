/** What every verb of the command line has in common: the deployments it is about, and how it prints. */
import type { LoadedEntry, ReadOptions } from "../config/config-file";
import { loadEntries } from "../config/load-config";
import { mistake, problems, SecurityGroupsError } from "../errors";
import type { Options } from "./options";

export interface Verb {
  readonly summary: string;
  readonly help: string;
  /** Prints, and returns the exit code. @throws SecurityGroupsError on bad input. */
  readonly run: (args: readonly string[]) => number | Promise<number>;
}

export const commonHelp = `  --config FILE      config file or folder (default: RANCHER_SG_CONFIG, or stacks/rancher-sg.yaml)
  --deployment NAME  the deployment it is about
`;

/** The deployments of a config; `howToName` tells a user whose file is not there how to name another. */
export function loadNamed(path: string, howToName: string, options?: ReadOptions): readonly LoadedEntry[] {
  try {
    return loadEntries(path, options);
  } catch (error) {
    if (!(error instanceof SecurityGroupsError)) throw error;
    const named = error.issues.map((issue) => (issue.code === "cannot-read" ? { ...issue, fix: howToName } : issue));
    throw new SecurityGroupsError(named);
  }
}

/** Every deployment of the config. */
export function allEntriesOf({ config }: Options, options?: ReadOptions): readonly LoadedEntry[] {
  return loadNamed(config, "name the config file with --config, or in RANCHER_SG_CONFIG", options);
}

/** The one that is named, or all of them. */
export function chosen(entries: readonly LoadedEntry[], { deployment }: Options): readonly LoadedEntry[] {
  if (deployment === undefined) return entries;
  const found = entries.filter(({ name }) => name === deployment);
  const names = entries.map(({ name }) => name);
  if (found.length === 0) throw mistake(problems.noSuchDeployment(deployment, names), ["--deployment"], deployment);
  return found;
}

/** The deployments of the config, or the one that is named. */
export function entriesOf(options: Options): readonly LoadedEntry[] {
  return chosen(allEntriesOf(options), options);
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
