/** Which deployments are in a config file, or in a folder of config files? All mistakes are reported together. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileFault, type Issue, problems, SecurityGroupsError } from "../errors";
import { textLimits } from "../network/text-file";
import { compare } from "../projection/compare";
import { placed } from "./config-document";
import { type LoadedEntry, type PlacedEntry, type ReadOptions, readConfigFiles } from "./config-file";
import { fleetIssues } from "./fleet";

/**
 * Reads and checks a config file, or every `.yaml` and `.yml` file of a folder that is not hidden, in order of their
 * names. Each deployment has a region and a VPC.
 * @throws SecurityGroupsError with every mistake in them, each with file, line and column.
 */
export function loadConfig(path: string, options: ReadOptions = {}): readonly PlacedEntry[] {
  return loadDeployments(path, options) as readonly PlacedEntry[];
}

/**
 * As `loadConfig`. If `requiresPlace` is false, deployments may have neither a region nor a VPC.
 * @throws SecurityGroupsError with every mistake in them, each with file, line and column.
 */
export function loadDeployments(path: string, options: ReadOptions): readonly LoadedEntry[] {
  const { entries, issues: ofFiles } = readConfigFiles(configFiles(path), options);
  const issues: readonly Issue[] = [
    ...ofFiles,
    ...fleetIssues(entries).map(({ entry, issue }) => placed(entry.document, issue)),
  ].sort(byPlace);
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return entries as readonly LoadedEntry[];
}

function configFiles(path: string): readonly string[] {
  if (!isFolder(path)) return [path];
  const names = namesIn(path).filter((name) => /^[^.].*\.ya?ml$/i.test(name));
  if (names.length === 0) throw new SecurityGroupsError([{ ...problems.emptyFolder(), root: path, path: [] }]);
  const files = names.sort().map((name) => join(path, name));
  refuseUnreadable(path, files);
  return files;
}

/** Opening a pipe or a device could wait forever. What cannot be looked at is left to the reader, which says why. */
function refuseUnreadable(folder: string, files: readonly string[]): void {
  const stats = files.map((file) => ({ file, stat: statOf(file) }));
  const others = stats.filter(({ stat }) => stat && !stat.isFile() && !stat.isDirectory());
  if (others.length > 0) {
    const problem = problems.cannotRead(
      "it is a pipe or a device",
      "remove it from the folder of configs, or rename it",
    );
    throw new SecurityGroupsError(others.map(({ file }) => ({ ...problem, root: file, path: [] })));
  }
  const bytes = stats.reduce((sum, { stat }) => sum + (stat?.size ?? 0), 0);
  const { megabytes, what, fix } = textLimits.folder;
  if (bytes <= megabytes * 1_000_000) return;
  throw new SecurityGroupsError([{ ...problems.tooBig(megabytes, what, fix), root: folder, path: [] }]);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new SecurityGroupsError([{ ...problems.cannotRead(fileFault(error)), root: folder, path: [] }]);
  }
}

/** What cannot be looked at is no folder: reading it as a file says why. */
const isFolder = (path: string) => statOf(path)?.isDirectory() ?? false;

function statOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function byPlace({ place: a }: Issue, { place: b }: Issue): number {
  if (!a || !b) return Number(!!a) - Number(!!b);
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column;
}
