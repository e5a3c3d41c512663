/** Destination of a verb's output: standard output, or a file that is written completely or not at all. */
import { closeSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { mistake, problems } from "../errors";
import { mustKnow, type Options } from "./options";
import { print } from "./verb";

/** The file that a verb writes if its output would fill a terminal with markup. */
export interface TerminalFile {
  /** In the current folder. */
  readonly name: string;
  /** Text near the start of every file that the verb writes. A file without it is not overwritten. */
  readonly mark: string;
  /** Noun phrase for error messages. */
  readonly kind: string;
}

export interface Destination {
  /** Undefined: standard output. */
  readonly file: string | undefined;
  /** Whether the user did not name the file, so that its name has to be printed. */
  readonly isByDefault: boolean;
}

/**
 * `--output FILE` names a file, `--output -` standard output. Without it, output goes to standard output, unless that is
 * a terminal and the verb has a file for this case.
 * @throws SecurityGroupsError if that file exists and the verb did not write it.
 */
export function destinationOf(options: Options, onTerminal: TerminalFile | undefined): Destination {
  for (const option of ["--output", "--format"]) mustKnow(option, options);
  const { output } = options.values;
  if (output !== undefined) return { file: output === "-" ? undefined : output, isByDefault: false };
  if (!onTerminal || !process.stdout.isTTY) return { file: undefined, isByDefault: true };
  const { name, mark, kind } = onTerminal;
  if (!mayReplace(name, mark)) throw mistake(problems.notOverwritten(kind), ["--output"], name);
  return { file: name, isByDefault: true };
}

/** @throws SecurityGroupsError if the file cannot be written; an existing file is then unchanged. */
export function deliver(text: string, { file, isByDefault }: Destination): void {
  if (file === undefined) {
    print(text);
    return;
  }
  // In the same folder, so that the last step is a rename within one file system.
  const part = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw mistake(problems.cannotWriteFile(reasonOf(error)), ["--output"], file);
  }
  if (isByDefault) print(`wrote ${file}`);
}

/** Whether there is no such file, or it has the mark in its first 1024 bytes. */
function mayReplace(file: string, mark: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return true;
  // Reading a pipe or a device could wait forever.
  if (!stats.isFile()) return false;
  const start = Buffer.alloc(1024);
  try {
    const opened = openSync(file, "r");
    const length = readSync(opened, start, 0, start.length, 0);
    closeSync(opened);
    return start.toString("utf8", 0, length).includes(mark);
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such folder";
  if (code === "EISDIR" || code === "ENOTEMPTY" || code === "EEXIST") return "it is a folder";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "no permission";
  return message;
}
