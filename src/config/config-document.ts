/** A YAML text and where in it every path of its value stands. Knows YAML; knows no schema. */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from "yaml";
import { type Issue, type Path, type Place, type Problem, problems } from "../errors";
import { isEvaluated } from "../model/token";
import { readTextFile } from "../network/text-file";

export interface ConfigDocument {
  readonly value: unknown;
  /** What is wrong with the text itself, though the rest can be read in spite of it: keys that stand twice, and such. */
  readonly mistakes: readonly Issue[];
  /** Where a value, or its key, stands; for what is missing, the map it is missing from. */
  placeOf(path: Path, aboutKey?: boolean): Place;
}

/** Reads a file. Its value is not to be had where it cannot be read, or is not YAML. */
export function readDocument(
  file: string,
  howToName?: string,
): { document: ConfigDocument } | { issues: readonly Issue[] } {
  const read = readTextFile(file, howToName);
  if ("problem" in read) return { issues: [{ ...read.problem, root: file, path: [] }] };
  const { text } = read;
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
    merge: true,
  });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const found = [...document.errors, ...document.warnings];
  const issues: Issue[] = found.map(({ code, message, pos }) => ({
    ...yamlProblem(code, message, text.slice(pos[0])),
    path: [],
    place: at(pos[0]),
  }));
  if (found.some(({ code }) => code !== "DUPLICATE_KEY")) return { issues };
  try {
    // The limit guards against aliases within aliases; a fleet may well say the same thing a thousand times.
    const value: unknown = document.toJS({ maxAliasCount: 10_000 });
    const placeOf = (path: Path, aboutKey = false) => at(offsetOf(document.contents, path, aboutKey));
    const mistakes = [...issues, ...scalarIssues(document, at)];
    return { document: { value, mistakes, placeOf } };
  } catch (error) {
    return { issues: [...issues, { ...problems.yaml(firstLine((error as Error).message)), path: [], place: at(0) }] };
  }

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

/** Texts that Terraform would evaluate, keys that JavaScript reserves, and keys that are no texts. */
function scalarIssues(document: Document, at: (offset: number) => Place): readonly Issue[] {
  const issues: Issue[] = [];
  visit(document, {
    Pair(_, { key }) {
      const node = isAlias(key) ? key.resolve(document) : key;
      const place = at((key as Node | null)?.range?.[0] ?? 0);
      if (isMap(node) || isSeq(node)) issues.push({ ...problems.notATextKey(), path: [], place });
      else if (isScalar(node) && node.value === "__proto__") {
        issues.push({ ...problems.reservedKey(node.value), path: [], place });
      }
    },
    Scalar(_, { value, range }) {
      if (!isEvaluated(value)) return;
      issues.push({ ...problems.notExpanded(), path: [], place: at(range?.[0] ?? 0), received: value });
    },
  });
  return issues;
}

/** The issue with its place in the document. */
export function placed(document: ConfigDocument, issue: Issue): Issue {
  return { ...issue, place: document.placeOf(issue.path, issue.aboutKey) };
}

function yamlProblem(code: string, message: string, rest: string): Problem {
  if (code === "DUPLICATE_KEY") return problems.duplicateKey(/^[^:\s]*/.exec(rest)?.[0] ?? "");
  return code === "MULTIPLE_DOCS" ? problems.severalDocuments() : problems.yaml(firstLine(message));
}

function keyText(pair: Pair): unknown {
  return isScalar(pair.key) ? String(pair.key.value) : pair.key;
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] as string;
}
