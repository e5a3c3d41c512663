/** SVG as text. Whatever comes from outside goes through here, and comes out as text. */
import { visibleLines } from "../../errors/one-line";

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; `children` are markup already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? rounded(value) : escaped(`${value}`)}"`)
    .join("");
  return children.length > 0 ? `<${name}${written}>${children.join("")}</${name}>` : `<${name}${written}/>`;
}

/**
 * A text as the content of an element or of an attribute in double quotes, also in HTML. XML has no words for control
 * characters, and those that reorder letters become U+FFFD too.
 */
export function escaped(text: string): string {
  return visibleLines(text)
    .replace(/[\p{Cs}\ufffe\uffff]/gu, "\ufffd")
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Tenths of a pixel are fine enough, and short. */
export function rounded(value: number): string {
  return `${Math.round(value * 10) / 10}`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
