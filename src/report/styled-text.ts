/** Texts whose words that judge, such as a severity or a verdict, have a colour on a terminal. */

export interface ColouredWord {
  readonly colour: "red" | "yellow" | "green" | "blue";
  readonly word: string;
}

export type StyledText = readonly (string | ColouredWord)[];

/** The text without colours. */
export function plainText(text: StyledText): string {
  return text.map((part) => (typeof part === "string" ? part : part.word)).join("");
}

/** A text that starts with what it judges: the words before its first colon are coloured. */
export function verdictFirst(text: string, colour: ColouredWord["colour"] | undefined): StyledText {
  if (!colour) return [text];
  const [word = ""] = text.split(":", 1);
  return [{ colour, word }, text.slice(word.length)];
}
