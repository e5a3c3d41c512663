/** A Markdown table, padded so that it reads as one in a terminal too. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) =>
    [header, ...rows].reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  const rule = widths.map((width) => "-".repeat(width));
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |\n`;
  return [header, rule, ...rows].map(line).join("");
}

/** A table without padding and empty last cells: padded, its rows would be wider than a screen. */
export function compactTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => `| ${(row.at(-1) === "" ? row.slice(0, -1) : row).join(" | ")} |\n`;
  return [header, header.map(() => "---"), ...rows].map(line).join("");
}
