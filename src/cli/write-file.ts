/**
 * Writes a whole file, or nothing: a reader never sees half of it, and an error leaves an existing file unchanged.
 * A link stays a link: the file that it points to is replaced. Some files are written in place, since a rename would break
 * them: devices, pipes, files that a process has open, such as /dev/stdout, and files with several names (hard links). So
 * are files that cannot be replaced, such as a file that is mounted alone into a container.
 */
import { randomUUID } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileFault, mistake, problems } from "../errors";

/** @throws SecurityGroupsError about the option that names the file. */
export function writeWholeFile(file: string, text: string, option = "--output"): void {
  try {
    write(file, text);
  } catch (error) {
    throw cannotWrite(error, file, option);
  }
}

function cannotWrite(error: unknown, file: string, option: string) {
  const why = fileFault(error, { ENOENT: "there is no such folder" });
  return mistake(problems.cannotWrite(why, "name another file"), [option], file);
}

function write(file: string, text: string): void {
  const existing = statSync(file, { throwIfNoEntry: false });
  if (existing?.isFIFO()) writeToPipe(file, text);
  // The shell has emptied the file, or wants it appended to.
  else if (existing && isOpenFile(file)) writeFileSync(file, text, { flag: "a" });
  else if (existing?.isFile() && existing.nlink === 1) replaceOrOverwrite(realpathSync(file), text, existing.mode);
  else if (existing) writeFileSync(file, text);
  // A link to a file that does not exist yet. statSync fails on a circle of links, so this ends.
  else if (lstatSync(file, { throwIfNoEntry: false }))
    write(resolve(realpathSync(dirname(file)), readlinkSync(file)), text);
  else replace(file, text, undefined);
}

/** Whether links lead to an open file of a process: /dev/stdout and /dev/fd/3 do on Linux. */
function isOpenFile(file: string): boolean {
  if (!lstatSync(file).isSymbolicLink()) return false;
  const folder = realpathSync(dirname(file));
  return /^\/proc\/\d+\/(task\/\d+\/)?fd$/.test(folder) || isOpenFile(resolve(folder, readlinkSync(file)));
}

/** Makes a folder, with those above it. @throws SecurityGroupsError about the folder if it cannot be written to. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw mistake(problems.cannotWrite(fileFault(error, { EEXIST: "it is a file" })), [path]);
  }
}

/** Writes a temporary file in the same folder, so that the last step is a rename within one file system. */
function replace(file: string, text: string, mode: number | undefined): void {
  const temporary = join(dirname(file), `.rancher-sg-${randomUUID()}.tmp`);
  const descriptor = openSync(temporary, "wx");
  try {
    try {
      writeFileSync(descriptor, text);
      if (mode !== undefined) fchmodSync(descriptor, mode & 0o7777);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Mount points, and files in a folder where this process may make no others. */
const isIrreplaceable = ({ code = "" }: NodeJS.ErrnoException) =>
  ["EBUSY", "EXDEV", "EACCES", "EPERM", "EROFS"].includes(code);

function replaceOrOverwrite(file: string, text: string, mode: number): void {
  try {
    replace(file, text, mode);
  } catch (error) {
    if (!isIrreplaceable(error as NodeJS.ErrnoException)) throw error;
    writeFileSync(file, text);
  }
}

/** Fails if no program reads the pipe: a plain open would wait for one. */
function writeToPipe(file: string, text: string): void {
  const probe = openSync(file, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(probe);
  }
}

/**
 * Makes sure that no file of the user is overwritten. `kind` is a noun phrase with its article.
 * @throws SecurityGroupsError if the file exists and is not one of ours.
 */
export function refuseToReplace(
  file: string,
  kind: string,
  isOurs: (text: string) => boolean,
  option = "--output",
): void {
  // Reading a pipe or a device could wait forever.
  const existing = existingAt(file, option);
  if (!existing || (existing.isFile() && isOurs(textOf(file)))) return;
  throw mistake(problems.notOverwritten(kind, option), [option], file);
}

function existingAt(file: string, option: string) {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw cannotWrite(error, file, option);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
