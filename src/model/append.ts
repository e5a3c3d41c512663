/** Adds each entry to the end of a list of any length; `push(...entries)` fails if there are about 100,000. */
export function append<T>(list: T[], entries: Iterable<T>): void {
  for (const entry of entries) list.push(entry);
}
