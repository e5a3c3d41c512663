/**
 * The one error class of the package, and what it is made of: a problem says what is wrong and how to mend it, an issue
 * is a problem at a place.
 */
import { oneLine } from "./one-line";
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

/** The message has as many lines about issues; the rest is counted. */
const maxLines = 100;

/** Thrown once, with everything that was found wrong; what would read the same is in it once. */
export class SecurityGroupsError extends Error {
  override readonly name = "SecurityGroupsError";
  /** Stable, for programs. */
  readonly code = "INVALID_INPUT";

  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    const byLine = new Map(issues.map((issue) => [issueLine(issue), issue]));
    const lines = [...byLine.keys()];
    const more = lines.length - maxLines;
    const rest = more > 0 ? [`... and ${more.toLocaleString("en")} more ${more === 1 ? "mistake" : "mistakes"}`] : [];
    super([...lines.slice(0, maxLines), ...rest].join("\n"));
    this.issues = [...byLine.values()];
  }
}

/** `<path>: <what is wrong>, got <value>; <fix>` */
export function issueLine(issue: Issue): string {
  const place = issue.place && `${issue.place.file}:${issue.place.line}:${issue.place.column}`;
  const where = [place, issue.root, pathText(issue.path)].filter(Boolean).join(" ");
  const value = issue.hidesValue || issue.received === undefined ? "" : `, got ${valueText(issue.received)}`;
  const fix = issue.fix ? `; ${issue.fix}` : "";
  return oneLine(`${where}${where ? ": " : ""}${issue.message}${value}${fix}`);
}

/** `deployments[1].parties.apiClients.cidrs[0]` */
function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text ? `${text}.${step}` : step;
  }, "");
}

function valueText(value: unknown): string {
  const text = numberText(value) ?? JSON.stringify(beginningOf(value)) ?? String(value);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters - 3)}...` : text;
}

/** A number that JSON does not have, as YAML writes it. */
function numberText(value: unknown): string | undefined {
  if (typeof value === "bigint") return `${value}`;
  if (typeof value !== "number" || Number.isFinite(value)) return undefined;
  return Number.isNaN(value) ? ".nan" : value < 0 ? "-.inf" : ".inf";
}

const shownCharacters = 80;

/** A value whose JSON starts like that of `value`, without the entries that are never shown. */
function beginningOf(value: unknown, room = { entries: shownCharacters }): unknown {
  if (typeof value === "string") return value.slice(0, shownCharacters);
  if (typeof value !== "object" || value === null || "toJSON" in value) return value;
  if (Array.isArray(value)) {
    const entries = value.slice(0, room.entries);
    room.entries -= entries.length;
    return entries.map((entry) => beginningOf(entry, room));
  }
  const shown: [string, unknown][] = [];
  for (const key in value) {
    if (room.entries <= 0) break;
    room.entries -= 1;
    if (Object.hasOwn(value, key)) shown.push([key, beginningOf((value as Record<string, unknown>)[key], room)]);
  }
  return Object.fromEntries(shown);
}

/** One issue at a place in what the user wrote, as an error. */
export function mistake(problem: Problem, path: Path, received?: unknown): SecurityGroupsError {
  return new SecurityGroupsError([{ ...problem, path, ...(received === undefined ? {} : { received }) }]);
}
