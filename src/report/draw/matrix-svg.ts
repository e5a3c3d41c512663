/** The From/To matrix as SVG: coloured by protocol, in the manner of Rancher's own tables. */
import type { DrawOptions } from "./draw-options";
import type { FromToMatrix, MatrixCell, MatrixNote, MatrixRow } from "./from-to-matrix";
import { colourOf, legend } from "./legend";
import { part, picture, type TextLine, textLine } from "./picture";
import { element } from "./svg";
import { type Font, textWidth, widestPiece, wrap } from "./text-width";
import { trafficKey, trafficLabel } from "./wording";

const titleFont: Font = { size: 17, isBold: true };
const headFont: Font = { size: 12, isBold: true };
const cellFont: Font = { size: 13 };
const smallFont: Font = { size: 11 };
const noteFont: Font = { size: 12 };

const MARGIN = 16;
const PADDING = 8;
const CELL_HEIGHT = 28;
/** Of the strip that says what is open to the world. */
const STRIP_HEIGHT = 17;
/** Between a cell's colour and its border. */
const INSET = 2;
const LEAST_COLUMN = 92;
const LEAST_WIDTH = 460;

export function matrixSvg(matrix: FromToMatrix, options: DrawOptions): string {
  const { texts, deployment } = options;
  const title = texts.draw.matrixTitle(deployment);
  const widths = columnWidths(matrix, options);
  const table = widths.reduce((sum, width) => sum + width, 0);
  const lefts = widths.map((_, index) => MARGIN + widths.slice(0, index).reduce((sum, width) => sum + width, 0));
  const out: string[] = [];
  let y = MARGIN;
  const writeLines = (lines: readonly string[], font: Font, more: Partial<TextLine> = {}) => {
    for (const text of lines) {
      out.push(textLine({ x: MARGIN, y: y + font.size * 0.7, text, font, ...more }));
      y += font.size * 1.4;
    }
  };

  writeLines(wrap(title, table, titleFont), titleFont);
  y += 10;
  if (matrix.rows.length === 0) {
    writeLines([texts.draw.nothing], noteFont);
    return picture(title, table + 2 * MARGIN, y + MARGIN, options, ...out);
  }
  y = header(matrix, options, widths, lefts, y, out);
  for (const row of matrix.rows) y = bodyRow(row, options, widths, lefts, y, out);
  y += 12;
  y = legend(flowsOf(matrix), options, { x: MARGIN, y, width: table }, out);
  if (matrix.notes.length > 0) {
    y += 6;
    writeLines([texts.draw.notes], { ...noteFont, isBold: true });
    matrix.notes.forEach((note, index) => {
      const number = `${index + 1}. `;
      const indent = textWidth(number, noteFont);
      const [first = "", ...rest] = wrap(noteText(note, options), table - indent, noteFont);
      writeLines([number + first], noteFont);
      writeLines(rest, noteFont, { x: MARGIN + indent });
    });
  }
  return picture(title, table + 2 * MARGIN, y + MARGIN - 4, options, ...out);
}

function flowsOf({ rows }: FromToMatrix) {
  return rows.flatMap(({ cells }) => cells.flatMap(({ flows }) => flows));
}

