/** A cell of the From/To matrix: what it says, how much room that takes, and what it looks like. */
import type { Texts } from "../../texts";
import type { DrawOptions } from "./draw-options";
import type { MatrixCell } from "./from-to-matrix";
import type { Size } from "./layout/layered";
import { colourOf } from "./legend";
import { part, type Rect, textLine } from "./picture";
import { element } from "./svg";
import { type Font, textWidth } from "./text-width";
import { trafficKey, trafficLabel } from "./wording";

const font: Font = { size: 13 };
const stripFont: Font = { size: 11 };
export const CELL_HEIGHT = 28;
/** Of the strip that says what is open to the world. */
const STRIP_HEIGHT = 17;
const PADDING = 8;
/** Between a cell's colour and its border. */
const INSET = 2;

export function cellSize(cell: MatrixCell, texts: Texts): Size {
  const raised = textWidth(` ${raisedNotes(cell)}`, { size: Math.round(font.size * 0.75) });
  const strip = stripText(cell, texts);
  const text = textWidth(cellText(cell, texts), font) + raised;
  return {
    width: Math.max(text, strip ? textWidth(strip, stripFont) : 0) + 2 * (PADDING + INSET),
    height: CELL_HEIGHT + (strip ? STRIP_HEIGHT : 0),
  };
}

export function drawnCell(cell: MatrixCell, options: DrawOptions, { x, y, width, height }: Rect): string {
  const box = { x: x + INSET, y: y + INSET, width: width - 2 * INSET, height: height - 2 * INSET };
  const strip = stripText(cell, options.texts);
  const stripTop = box.y + box.height - (strip ? STRIP_HEIGHT : 0);
  const middle = box.x + box.width / 2;
  const [flow] = cell.flows;
  const mark = cell.world === "ingress" ? "rsg-open" : "rsg-out";
  const text = textLine({
    x: middle,
    y: (box.y + stripTop) / 2,
    text: cellText(cell, options.texts),
    font,
    anchor: "middle",
    ...(cell.skipReason ? {} : { className: "rsg-on-fill" }),
    raised: raisedNotes(cell),
  });
  const stripLine = strip && {
    x: middle,
    y: stripTop + STRIP_HEIGHT / 2,
    text: strip,
    font: stripFont,
    anchor: "middle" as const,
    className: "rsg-on-mark",
  };
  return part(
    `rsg-cell rsg-${colourOf(cell)}`,
    cell.flows,
    options,
    { "data-traffic": flow ? trafficKey(flow) : "" },
    element("rect", { class: cell.skipReason ? "rsg-outline" : "rsg-fill", ...box, rx: 3 }),
    text,
    ...(stripLine
      ? [element("path", { class: `${mark}-fill`, d: lowerPart(box, stripTop) }), textLine(stripLine)]
      : []),
    ...(cell.world ? [element("rect", { class: `${mark}-mark`, ...box, rx: 3 })] : []),
  );
}

export function cellText(cell: MatrixCell, texts: Texts): string {
  const traffic = trafficLabel(texts, cell);
  return cell.scope === "node" ? `${traffic} ${texts.draw.local}` : traffic;
}

function raisedNotes({ notes }: MatrixCell): string {
  return [...notes]
    .sort((a, b) => a - b)
    .map((note) => `(${note})`)
    .join("");
}

/** A column that is called any address says so itself. */
export function stripText({ world, flows }: MatrixCell, { draw }: Texts): string | undefined {
  const isSaid = world === "egress" && flows.every(({ to }) => to === "internet");
  return world && !isSaid ? draw.world[world] : undefined;
}

/** Of a box with round corners, what is below `top`. */
function lowerPart({ x, y, width, height }: Rect, top: number): string {
  return `M${x} ${top}h${width}v${y + height - top - 3}q0 3 -3 3h${6 - width}q-3 0 -3 -3z`;
}
