/** The page with this text between the two marks of the section, `<!-- name: begin -->` and `<!-- name: end -->`. */
export function withSection(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`the page has lost a mark; write ${begin} and ${end} where the section goes`);
  }
  return `${before}${begin}\n\n${text}\n${end}${after}`;
}
