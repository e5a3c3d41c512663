/**
 * Writes a whole file, or nothing: a reader never sees half of it, and an error leaves an existing file unchanged.
 * A link stays a link: the file that it points to is replaced. A device or a pipe is written to, never replaced.
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
import { mistake, problems } from "../errors";

/** @throws SecurityGroupsError about the option that names the file. */
export function writeWholeFile(file: string, text: string, option = "--output"): void {
  try {
    write(file, text);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw mistake(problems.cannotWrite(reasons[code] ?? message, "name another file"), [option], file);
  }
}

function write(file: string, text: string): void {
  const existing = statSync(file, { throwIfNoEntry: false });
  if (existing?.isFile()) replace(realpathSync(file), text, existing.mode);
  else if (existing?.isFIFO()) writeToPipe(file, text);
  else if (existing) writeFileSync(file, text);
  // A link to a file that does not exist yet. statSync fails on a circle of links, so this ends.
  else if (lstatSync(file, { throwIfNoEntry: false }))
    write(resolve(realpathSync(dirname(file)), readlinkSync(file)), text);
  else replace(file, text, undefined);
}

/** Makes a folder, with those above it. @throws SecurityGroupsError about the folder if it cannot be written to. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const why = code === "EEXIST" ? "it is a file" : (reasons[code] ?? message);
    throw mistake(problems.cannotWrite(why), [path]);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "its folder is a file",
  EISDIR: "it is a folder",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "no permission",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "it is a link to itself",
  ENXIO: "no program reads from it",
};

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
  const existing = statSync(file, { throwIfNoEntry: false });
  // Reading a pipe or a device could wait forever.
  if (!existing || (existing.isFile() && isOurs(textOf(file)))) return;
  throw mistake(problems.notOverwritten(kind, option), [option], file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
