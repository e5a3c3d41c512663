import { Construct } from "constructs";
import type { z } from "zod";
import { type Issue, type Path, problems } from "../errors";
import { hasDirective, isMapToken } from "../model/token";
import { type Validated, validate } from "../model/validate";

/**
 * Like `validate`, for texts that a construct writes into Terraform JSON. Tokens pass, because Terraform is meant to
 * evaluate them. Template directives (`%{ }`) are errors, because they come from a user and are not tokens of CDKTF.
 * The key `__proto__` is an error too, because zod skips it.
 */
export function validateProps<S extends z.ZodType>(schema: S, props: unknown, path: Path = []): Validated<z.output<S>> {
  const found = validate(schema, props, path);
  // A text that is wrong in another way too is reported once.
  const isFound = (issue: Issue) => found.issues?.some((other) => `${other.path}` === `${issue.path}`);
  const directives = directiveIssues(props, path, new Set()).filter((issue) => !isFound(issue));
  return directives.length > 0 ? { issues: [...directives, ...(found.issues ?? [])] } : found;
}

/**
 * Reports texts and map keys with a directive, tokens in place of maps, and the key `__proto__`. `seen` ends cycles.
 */
function directiveIssues(value: unknown, path: Path, seen: Set<unknown>): readonly Issue[] {
  const issue = (at: Path, received: unknown): Issue => ({ ...problems.templateDirective(), path: at, received });
  if (typeof value !== "object" || value === null) return hasDirective(value) ? [issue(path, value)] : [];
  if (seen.has(value) || isConstruct(value)) return [];
  seen.add(value);
  if (Object.keys(value).some(isMapToken)) return [{ ...problems.mapToken(), path }];
  if (Object.hasOwn(value, "__proto__")) return [{ ...problems.reservedKey("__proto__"), path }];
  return Object.entries(value).flatMap(([key, entry]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    return [...(hasDirective(key) ? [issue(at, key)] : []), ...directiveIssues(entry, at, seen)];
  });
}

const isConstruct = (value: object) => Construct.isConstruct(value);
