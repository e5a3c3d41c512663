/** The From/To matrix as SVG: coloured by protocol, in the manner of Rancher's own tables. */
import type { Party } from "../../model/party";
import type { Texts } from "../../texts";
import type { DrawOptions } from "./draw-options";
import type { FromToMatrix, MatrixNote, MatrixRow } from "./from-to-matrix";
import { legend } from "./legend";
import { CELL_HEIGHT, cellSize, drawnCell } from "./matrix-cell";
import { picture, type Rect, type TextLine, textLine } from "./picture";
import { element } from "./svg";
import { type Font, textWidth, widestPiece, wrap, wrapEvenly } from "./text-width";

const titleFont: Font = { size: 17, isBold: true };
const headFont: Font = { size: 12, isBold: true };
const cornerFont: Font = { size: 11 };
const noteFont: Font = { size: 12 };

const MARGIN = 16;
const PADDING = 8;
const LEADING = 1.35;
const LEAST_COLUMN = 92;
const LEAST_WIDTH = 460;

/** The From/To matrix as one SVG, with its notes below. */
export function matrixSvg(matrix: FromToMatrix, options: DrawOptions): string {
  const { texts, deployment } = options;
  const title = texts.draw.matrixTitle(deployment);
  const columns = columnsOf(matrix, texts);
  const width = sum(columns.map((column) => column.width));
  const out: string[] = [];
  let y = MARGIN;
  const write = (lines: readonly string[], font: Font, more: Partial<TextLine> = {}) => {
    for (const text of lines) {
      out.push(textLine({ x: MARGIN, y: y + font.size * 0.7, text, font, ...more }));
      y += font.size * 1.4;
    }
  };

  write(wrap(title, width, titleFont), titleFont);
  y += 10;
  if (matrix.rows.length === 0) {
    write([texts.draw.nothing], noteFont);
    return picture(title, width + 2 * MARGIN, y + MARGIN, options, ...out);
  }
  y = header(matrix, texts, columns, y, out);
  for (const row of matrix.rows) y = bodyRow(row, options, columns, y, out);
  y = legend(flowsOf(matrix), options, { x: MARGIN, y: y + 12, width }, out);
  if (matrix.notes.length > 0) {
    y += 6;
    write([texts.draw.notes], { ...noteFont, isBold: true });
    for (const [index, note] of matrix.notes.entries()) {
      const number = `${index + 1}. `;
      const indent = textWidth(number, noteFont);
      const [first = "", ...rest] = wrap(noteText(note, texts), width - indent, noteFont);
      write([number + first], noteFont);
      write(rest, noteFont, { x: MARGIN + indent });
    }
  }
  return picture(title, width + 2 * MARGIN, y + MARGIN - 4, options, ...out);
}

function flowsOf({ rows }: FromToMatrix) {
  return rows.flatMap(({ cells }) => cells.flatMap(({ flows }) => flows));
}

