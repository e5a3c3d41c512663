/** Texts as code, each on a separate line. */
export function CodeLines({ lines }: { readonly lines: readonly string[] }) {
  return lines.map((line) => (
    <div key={line}>
      <code>{line}</code>
    </div>
  ));
}