export function noteText(note: MatrixNote, { texts }: DrawOptions): string {
  const text =
    note.kind === "world"
      ? texts.draw.worldNotes[note.direction]
      : note.kind === "condition"
        ? texts.conditions[note.condition]
        : texts.unwritten[note.reason];
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The row header's first. Each column is as wide as its widest word or cell, and spans widen what they cover. */
function columnWidths(matrix: FromToMatrix, { texts }: DrawOptions): readonly number[] {
  const titleWidth = (party: FromToMatrix["columns"][number]) => {
    const title = texts.parties[party];
    return Math.max(widestPiece(title, headFont), Math.min(textWidth(title, headFont), 96)) + 2 * PADDING;
  };
  const first = Math.max(
    textWidth(texts.draw.fromTo, smallFont) + 2 * PADDING,
    ...matrix.rows.map(({ party }) => Math.min(Math.max(titleWidth(party), 120), 160)),
  );
  const widths = matrix.columns.map((party) => Math.max(LEAST_COLUMN, titleWidth(party)));
  const cells = matrix.rows.flatMap((row) => row.cells).sort((a, b) => a.columns - b.columns);
  for (const cell of cells) {
    const covered = widths.slice(cell.column, cell.column + cell.columns);
    const missing = cellWidth(cell, texts) - covered.reduce((sum, width) => sum + width, 0);
    for (let at = cell.column; missing > 0 && at < cell.column + cell.columns; at++) {
      widths[at] = (widths[at] ?? 0) + missing / cell.columns;
    }
  }
  const total = widths.reduce((sum, width) => sum + width, first);
  const spare = Math.max(0, LEAST_WIDTH - total) / Math.max(1, widths.length);
  return [first, ...widths.map((width) => Math.ceil(width + spare))];
}

function cellWidth(cell: MatrixCell, texts: DrawOptions["texts"]): number {
  const raised = textWidth(` ${raisedNotes(cell)}`, { size: Math.round(cellFont.size * 0.75) });
  const strip = stripText(cell, texts);
  return (
    Math.max(textWidth(cellText(cell, texts), cellFont) + raised, strip ? textWidth(strip, smallFont) : 0) +
    2 * (PADDING + INSET)
  );
}

function cellText(cell: MatrixCell, texts: DrawOptions["texts"]): string {
  const traffic = trafficLabel(texts, cell);
  return cell.scope === "node" ? `${traffic} ${texts.draw.local}` : traffic;
}

const raisedNotes = ({ notes }: MatrixCell) =>
  [...notes]
    .sort((a, b) => a - b)
    .map((note) => `(${note})`)
    .join("");

/** A column that is called any address says so itself. */
function stripText({ world, flows }: MatrixCell, { draw }: DrawOptions["texts"]): string | undefined {
  const isSaid = world === "egress" && flows.every(({ to }) => to === "internet");
  return world && !isSaid ? draw.world[world] : undefined;
}

function header(
  { columns }: FromToMatrix,
  { texts }: DrawOptions,
  widths: readonly number[],
  lefts: readonly number[],
  y: number,
  out: string[],
): number {
  const titles = columns.map((party, index) =>
    wrap(texts.parties[party], (widths[index + 1] ?? 0) - PADDING, headFont),
  );
  const height = Math.max(...titles.map(({ length }) => length)) * headFont.size * 1.35 + 14;
  const table = widths.reduce((sum, width) => sum + width, 0);
  out.push(element("rect", { class: "rsg-panel", x: MARGIN, y, width: table, height }));
  out.push(
    textLine({
      x: MARGIN + PADDING,
      y: y + height / 2,
      text: texts.draw.fromTo,
      font: smallFont,
      className: "rsg-muted",
    }),
  );
  titles.forEach((lines, index) => {
    const middle = (lefts[index + 1] ?? 0) + (widths[index + 1] ?? 0) / 2;
    out.push(...centred(lines, middle, y + height / 2, headFont));
  });
  return y + height;
}

/** Lines around a middle. */
function centred(lines: readonly string[], x: number, y: number, font: Font, more: Partial<TextLine> = {}) {
  const step = font.size * 1.35;
  return lines.map((text, index) =>
    textLine({ x, y: y + (index - (lines.length - 1) / 2) * step, text, font, anchor: "middle", ...more }),
  );
}

function bodyRow(
  row: MatrixRow,
  options: DrawOptions,
  widths: readonly number[],
  lefts: readonly number[],
  top: number,
  out: string[],
): number {
  const titles = wrap(options.texts.parties[row.party], (widths[0] ?? 0) - 2 * PADDING, headFont);
  const heights = lineHeights(row, options, titles.length * headFont.size * 1.35 + 14);
  const tops = [...heights.keys()].map((line) => top + sum(heights.slice(0, line)));
  const height = sum(heights);
  const table = sum(widths);
  out.push(element("rect", { class: "rsg-panel", x: MARGIN, y: top, width: widths[0], height }));
  const step = headFont.size * 1.35;
  titles.forEach((text, index) => {
    const y = top + height / 2 + (index - (titles.length - 1) / 2) * step;
    out.push(textLine({ x: MARGIN + PADDING, y, text, font: headFont }));
  });
  for (const left of [...lefts.slice(1), MARGIN + table, MARGIN]) {
    out.push(element("path", { class: "rsg-line", d: `M${left} ${top}V${top + height}` }));
  }
  for (const y of [top, top + height]) {
    out.push(element("path", { class: "rsg-line", d: `M${MARGIN} ${y}H${MARGIN + table}` }));
  }
  for (const cell of row.cells) {
    const box = {
      x: lefts[cell.column + 1] ?? 0,
      y: tops[cell.line] ?? 0,
      width: sum(widths.slice(cell.column + 1, cell.column + 1 + cell.columns)),
      height: sum(heights.slice(cell.line, cell.line + cell.lines)),
    };
    out.push(drawnCell(cell, options, box));
  }
  return top + height;
}

/** Each line is as high as its highest cell, and the last ones make room for what is higher than they are. */
function lineHeights(row: MatrixRow, { texts }: DrawOptions, least: number): readonly number[] {
  const heightOf = (cell: MatrixCell) => CELL_HEIGHT + (stripText(cell, texts) ? STRIP_HEIGHT : 0);
  const heights = Array.from({ length: row.lines }, (_, line) =>
    Math.max(CELL_HEIGHT, ...row.cells.filter((cell) => cell.lines === 1 && cell.line === line).map(heightOf)),
  );
  const needed = Math.max(least, ...row.cells.filter(({ lines }) => lines === row.lines).map(heightOf));
  const missing = Math.max(0, needed - sum(heights)) / row.lines;
  return heights.map((height) => height + missing);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawnCell(cell: MatrixCell, options: DrawOptions, outer: Box): string {
  const box = {
    x: outer.x + INSET,
    y: outer.y + INSET,
    width: outer.width - 2 * INSET,
    height: outer.height - 2 * INSET,
  };
  const strip = stripText(cell, options.texts);
  const stripTop = box.y + box.height - STRIP_HEIGHT;
  const middle = box.x + box.width / 2;
  const [flow] = cell.flows;
  const mark = cell.world === "ingress" ? "rsg-open" : "rsg-out";
  return part(
    `rsg-cell rsg-${colourOf(cell)}`,
    cell.flows,
    options,
    { "data-traffic": flow ? trafficKey(flow) : "" },
    element("rect", { class: cell.unwritten ? "rsg-outline" : "rsg-fill", ...box, rx: 3 }),
    textLine({
      x: middle,
      y: strip ? (box.y + stripTop) / 2 : box.y + box.height / 2,
      text: cellText(cell, options.texts),
      font: cellFont,
      anchor: "middle",
      ...(cell.unwritten ? {} : { className: "rsg-on-fill" }),
      raised: raisedNotes(cell),
    }),
    ...(strip
      ? [
          element("path", { class: `${mark}-fill`, d: bottomOf({ ...box, y: stripTop, height: STRIP_HEIGHT }) }),
          textLine({
            x: middle,
            y: stripTop + STRIP_HEIGHT / 2,
            text: strip,
            font: smallFont,
            anchor: "middle",
            className: "rsg-on-mark",
          }),
        ]
      : []),
    ...(cell.world ? [element("rect", { class: `${mark}-mark`, ...box, rx: 3 })] : []),
  );
}

/** A box whose lower corners are round. */
function bottomOf({ x, y, width, height }: Box): string {
  return `M${x} ${y}h${width}v${height - 3}q0 3 -3 3h${6 - width}q-3 0 -3 -3z`;
}
