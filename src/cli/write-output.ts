/** Where a verb's output goes: to the terminal, or into a file that is either whole or untouched. */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { mistake, problems } from "../errors";
import { print } from "./verb";

export const outputHelp = `  --output FILE      write it there (default: standard output)
`;

/** @throws SecurityGroupsError where the file cannot be written; what stood there is then still there. */
export function deliver(text: string, file: string | undefined): void {
  if (file === undefined) {
    print(text);
    return;
  }
  // Beside the file, so that the last step is a rename within one file system.
  const part = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw mistake(problems.cannotWriteFile(reasonOf(error)), ["--output"], file);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such folder";
  if (code === "EISDIR" || code === "ENOTEMPTY" || code === "EEXIST") return "it is a folder";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "no permission";
  return message;
}
