/**
 * The one error class of the package, and what it is made of: a problem says what is wrong and how to mend it, an issue
 * is a problem at a place.
 */
import type { Problem } from "./problems";

/** The keys and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** A position in a file, both counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A problem at a place in the user's input. */
export type Issue = Problem & {
  readonly path: Path;
  readonly received?: unknown;
  readonly place?: Place;
  /** What the path starts from: a construct path, say. */
  readonly root?: string;
};

/** Thrown once, with everything that was found wrong; what would read the same is in it once. */
export class SecurityGroupsError extends Error {
  override readonly name = "SecurityGroupsError";
  /** Stable, for programs. */
  readonly code = "INVALID_INPUT";

  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    const byLine = new Map(issues.map((issue) => [issueLine(issue), issue]));
    super([...byLine.keys()].join("\n"));
    this.issues = [...byLine.values()];
  }
}

/** `<path>: <what is wrong>, got <value>; <fix>` */
export function issueLine(issue: Issue): string {
  const place = issue.place && `${issue.place.file}:${issue.place.line}:${issue.place.column}`;
  const where = [place, issue.root, pathText(issue.path)].filter(Boolean).join(" ");
  const value = issue.hidesValue || issue.received === undefined ? "" : `, got ${valueText(issue.received)}`;
  const fix = issue.fix ? `; ${issue.fix}` : "";
  return `${where}${where ? ": " : ""}${issue.message}${value}${fix}`;
}

/** `deployments[1].parties.apiClients.cidrs[0]` */
function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text ? `${text}.${step}` : step;
  }, "");
}

function valueText(value: unknown): string {
  const text = typeof value === "bigint" ? `${value}` : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** One issue at a place in what the user wrote, as an error. */
export function mistake(problem: Problem, path: Path, received?: unknown): SecurityGroupsError {
  return new SecurityGroupsError([{ ...problem, path, ...(received === undefined ? {} : { received }) }]);
}
