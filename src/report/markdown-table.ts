/** A Markdown table, padded so that it reads as one in a terminal too. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) =>
    [header, ...rows].reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  const rule = widths.map((width) => "-".repeat(width));
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |\n`;
  return [header, rule, ...rows].map(line).join("");
}
