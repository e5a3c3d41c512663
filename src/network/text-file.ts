/**
 * Text of a file in the encodings that people have: UTF-8, with a byte order mark or without, and UTF-16 with one, which
 * PowerShell writes. Anything else is not text.
 */
import { lstatSync, readFileSync, statSync } from "node:fs";
import { fileFault, type Problem, problems } from "../errors";

/** The text, or why there is none. `-` is the standard input. `howToName` says which files the user can name. */
export function readTextFile(
  file: string,
  howToName?: string,
): { readonly text: string } | { readonly problem: Problem } {
  let bytes: Uint8Array;
  try {
    bytes = bytesOf(file);
  } catch (error) {
    return { problem: problems.cannotRead(readFault(file, error), howToName) };
  }
  const text = decodeText(bytes);
  return text === undefined ? { problem: problems.notUtf8() } : { text };
}

/** Whether it is a zip archive, such as a plan in Terraform's own format. */
export function isZip(file: string): boolean {
  return Buffer.from(bytesOf(file).subarray(0, 4)).toString("latin1") === "PK\u0003\u0004";
}

/** The content of pipes, which can be read once: `<(command)` of a shell, and the standard input. */
const piped = new Map<string, Uint8Array>();

function bytesOf(file: string): Uint8Array {
  if (file !== "-" && statSync(file).isFile()) return readFileSync(file);
  const bytes = piped.get(file) ?? readFileSync(file === "-" ? 0 : file);
  piped.set(file, bytes);
  return bytes;
}

/** The value, or why the text is not JSON: in the parser's words, without the text, which may have control characters. */
export function parseJson(text: string): { readonly json: unknown } | { readonly why: string } {
  try {
    return { json: JSON.parse(text) };
  } catch (error) {
    const why = (error as Error).message.replace(/, (\.\.\.)?".*$/s, "");
    return { why: why.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd") };
  }
}

/** The text without its byte order mark. Undefined if the bytes are not text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    // UTF-16 without a mark, and most programs and archives, are valid UTF-8 with NUL characters.
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

function readFault(file: string, error: unknown): string {
  const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
  const isLink = isMissing && lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink();
  return isLink ? "it is a link to a file that does not exist" : fileFault(error);
}
