/**
 * A text as code in a cell of a Markdown table. Code has no links, tags or mentions, and stays on its line. Characters that
 * could end the code or the cell are written by number.
 */
export function markdownCode(text: string): string {
  if (!/[`|\\\p{Cc}\u2028\u2029]/u.test(text)) return `\`${text}\``;
  return `<code>${text.replaceAll(/[^\w ]/gu, (character) => `&#${character.codePointAt(0)};`)}</code>`;
}
