/**
 * How wide a text is at most, without a browser to ask. Measured by DejaVu Sans, the widest of the usual sans-serif
 * fonts, so that what is laid out by these numbers fits in any of them.
 */

/** Advance widths of the characters from space to tilde, in hundredths of the font size. */
const ascii = [
  ...[32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34],
  ...[64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54],
  ...[100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79],
  ...[61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 50],
  ...[50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62],
  ...[64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84],
];
/** How much wider a bold character is. */
const BOLD = 9;
/** A Chinese character, or anything else that is not known. */
const FULL = 100;

export interface Font {
  /** In px. */
  readonly size: number;
  /** Default: false. */
  readonly isBold?: boolean;
}

export function textWidth(text: string, { size, isBold = false }: Font): number {
  let hundredths = 0;
  for (const character of text) {
    hundredths += (ascii[(character.codePointAt(0) ?? 0) - 32] ?? FULL) + (isBold ? BOLD : 0);
  }
  return (hundredths * size) / 100;
}

/**
 * Lines that are no wider than `width`, broken at spaces, after commas, slashes and hyphens, and around Chinese
 * characters; what is wider all the same is cut.
 */
export function wrap(text: string, width: number, font: Font): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of piecesOf(text)) {
    if (line !== "" && textWidth((line + piece).trimEnd(), font) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
    while (textWidth(line.trimEnd(), font) > width && line.length > 1) {
      const end = fitting(line, width, font);
      lines.push(line.slice(0, end));
      line = line.slice(end);
    }
  }
  if (line.trimEnd() !== "") lines.push(line.trimEnd());
  return lines;
}

/** As `wrap`, with lines about as long as each other: no last word alone on its line. */
export function wrapEvenly(text: string, width: number, font: Font): readonly string[] {
  const lines = wrap(text, width, font);
  const least = Math.max(widestPiece(text, font), textWidth(text, font) / Math.max(1, lines.length));
  for (let narrower = least; narrower < width; narrower += font.size / 2) {
    const even = wrap(text, narrower, font);
    if (even.length <= lines.length) return even;
  }
  return lines;
}

/** The widest part of a text that `wrap` would rather leave whole. */
export function widestPiece(text: string, font: Font): number {
  return Math.max(0, ...piecesOf(text).map((piece) => textWidth(piece.trimEnd(), font)));
}

/** A Chinese character, or a word up to a place where it may break, each with what may not stand apart from it. */
const piece = /（?(?:[\u2e80-\uffef]|[^\s\-/,\u2e80-\uffef]*[-/,]+|[^\s\-/,\u2e80-\uffef]+)[，。：；、）]*\s*/gu;

function piecesOf(text: string): readonly string[] {
  return text.replace(/\s+/g, " ").trimStart().match(piece) ?? [];
}

function fitting(text: string, width: number, font: Font): number {
  let end = 1;
  while (end < text.length && textWidth(text.slice(0, end + 1), font) <= width) end++;
  return end;
}
