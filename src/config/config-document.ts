/** A YAML text and where in it every path of its value stands. Knows YAML; knows no schema. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import { type Issue, type Path, type Place, type Problem, problems } from "../errors";
import { isEvaluated } from "../model/token";
import { maxDepth, readTextFile, textLimits } from "../network/text-file";
import { inspectNodes, type NodeIndex } from "./yaml-nodes";

export interface ConfigDocument {
  readonly value: unknown;
  /** The length of the text. */
  readonly characters: number;
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
  const read = readTextFile(file, howToName, textLimits.written);
  if ("problem" in read) return { issues: [{ ...read.problem, root: file, path: [] }] };
  const { text } = read;
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
    merge: true,
    // The check of the parser compares each key of a map with all others.
    uniqueKeys: false,
  });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const found = [...document.errors, ...document.warnings];
  const issueAt = (problem: Problem, offset: number): Issue => ({ ...problem, path: [], place: at(offset) });
  // The parser catches the error and goes on, so that one cause would be many issues.
  const tooDeep = found.find(({ message }) => message.includes("call stack"));
  if (tooDeep) return { issues: [issueAt(problems.tooDeep(maxDepth), tooDeep.pos[0])] };
  if (found.length > 0) {
    return { issues: found.map(({ code, message, pos }) => issueAt(yamlProblem(code, message), pos[0])) };
  }
  const { contents } = document;
  const nodes = inspectNodes(contents, text.length);
  if ("problem" in nodes) return { issues: [issueAt(nodes.problem, nodes.offset)] };
  try {
    const value: unknown = document.toJS({ maxAliasCount: -1 });
    const placeOf = (path: Path, aboutKey = false) => at(offsetOf(contents, nodes, path, aboutKey));
    const duplicates = nodes.duplicates.map(({ key, offset }) => issueAt(problems.duplicateKey(key), offset));
    return {
      document: {
        value,
        characters: text.length,
        mistakes: [...duplicates, ...scalarIssues(contents, nodes, at)],
        placeOf,
      },
    };
  } catch (error) {
    return { issues: [issueAt(syntaxProblem("", (error as Error).message), 0)] };
  }
}

function offsetOf(root: unknown, nodes: NodeIndex, path: Path, aboutKey: boolean): number {
  let offset = isNode(root) ? (root.range?.[0] ?? 0) : 0;
  let node: unknown = root;
  for (const step of path) {
    if (isAlias(node)) node = nodes.targetOf(node);
    const pair = isMap(node) ? nodes.pairOf(node, step) : undefined;
    const child = isSeq(node) ? node.items[step as number] : pair?.value;
    const key = pair?.key as Node | undefined;
    if (!pair && !isNode(child)) return offset;
    const spot = (aboutKey && step === path.at(-1)) || !isNode(child) || !child.range ? key : child;
    offset = (spot as Node | undefined)?.range?.[0] ?? offset;
    node = child;
  }
  return offset;
}

/** Texts that Terraform would evaluate, keys that JavaScript reserves, and keys that are no texts. */
function scalarIssues(contents: Node | null, nodes: NodeIndex, at: (offset: number) => Place): readonly Issue[] {
  const issues: Issue[] = [];
  visit(contents, {
    Pair(_, { key }) {
      const node = isAlias(key) ? nodes.targetOf(key) : key;
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

function yamlProblem(code: string, message: string): Problem {
  return code === "MULTIPLE_DOCS" ? problems.severalDocuments() : syntaxProblem(code, message);
}

function syntaxProblem(code: string, message: string): Problem {
  const [, fix] = syntaxFixes.find(([pattern]) => pattern.test(`${code} ${message}`)) ?? [];
  return problems.yaml(firstLine(message), fix);
}

const quote = "put the value in quotes";
/** How to correct a mistake of syntax, by the code and the message of the parser. The first that matches. */
const syntaxFixes: readonly (readonly [RegExp, string])[] = [
  [/end with a [\]}]/, "close the bracket, or indent its lines more than its key"],
  [/Missing closing/, "close the quote"],
  [/Missing (space|, )/, 'write "key: value" with a space, and a comma between items'],
  [/Comments must be/, `write a space before #, or ${quote}`],
  [
    /^(BAD_INDENT|MISSING_CHAR)/,
    'indent all keys of a map and all items of a list equally; write "key: value" with a space',
  ],
  [/^TAB_AS_INDENT/, "use spaces"],
  [/alias/i, "define the anchor, such as &office, above the alias *office; put a text that starts with * in quotes"],
  [/^BAD_DQ_ESCAPE/, "write \\\\ for a backslash, or use single quotes"],
  [/^BLOCK_AS_IMPLICIT_KEY/, `start a map on a new line, or if it is a text, ${quote}`],
  [/^BLOCK_IN_FLOW/, "use [ ] and { } inside brackets"],
  [/^MULTILINE_IMPLICIT_KEY/, `write "key: value" on one line, or ${quote}`],
  [/^TAG_RESOLVE_FAILED/, "remove the tag, or put a text that starts with ! in quotes"],
  [/^(BAD_SCALAR_START|UNEXPECTED_TOKEN)/, `check quotes, commas and brackets, or ${quote}`],
];

function firstLine(message: string): string {
  return message.split("\n", 1)[0] as string;
}
