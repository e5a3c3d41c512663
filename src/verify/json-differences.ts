/** Where does a JSON differ from what is expected? Maps and lists are compared entry by entry. */
import type { Path } from "../errors";
import { isRecord } from "../model/is-record";

/** A value that may be absent, and else is as expected. */
export class Optional {
  constructor(readonly value: Expected) {}
}

/** A value that may differ within bounds, or that is judged elsewhere. It also decides whether the value may be absent. */
export class Variable {
  /** `text` names the values that it accepts. */
  constructor(
    readonly text: string,
    readonly accepts: (value: unknown) => boolean,
  ) {}
}

/** Texts, numbers and booleans, in maps and lists. An entry that is undefined is not expected. */
export type Expected =
  | string
  | number
  | boolean
  | undefined
  | Variable
  | Optional
  | readonly Expected[]
  | { readonly [key: string]: Expected };

/** A place at which the JSON has another value. */
export interface JsonDifference {
  readonly path: Path;
  /** Undefined if nothing is expected there. */
  readonly expected: Expected;
  /** Undefined if nothing is there. */
  readonly found: unknown;
}

export function jsonDifferences(expected: Expected, found: unknown, path: Path = []): readonly JsonDifference[] {
  if (expected instanceof Optional) return found === undefined ? [] : jsonDifferences(expected.value, found, path);
  if (expected instanceof Variable) return expected.accepts(found) ? [] : [{ path, expected, found }];
  if (Array.isArray(expected) && Array.isArray(found)) {
    const longer = expected.length > found.length ? expected : found;
    return longer.flatMap((_, index) => jsonDifferences(expected[index], found[index], [...path, index]));
  }
  if (isRecord(expected) && isRecord(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...keys].flatMap((key) => jsonDifferences(own(expected, key) as Expected, own(found, key), [...path, key]));
  }
  return expected === found ? [] : [{ path, expected, found }];
}

const own = (map: Readonly<Record<string, unknown>>, key: string) => (Object.hasOwn(map, key) ? map[key] : undefined);
