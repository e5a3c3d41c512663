/** From/To tables as text, Markdown and CSV. Rows are sources, columns destinations. */
import { partyTitles } from "../model/party";
import type { Matrix } from "../questions/matrix";
import { markdownCode } from "./markdown-code";
import { textTable } from "./text-table";

export interface DeploymentMatrix extends Matrix {
  readonly deployment: string;
}

const corner = "from / to";

/** The meaning of the blank cells and dashes, as far as the table has some. */
function legendOf(matrix: Matrix): string {
  const shown = matrix.from.flatMap((_, row) => matrix.to.map((__, column) => linesOf(matrix, row, column)));
  const meanings = [
    ...(shown.some((lines) => lines?.length === 0) ? ["blank: nothing is allowed"] : []),
    ...(shown.includes(undefined) ? ["-: no group of this deployment decides"] : []),
  ];
  return meanings.length > 0 ? `${meanings.join("; ")}\n` : "";
}

/** One line of the table for each line of the longest cell of a row. */
export function matrixText(matrix: DeploymentMatrix): string {
  const { deployment, from, to } = matrix;
  const rows = from.flatMap((party, row) => {
    const columns = to.map((_, column) => linesOf(matrix, row, column) ?? ["-"]);
    const height = Math.max(1, ...columns.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) => [
      line === 0 ? party : "",
      ...columns.map((lines) => lines[line] ?? ""),
    ]);
  });
  return `${deployment}\n${textTable([corner, ...to], rows)}${legendOf(matrix)}`;
}

export function matrixMarkdown(matrix: DeploymentMatrix): string {
  const { deployment, from, to } = matrix;
  const row = (texts: readonly string[]) => `| ${texts.join(" | ")} |\n`;
  const titles = to.map((party) => partyTitles[party]);
  const legend = legendOf(matrix);
  const body = from.map((party, index) =>
    row([partyTitles[party], ...to.map((_, column) => (linesOf(matrix, index, column) ?? ["-"]).join("<br>"))]),
  );
  const table = `${row([corner, ...titles])}${row(["---", ...to.map(() => "---")])}${body.join("")}`;
  return `### ${markdownCode(deployment)}\n\n${table}${legend && `\n${legend}`}`;
}

/** One line for each traffic of each cell: deployment, from, to, traffic. */
export function matrixCsv(matrices: readonly DeploymentMatrix[]): string {
  const lines = matrices.flatMap((matrix) =>
    matrix.from.flatMap((source, row) =>
      matrix.to.flatMap((destination, column) =>
        (linesOf(matrix, row, column) ?? []).map((line) => `${matrix.deployment},${source},${destination},${line}`),
      ),
    ),
  );
  return `deployment,from,to,traffic\n${lines.map((line) => `${line}\n`).join("")}`;
}

/** Undefined if nothing here decides the cell, which then shows a dash. An empty cell is denied. */
function linesOf({ cells, undecided }: Matrix, row: number, column: number): readonly string[] | undefined {
  const allowed = cells[row]?.[column];
  const unknown = undecided[row]?.[column] ?? [];
  return allowed && [...allowed, ...unknown.map((line) => `${line} (cannot be decided)`)];
}
