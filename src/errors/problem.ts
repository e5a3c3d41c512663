/** The parts of a problem: a literal code, the fields of that code, and the text. */

/** The text of a problem. It may change between versions; codes and fields do not. */
export interface ProblemText {
  readonly message: string;
  readonly fix?: string;
  /** True if the key is wrong, not its value: positions then point at the key. */
  readonly aboutKey?: boolean;
  /** True if the value would not help the reader (a long list, or no value). */
  readonly hidesValue?: boolean;
}

/** Makes the problems of a table, so that their types know their codes and fields. */
export function problemTable<
  Code extends string,
  Table extends Readonly<Record<string, (...values: never[]) => ProblemText & { readonly code: Code }>>,
>(table: Table): Table {
  return table;
}
