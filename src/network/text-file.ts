/**
 * Text of a file in the encodings that people have: UTF-8, with a byte order mark or without, and UTF-16 with one, which
 * PowerShell writes. Anything else is not text.
 */
import { closeSync, lstatSync, openSync, readSync, statSync } from "node:fs";
import { fileFault, type Problem, problems } from "../errors";

const MB = 1_000_000;

/** The largest file of a kind. */
interface TextLimit {
  readonly megabytes: number;
  readonly what: string;
  readonly fix: string;
}

export const textLimits = {
  /** A fleet of 1,000 deployments has half a megabyte. */
  written: {
    megabytes: 4,
    what: "a config, an import map or a file of assertions",
    fix: "split it into several files",
  },
  /** All files of a folder. */
  folder: {
    megabytes: 20,
    what: "the configs of a folder together",
    fix: "split it into several folders",
  },
  /** 129,000 rules have 135 MB in the two files of EC2's answers. */
  json: {
    megabytes: 200,
    what: "an answer of EC2 or JSON of Terraform",
    fix: "name several files with fewer groups, such as those of one VPC",
  },
} as const satisfies Record<string, TextLimit>;

/**
 * The text, or why there is none. `-` is the standard input. `howToName` says which files the user can name. Default of
 * `limit`: that of JSON.
 */
export function readTextFile(
  file: string,
  howToName?: string,
  limit: TextLimit = textLimits.json,
): { readonly text: string } | { readonly problem: Problem } {
  let bytes: Uint8Array;
  try {
    bytes = bytesOf(file);
  } catch (error) {
    return { problem: problems.cannotRead(readFault(file, error), howToName) };
  }
  if (bytes.length > limit.megabytes * MB) {
    return { problem: problems.tooBig(limit.megabytes, limit.what, limit.fix) };
  }
  const text = decodeText(bytes);
  if (text === undefined) return { problem: problems.notUtf8() };
  return limit === textLimits.json && isTooDeep(text) ? { problem: problems.tooDeep(maxDepth) } : { text };
}

/** Lists and maps in one another. More of them would fill the stack of the functions that read them. */
export const maxDepth = 100;

/** Whether a text of JSON is nested more than `maxDepth` levels deep. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isInString) {
      if (character === "\\") index++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "[" || character === "{") {
      depth++;
      if (depth > maxDepth) return true;
    } else if (character === "]" || character === "}") depth--;
  }
  return false;
}

/** One byte more than any limit. */
const mostBytes = textLimits.json.megabytes * MB + 1;

/** Whether it is a zip archive, such as a plan in Terraform's own format. */
export function isZip(file: string): boolean {
  return Buffer.from(bytesOf(file, 4)).toString("latin1") === "PK\u0003\u0004";
}

/** The content of pipes, which can be read once: `<(command)` of a shell, and the standard input. */
const piped = new Map<string, Uint8Array>();

/** The content of a file, or the beginning of a larger one: `count` bytes. */
function bytesOf(file: string, count = mostBytes): Uint8Array {
  if (file !== "-" && statSync(file).isFile()) return readBytes(file, count);
  const bytes = piped.get(file) ?? readBytes(file, mostBytes);
  piped.set(file, bytes);
  return bytes.subarray(0, count);
}

function readBytes(file: string, count: number): Uint8Array {
  const descriptor = file === "-" ? 0 : openSync(file, "r");
  try {
    const chunks: Buffer[] = [];
    for (let left = count; left > 0; ) {
      const chunk = Buffer.allocUnsafe(Math.min(left, 1 << 20));
      const read = readSync(descriptor, chunk);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      left -= read;
    }
    return Buffer.concat(chunks);
  } finally {
    if (file !== "-") closeSync(descriptor);
  }
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
