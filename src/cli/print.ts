/** Standard output and standard error. */

/** Prints a text, with a line end if it has none. */
export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

export function printJson(value: unknown): void {
  print(jsonText(value));
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Prints a line on standard error, so that JSON on standard output stays JSON. */
export function printWarning(line: string): void {
  process.stderr.write(`${line}\n`);
}
