/** From/To tables as text, Markdown and CSV. Rows are sources, columns destinations. */
import { partyTitles } from "../model/party";
import type { Matrix } from "../questions/matrix";
import { textTable } from "./text-table";

export interface DeploymentMatrix extends Matrix {
  readonly deployment: string;
}

const corner = "from / to";

/** One line of the table for each line of the longest cell of a row. */
export function matrixText({ deployment, from, to, cells }: DeploymentMatrix): string {
  const rows = from.flatMap((party, row) => {
    const columns = (cells[row] ?? []).map(linesOf);
    const height = Math.max(1, ...columns.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) => [
      line === 0 ? party : "",
      ...columns.map((lines) => lines[line] ?? ""),
    ]);
  });
  return `${deployment}\n${textTable([corner, ...to], rows)}`;
}

export function matrixMarkdown({ deployment, from, to, cells }: DeploymentMatrix): string {
  const row = (texts: readonly string[]) => `| ${texts.join(" | ")} |\n`;
  const titles = to.map((party) => partyTitles[party]);
  const body = from.map((party, index) =>
    row([partyTitles[party], ...(cells[index] ?? []).map((cell) => linesOf(cell).join("<br>"))]),
  );
  return `### ${deployment}\n\n${row([corner, ...titles])}${row(["---", ...to.map(() => "---")])}${body.join("")}`;
}

/** One line for each traffic of each cell: deployment, from, to, traffic. */
export function matrixCsv(matrices: readonly DeploymentMatrix[]): string {
  const lines = matrices.flatMap(({ deployment, from, to, cells }) =>
    from.flatMap((source, row) =>
      to.flatMap((destination, column) =>
        (cells[row]?.[column] ?? []).map((traffic) => `${deployment},${source},${destination},${traffic}`),
      ),
    ),
  );
  return `deployment,from,to,traffic\n${lines.map((line) => `${line}\n`).join("")}`;
}

/** A cell that nothing here decides shows a dash; an empty one is denied. */
function linesOf(cell: readonly string[] | undefined): readonly string[] {
  return cell ?? ["-"];
}