export function noteText(note: MatrixNote, texts: Texts): string {
  const text =
    note.kind === "world"
      ? texts.draw.worldNotes[note.direction]
      : note.kind === "only"
        ? texts.draw.only(note.peers.join(texts.draw.listSeparator))
        : note.kind === "condition"
          ? texts.conditions[note.condition]
          : texts.skipReason[note.reason];
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

interface Column {
  readonly left: number;
  readonly width: number;
}

/** The row header's first. Each is as wide as its widest word or cell, and spans widen what they cover. */
function columnsOf(matrix: FromToMatrix, texts: Texts): readonly Column[] {
  const titleWidth = (party: Party) => {
    const title = texts.parties[party];
    return Math.max(widestPiece(title, headFont), Math.min(textWidth(title, headFont), 112)) + 2 * PADDING;
  };
  const first = Math.max(
    textWidth(texts.draw.fromTo, cornerFont) + 2 * PADDING,
    ...matrix.rows.map(({ party }) => Math.min(Math.max(titleWidth(party), 120), 160)),
  );
  const widths = matrix.columns.map((party) => Math.max(LEAST_COLUMN, titleWidth(party)));
  for (const cell of matrix.rows.flatMap((row) => row.cells).sort((a, b) => a.columns - b.columns)) {
    const covered = widths.slice(cell.column, cell.column + cell.columns);
    const missing = Math.max(0, cellSize(cell, texts).width - sum(covered)) / cell.columns;
    for (const [at, width] of covered.entries()) widths[cell.column + at] = width + missing;
  }
  const spare = Math.max(0, LEAST_WIDTH - first - sum(widths)) / Math.max(1, widths.length);
  let left = MARGIN;
  return [first, ...widths.map((width) => width + spare)].map(Math.ceil).map((width) => {
    left += width;
    return { left: left - width, width };
  });
}

function header(
  matrix: FromToMatrix,
  texts: Texts,
  [corner, ...columns]: readonly Column[],
  top: number,
  out: string[],
): number {
  const titles = matrix.columns.map((party, index) =>
    wrapEvenly(texts.parties[party], (columns[index]?.width ?? 0) - PADDING, headFont),
  );
  const height = Math.max(...titles.map(({ length }) => length)) * headFont.size * LEADING + 14;
  const middle = top + height / 2;
  const width = sum([corner, ...columns].map((column) => column?.width ?? 0));
  out.push(
    element("rect", { class: "rsg-panel", x: MARGIN, y: top, width, height }),
    textLine({ x: MARGIN + PADDING, y: middle, text: texts.draw.fromTo, font: cornerFont, className: "rsg-muted" }),
    ...columns.flatMap((column, index) =>
      stacked(titles[index] ?? [], { x: column.left + column.width / 2, y: middle, anchor: "middle" }),
    ),
  );
  return top + height;
}

/** Lines of a heading, around a middle. */
function stacked(lines: readonly string[], { x, y, anchor }: Pick<TextLine, "x" | "y" | "anchor">): readonly string[] {
  const step = headFont.size * LEADING;
  return lines.map((text, index) =>
    textLine({
      x,
      y: y + (index - (lines.length - 1) / 2) * step,
      text,
      font: headFont,
      ...(anchor ? { anchor } : {}),
    }),
  );
}

function bodyRow(
  row: MatrixRow,
  options: DrawOptions,
  [head, ...columns]: readonly Column[],
  top: number,
  out: string[],
): number {
  const width = head?.width ?? 0;
  const titles = wrapEvenly(options.texts.parties[row.party], width - 2 * PADDING, headFont);
  const heights = lineHeights(row, options.texts, titles.length * headFont.size * LEADING + 14);
  const height = sum(heights);
  const right = MARGIN + width + sum(columns.map((column) => column.width));
  const grid = [
    ...[MARGIN, ...columns.map(({ left }) => left), right].map((x) => `M${x} ${top}v${height}`),
    ...[top, top + height].map((y) => `M${MARGIN} ${y}H${right}`),
  ];
  out.push(
    element("rect", { class: "rsg-panel", x: MARGIN, y: top, width, height }),
    ...stacked(titles, { x: MARGIN + PADDING, y: top + height / 2 }),
    element("path", { class: "rsg-line", d: grid.join("") }),
  );
  for (const cell of row.cells) {
    const covered = columns.slice(cell.column, cell.column + cell.columns);
    const box: Rect = {
      x: covered[0]?.left ?? 0,
      y: top + sum(heights.slice(0, cell.line)),
      width: sum(covered.map((column) => column.width)),
      height: sum(heights.slice(cell.line, cell.line + cell.lines)),
    };
    out.push(drawnCell(cell, options, box));
  }
  return top + height;
}

/** Each line is as high as its highest cell; all of them make room for what stands beside them all. */
function lineHeights(row: MatrixRow, texts: Texts, least: number): readonly number[] {
  const heightOf = (cell: MatrixRow["cells"][number]) => cellSize(cell, texts).height;
  const heights = Array.from({ length: row.lines }, (_, line) =>
    Math.max(CELL_HEIGHT, ...row.cells.filter((cell) => cell.lines === 1 && cell.line === line).map(heightOf)),
  );
  const needed = Math.max(least, ...row.cells.filter(({ lines }) => lines === row.lines).map(heightOf));
  const missing = Math.max(0, needed - sum(heights)) / row.lines;
  return heights.map((height) => height + missing);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
