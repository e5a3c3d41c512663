/// <reference lib="dom" />
/** Reads a From/To table of the page as a person does: every filled cell with the titles of its row and its columns. */
import type { Page } from "playwright-core";

export interface GridCell {
  readonly from: string;
  readonly to: readonly string[];
  /** The traffic, without notes and marks. */
  readonly text: string;
}

/** Follows row and column spans in the way that a browser lays them out. */
export async function readGrid(page: Page): Promise<readonly GridCell[]> {
  await page.locator("table.matrix").waitFor();
  return page.evaluate(() => {
    const table = document.querySelector("table.matrix") as HTMLTableElement;
    const titles = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent ?? "");
    return [...table.tBodies].flatMap((body) => {
      const taken = [...body.rows].map(() => titles.map(() => false));
      return [...body.rows].flatMap((row, line) =>
        [...row.cells].flatMap((cell) => {
          const column = (taken[line] as boolean[]).indexOf(false);
          for (let y = line; y < line + cell.rowSpan; y++) {
            for (let x = column; x < column + cell.colSpan; x++) (taken[y] as boolean[])[x] = true;
          }
          const words = [...cell.querySelectorAll(".word")].map((word) => word.textContent);
          if (words.length === 0) return [];
          const from = body.rows[0]?.cells[0]?.textContent ?? "";
          return [{ from, to: titles.slice(column, column + cell.colSpan), text: words.join(" ") }];
        }),
      );
    });
  });
}
