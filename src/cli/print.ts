/** Standard output and standard error. */
import { plainJson, plainLines } from "../errors/one-line";

/** Prints a text, with a line end if it has none. Texts of users in it neither steer the terminal nor command a CI system. */
export function print(text: string): void {
  process.stdout.write(plainLines(text.endsWith("\n") ? text : `${text}\n`));
}

export function printJson(value: unknown): void {
  print(jsonText(value));
}

export function jsonText(value: unknown): string {
  return `${plainJson(JSON.stringify(value, null, 2))}\n`;
}

/** Prints a line on standard error, so that JSON on standard output stays JSON. */
export function printWarning(line: string): void {
  process.stderr.write(plainLines(`${line}\n`));
}
