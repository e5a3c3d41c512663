/** Destination of a verb's output: standard output, or a file. */
import { print } from "./print";
import { refuseToReplace, writeWholeFile } from "./write-file";

/** The file that a verb writes if its output would fill a terminal with markup. */
export interface TerminalFile {
  /** In the current folder. */
  readonly name: string;
  /** Text in the first 1024 characters of every file that the verb writes. A file without it is not overwritten. */
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
export function destinationOf(output: string | undefined, onTerminal: TerminalFile | undefined): Destination {
  if (output !== undefined) return { file: output === "-" ? undefined : output, isByDefault: false };
  if (!onTerminal || !process.stdout.isTTY) return { file: undefined, isByDefault: true };
  const { name, mark, kind } = onTerminal;
  refuseToReplace(name, kind, (text) => text.slice(0, 1024).includes(mark));
  return { file: name, isByDefault: true };
}

/** @throws SecurityGroupsError if the file cannot be written; an existing file is then unchanged. */
export function deliver(text: string, { file, isByDefault }: Destination): void {
  if (file === undefined) {
    // As in a file: a page has its own escapes.
    process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    return;
  }
  writeWholeFile(file, text);
  if (isByDefault) print(`wrote ${file}`);
}
