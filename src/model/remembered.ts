/**
 * The results of a pure function, each computed once: a fleet has the same few catalogs, CIDRs and ports in thousands of
 * rules. A result is the same object each time, so callers must not change it.
 */

/** For texts. Forgets everything at the limit, so that a long-lived program does not grow. */
export function rememberedByText<Result>(compute: (text: string) => Result, limit = 10_000): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const result = known.has(text) ? (known.get(text) as Result) : compute(text);
    if (known.size >= limit) known.clear();
    known.set(text, result);
    return result;
  };
}

/** For objects that do not change, for as long as they exist. */
export function rememberedByObject<Key extends object, Result>(compute: (key: Key) => Result): (key: Key) => Result {
  const known = new WeakMap<Key, { readonly result: Result }>();
  return (key) => {
    const entry = known.get(key) ?? { result: compute(key) };
    known.set(key, entry);
    return entry.result;
  };
}
