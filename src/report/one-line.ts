/** Texts of EC2 and of Terraform within a line of an answer. */

/** Control and format characters, and separators of lines: they start a line, steer a terminal, or reorder its letters. */
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The text as a part of one line: characters that could start a line or change others become U+FFFD. */
export function oneLine(text: string): string {
  return text.replaceAll(steering, "\ufffd");
}

/** The same for a text of several lines, which may have tabs. */
export function plainLines(text: string): string {
  return text.replaceAll(steering, (character) => (character === "\n" || character === "\t" ? character : "\ufffd"));
}
