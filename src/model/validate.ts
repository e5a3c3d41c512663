/** Runs a zod schema and says what it found in our words. Raw zod text never leaves this file. */
import { z } from "zod";
import { type Issue, type Path, type Problem, problems } from "../errors";
import { isNumberToken } from "./token";

export type Validated<T> =
  | { readonly value: T; readonly issues?: never }
  | { readonly value?: never; readonly issues: readonly Issue[] };

/** Checks `input` against `schema`; every issue's path starts with `path`. */
export function validate<S extends z.ZodType>(schema: S, input: unknown, path: Path = []): Validated<z.output<S>> {
  // A problem needs the keys or the example of the schema that failed. zod passes that schema to error maps only, and
  // keeps nothing of them but a text: here it is the schema's index.
  const failed: (FailedSchema | undefined)[] = [];
  let result: z.ZodSafeParseResult<z.output<S>>;
  try {
    result = schema.safeParse(input, {
      reportInput: true,
      // Compiling a validator costs more than it saves on a file that is read once.
      jitless: true,
      error: ({ inst }) => `${failed.push(inst as FailedSchema | undefined) - 1}`,
    });
  } catch (error) {
    // zod spreads the mistakes of a list into the arguments of a function.
    if (error instanceof RangeError) return { issues: [{ ...problems.tooManyMistakes(), path }] };
    throw error;
  }
  if (result.success) return { value: result.data };
  const schemaOf: SchemaOf = (issue) => failed[Number(issue.message)];
  return { issues: result.error.issues.flatMap((issue) => toIssues(issue, path, schemaOf)) };
}

type FailedSchema = z.ZodType & { readonly def: { readonly shape?: object } };
type ZodIssue = z.core.$ZodIssue;
type SchemaOf = (issue: ZodIssue) => FailedSchema | undefined;

function toIssues(issue: ZodIssue, base: Path, schemaOf: SchemaOf): readonly Issue[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  const { input: received } = issue;
  if (isNumberToken(received)) return [{ ...problems.numberToken(), path }];
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = Object.keys(schemaOf(issue)?.def.shape ?? {});
      return issue.keys.map((key) => ({ ...unknownKey(key, known), path: [...path, key], received }));
    }
    case "invalid_key":
      return issue.issues.flatMap((key) => toIssues(key, path, schemaOf));
    case "invalid_union":
      return issue.errors.length > 0 ? branch(issue, path, schemaOf) : [unknownVariant(issue, path)];
    default:
      return [{ ...problemOf(issue, schemaOf(issue)), path, received }];
  }
}

/** Former keys of a deployment, each with what replaces it. */
const replacedKeys = new Map([
  ["monitoring", "addons: [monitoring]"],
  ["embeddedRegistry", "addons: [embedded-registry]"],
]);

function unknownKey(key: string, known: readonly string[]): Problem {
  const replacement = known.includes("addons") ? replacedKeys.get(key) : undefined;
  return replacement === undefined ? problems.unknownKey(key, known) : problems.replacedKey(replacement);
}

/** What to say if a required value is missing, for schemas that have more to say than an example. */
export const missingProblems = z.registry<{ readonly problem: Problem }>();

const missingProblem = (schema: FailedSchema | undefined) => schema && missingProblems.get(schema)?.problem;

type SingleIssue = Exclude<ZodIssue, { readonly code: "unrecognized_keys" | "invalid_key" | "invalid_union" }>;

function problemOf(issue: SingleIssue, schema: FailedSchema | undefined): Problem {
  switch (issue.code) {
    case "custom":
      return issue.params?.problem as Problem;
    case "invalid_type":
      if (issue.input !== undefined) return wrongType(issue.expected, issue.input, exampleOf(schema));
      return missingProblem(schema) ?? problems.missing(exampleOf(schema));
    case "invalid_value":
      if (issue.input === undefined) return missingProblem(schema) ?? problems.missing(String(issue.values[0]));
      return problems.notOneOf(issue.input, issue.values.map(String));
    case "too_small":
      if (issue.origin === "array") return problems.tooFew();
      return problems.outOfRange(`${issue.minimum} or more${unit(issue)}`);
    case "too_big":
      return problems.outOfRange(`${issue.maximum} or less${unit(issue)}`);
    default:
      return problems.wrongType("another value");
  }
}

/** The value of a key that tells the variants of a map apart. */
function unknownVariant(issue: z.core.$ZodIssueInvalidUnion, path: Path): Issue {
  const value = (issue.input as Record<string, unknown>)[`${path.at(-1)}`];
  const { options = [] } = issue as { readonly options?: readonly string[] };
  const problem = value === undefined ? problems.missing(options[0]) : problems.notOneOf(value, options);
  return { ...problem, path, received: value };
}

/** Of a union of words, numbers and a map, the one the user meant. */
function branch(issue: z.core.$ZodIssueInvalidUnion, path: Path, schemaOf: SchemaOf): readonly Issue[] {
  const given = issue.input;
  const example = exampleOf(schemaOf(issue));
  if (given === undefined) return [{ ...(missingProblem(schemaOf(issue)) ?? problems.missing(example)), path }];
  const isMap = typeof given === "object" && given !== null && !Array.isArray(given);
  const notMap = (error: ZodIssue) => error.path.length === 0 && error.code !== "unrecognized_keys";
  const maps = issue.errors.filter((errors) => !errors.some(notMap) || errors.some(({ code }) => code === "custom"));
  // Of several maps, the one that has the keys.
  const hasKeys = (errors: readonly ZodIssue[]) =>
    !errors.some(
      ({ code, path: [, ...inner] }) => inner.length === 0 && (code === "unrecognized_keys" || code === "invalid_key"),
    );
  const aboutMap = maps.find(hasKeys) ?? maps[0];
  if (isMap && aboutMap) return aboutMap.flatMap((error) => toIssues(error, path, schemaOf));
  const outermost = issue.errors.flat();
  const words = outermost.flatMap((error) => (error.code === "invalid_value" ? error.values.map(String) : []));
  const types = outermost.flatMap((error) => (error.code === "invalid_type" ? [typeNames[error.expected] ?? ""] : []));
  const problem =
    words.length > 0
      ? problems.notWordOrMap(given, words, example)
      : problems.wrongType([...new Set(types)].join(" or "));
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

function wrongType(expected: string, input: unknown, example?: string): Problem {
  const name = typeNames[expected] ?? expected;
  if (name === "a map") return problems.wrongType(name, example && `for example ${example}`);
  if (typeof input === "object") return problems.wrongType(name);
  if (expected === "string") return problems.wrongType(name, "put it in quotes");
  const isListable = expected === "array" && !(typeof input === "number" && !Number.isFinite(input));
  return problems.wrongType(name, isListable ? `write [${input}]` : undefined);
}

function exampleOf(schema: FailedSchema | undefined): string | undefined {
  if (schema?.type === "boolean") return "true";
  const example = schema?.meta?.()?.examples;
  return Array.isArray(example) ? `${example[0]}` : undefined;
}
