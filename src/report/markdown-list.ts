/** A text in lines of at most 120 characters, as far as its words are shorter. Code in backticks is not broken. */
export function wrappedText(text: string, { first = "", others = "" } = {}): string {
  const lines: string[] = [];
  for (const [word] of text.matchAll(/(`[^`]*`|[^\s`])+/g)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < 120) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`${line === undefined ? first : others}${word}`);
  }
  return lines.join("\n");
}

/** A text as an item of a Markdown list. */
export function wrappedItem(text: string): string {
  return wrappedText(text, { first: "- ", others: "  " });
}
