/** Keys that a map of a JSON text has more than once. JSON.parse keeps the last value of each, and Terraform reads all of them. */
import type { Path } from "../errors";

interface Map {
  readonly keys: Set<string>;
  /** Whether the next text is a key. */
  isAtKey: boolean;
  key: string;
}

interface List {
  index: number;
}

/** Strings, and the marks of maps and lists. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/gs;

/** The place of each repetition. `text` is valid JSON. */
export function duplicateKeys(text: string): readonly Path[] {
  const found: Path[] = [];
  const stack: (Map | List)[] = [];
  for (const [word] of text.matchAll(token)) {
    const top = stack.at(-1);
    if (word === "{") stack.push({ keys: new Set(), isAtKey: true, key: "" });
    else if (word === "[") stack.push({ index: 0 });
    else if (word === "}" || word === "]") stack.pop();
    else if (word === ",") next(top);
    else if (top && "keys" in top && top.isAtKey) {
      top.key = JSON.parse(word) as string;
      top.isAtKey = false;
      if (top.keys.has(top.key)) found.push(stack.map((one) => ("keys" in one ? one.key : one.index)));
      top.keys.add(top.key);
    }
  }
  return found;
}

function next(top: Map | List | undefined): void {
  if (top && "keys" in top) top.isAtKey = true;
  else if (top) top.index++;
}
