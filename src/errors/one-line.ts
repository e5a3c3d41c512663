/** Texts of users, of EC2 and of Terraform in the lines of an answer, on a terminal and in the log of a CI system. */

/** Control and format characters, and separators of lines: they start a line, steer a terminal, or reorder its letters. */
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Commands to the runner of GitHub Actions at the start of a line, and to those of others: `::error::`, `##[error]`, `##vso[`. */
const commands = [/^([^\S\n]*:):(?=[a-z][\w-]*(?: |::))/gim, /(#)#(?=\w*\[)/g];

/** The text as a part of one line: characters that could start a line or change others become U+FFFD. */
export function oneLine(text: string): string {
  return text.replaceAll(steering, "\ufffd");
}

/** The same for a text of several lines, which may have tabs. */
export function visibleLines(text: string): string {
  return text.replaceAll(steering, (character) => (character === "\n" || character === "\t" ? character : "\ufffd"));
}

/** The same for a log: no line of it is a command to a CI system. */
export function plainLines(text: string): string {
  return commands.reduce((safe, command) => safe.replaceAll(command, "$1\ufffd"), visibleLines(text));
}

/** JSON with the same characters as escapes, so that it has the same value. */
export function plainJson(json: string): string {
  return json.replaceAll(steering, (character) => (character === "\n" ? character : escapesOf(character)));
}

/** An escape for each half of a character beyond the first 65,536. */
const escapesOf = (character: string) =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");
