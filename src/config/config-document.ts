/** A YAML text and where in it every path of its value stands. Knows YAML; knows no schema. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { type Issue, type Path, type Place, type Problem, problems } from "../errors";

export interface ConfigDocument {
  readonly value: unknown;
  /** Mistakes of YAML itself. After any but a repeated key, `value` is not to be trusted. */
  readonly issues: readonly Issue[];
  readonly trusted: boolean;
  /** Where a value, or its key, stands; for what is missing, the map it is missing from. */
  placeOf(path: Path, aboutKey?: boolean): Place;
}

export function readDocument(file: string, text: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };

  const mistakes = [...document.errors, ...document.warnings];
  const issues: Issue[] = mistakes.map(({ code, message, pos }) => ({
    ...yamlProblem(code, message),
    path: [],
    place: at(pos[0]),
  }));

  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    issues.push({ ...problems.yaml(firstLine((error as Error).message)), path: [], place: at(0) });
  }
  return {
    value,
    issues,
    trusted: issues.every(({ code }) => code === "duplicate-key"),
    placeOf: (path, aboutKey = false) => at(offsetOf(document.contents, path, aboutKey)),
  };

  function offsetOf(root: unknown, path: Path, aboutKey: boolean): number {
    let offset = isNode(root) ? (root.range?.[0] ?? 0) : 0;
    let node: unknown = root;
    for (const step of path) {
      if (isAlias(node)) node = node.resolve(document);
      const pair = isMap(node) ? node.items.find((item) => keyText(item) === step) : undefined;
      const child = isSeq(node) ? node.items[step as number] : pair?.value;
      const key = pair?.key as Node | undefined;
      if (!pair && !isNode(child)) return offset;
      const spot = (aboutKey && step === path.at(-1)) || !isNode(child) || !child.range ? key : child;
      offset = (spot as Node | undefined)?.range?.[0] ?? offset;
      node = child;
    }
    return offset;
  }
}

function yamlProblem(code: string, message: string): Problem {
  if (code === "DUPLICATE_KEY") return problems.duplicateKey();
  return code === "MULTIPLE_DOCS" ? problems.severalDocuments() : problems.yaml(firstLine(message));
}

function keyText(pair: Pair): unknown {
  return isScalar(pair.key) ? String(pair.key.value) : pair.key;
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] as string;
}
