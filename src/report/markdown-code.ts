import { oneLine } from "../errors/one-line";

/**
 * A text as code in Markdown, also in a cell of a table: the one way in which texts of users get into Markdown. Code has no
 * links, tags or mentions, and stays on its line. Characters that could end the code or the cell are written by number.
 */
export function markdownCode(text: string): string {
  const line = oneLine(text);
  if (/^[^`|\\]+$/.test(line)) return `\`${line}\``;
  return `<code>${line.replaceAll(/[^\w ]/gu, (character) => `&#${character.codePointAt(0)};`)}</code>`;
}
