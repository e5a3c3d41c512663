/** Runs a zod schema and says what it found in our words. Raw zod text never leaves this file. */
import type { z } from "zod";
import { type Issue, type Path, type Problem, problems } from "../errors";

export type Validated<T> =
  | { readonly value: T; readonly issues?: never }
  | { readonly value?: never; readonly issues: readonly Issue[] };

/** Checks `input` against `schema`; every issue's path starts with `path`. */
export function validate<S extends z.ZodType>(schema: S, input: unknown, path: Path = []): Validated<z.output<S>> {
  // A problem needs the schema at fault (its keys, its example), which zod shows to error maps only:
  // so it is written down there, as JSON in the issue's message, and read back below.
  const result = schema.safeParse(input, {
    reportInput: true,
    // Compiling a validator costs more than it saves on a file that is read once.
    jitless: true,
    error: (raw) => JSON.stringify(describe(raw as RawIssue)),
  });
  if (result.success) return { value: result.data };
  return { issues: result.error.issues.flatMap((issue) => toIssues(issue as ZodIssue, path)) };
}

type RawIssue = z.core.$ZodRawIssue & { readonly inst?: { readonly def?: { readonly shape?: object } } & z.ZodType };
type ZodIssue = z.core.$ZodIssue;

/** The problem for a zod issue; for those that stand for several, what it takes to name them. */
function describe(raw: RawIssue): Problem | readonly string[] | { readonly example: string | undefined } {
  switch (raw.code) {
    case "unrecognized_keys":
      return Object.keys(raw.inst?.def?.shape ?? {});
    case "invalid_type":
      return raw.input === undefined ? problems.missing(exampleOf(raw.inst)) : wrongType(raw.expected, raw.input);
    case "invalid_value":
      if (raw.input === undefined) return problems.missing(String(raw.values[0]));
      return problems.notOneOf(raw.input, raw.values.map(String));
    case "invalid_union":
      return { example: exampleOf(raw.inst) };
    case "too_small":
      return raw.origin === "array" ? problems.tooFew() : problems.outOfRange(`${raw.minimum} or more${unit(raw)}`);
    case "too_big":
      return problems.outOfRange(`${raw.maximum} or less${unit(raw)}`);
    default:
      return problems.wrongType("another value");
  }
}

function toIssues(issue: ZodIssue, base: Path): readonly Issue[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  const received = issue.input;
  if (issue.code === "unrecognized_keys") {
    const known = JSON.parse(issue.message) as string[];
    return issue.keys.map((key) => ({ ...problems.unknownKey(key, known), path: [...path, key], received }));
  }
  if (issue.code === "invalid_key") return issue.issues.flatMap((key) => toIssues(key, path));
  if (issue.code === "invalid_union" && issue.errors.length > 0) return branch(issue, path);
  if (issue.code === "invalid_union" && (issue as { discriminator?: string }).discriminator) {
    const value = (received as Record<string, unknown>)[`${path.at(-1)}`];
    const options = (issue as { options?: string[] }).options ?? [];
    const problem = value === undefined ? problems.missing(options[0]) : problems.notOneOf(value, options);
    return [{ ...problem, path, received: value }];
  }
  const problem = issue.code === "custom" ? (issue.params?.problem as Problem) : (JSON.parse(issue.message) as Problem);
  return [{ ...problem, path, received }];
}

/** Of a union of words, numbers and a map, the one the user meant. */
function branch(issue: z.core.$ZodIssueInvalidUnion, path: Path): readonly Issue[] {
  const given = issue.input;
  const { example } = JSON.parse(issue.message) as { example?: string };
  if (given === undefined) return [{ ...problems.missing(example), path }];
  const isMap = typeof given === "object" && given !== null && !Array.isArray(given);
  const notMap = (error: ZodIssue) => error.path.length === 0 && error.code !== "unrecognized_keys";
  const aboutMap = issue.errors.find((errors) => !errors.some(notMap) || errors.some(({ code }) => code === "custom"));
  if (isMap && aboutMap) return aboutMap.flatMap((error) => toIssues(error, path));
  const outermost = issue.errors.flat();
  const words = outermost.flatMap((error) => (error.code === "invalid_value" ? error.values.map(String) : []));
  const types = outermost.flatMap((error) => (error.code === "invalid_type" ? [typeNames[error.expected] ?? ""] : []));
  const problem = words.length > 0 ? problems.notWordOrMap(words, example) : problems.wrongType(types.join(" or "));
  return [{ ...problem, path, received: given }];
}

const unit = ({ origin }: { readonly origin?: string }) => (origin === "string" ? " characters" : "");

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "a map",
  record: "a map",
};

function wrongType(expected: string, input: unknown): Problem {
  const problem = problems.wrongType(typeNames[expected] ?? expected);
  if (typeof input === "object") return problem;
  if (expected === "string") return { ...problem, fix: "put it in quotes" };
  return expected === "array" ? { ...problem, fix: `write [${input}]` } : problem;
}

function exampleOf(schema: z.ZodType | undefined): string | undefined {
  if (schema?.type === "boolean") return "true";
  const example = schema?.meta?.()?.examples;
  return Array.isArray(example) ? `${example[0]}` : undefined;
}
