/** What the SVG pictures have in common: their root, their styles, and the parts that a reader can point at. */
import type { PartyFlow } from "../../reach/party-flows";
import type { DrawOptions } from "./draw-options";
import type { Size } from "./layout/layered";
import { drawStyles } from "./styles";
import { element, escaped } from "./svg";
import type { Font } from "./text-width";
import { endsOf, flowsText, portRuleIds } from "./wording";

/** The whole picture, on its background. */
export function picture(
  title: string,
  width: number,
  height: number,
  { texts, theme = "auto", isEmbedded = false }: DrawOptions,
  ...children: readonly string[]
): string {
  const size = { width: Math.ceil(width), height: Math.ceil(height) };
  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "rsg-picture",
      ...size,
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: isEmbedded ? "group" : "img",
      "aria-label": title,
      lang: texts.language,
    },
    ...(isEmbedded ? [] : [element("title", {}, escaped(title)), element("style", {}, drawStyles(theme))]),
    element("rect", { class: "rsg-paper", ...size }),
    ...children,
  )}\n`;
}

/** A cell, an edge or a line of a box: what it shows, and which flows it stands for. */
export function part(
  className: string,
  flows: readonly PartyFlow[],
  { texts, isEmbedded }: DrawOptions,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly string[]
): string {
  const words = flowsText(texts, flows);
  return element(
    "g",
    {
      class: className,
      "data-from": endsOf(flows, "from"),
      "data-to": endsOf(flows, "to"),
      ...attributes,
      "data-rules": portRuleIds(flows),
      ...(isEmbedded ? { tabindex: 0, role: "button", "aria-label": words.split("\n").join("; ") } : {}),
    },
    ...(isEmbedded ? [] : [element("title", {}, escaped(words))]),
    ...children,
  );
}

export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

export interface TextLine {
  readonly x: number;
  /** Of the middle of the line. */
  readonly y: number;
  readonly text: string;
  readonly font: Font;
  /** Default: start. */
  readonly anchor?: "start" | "middle";
  readonly className?: string;
  /** Numbers of notes, raised. */
  readonly raised?: string;
}

export function textLine({ x, y, text, font, anchor, className, raised }: TextLine): string {
  const classes = [className, font.isBold && "rsg-bold"].filter(Boolean).join(" ");
  const small = Math.round(font.size * 0.75);
  return element(
    "text",
    {
      x,
      // A third of the size below the middle is where letters of the usual fonts stand.
      y: y + font.size * 0.35,
      "font-size": font.size,
      "text-anchor": anchor === "middle" ? "middle" : undefined,
      class: classes || undefined,
    },
    escaped(text),
    ...(raised ? [element("tspan", { dy: -font.size * 0.3, "font-size": small }, escaped(` ${raised}`))] : []),
  );
}
