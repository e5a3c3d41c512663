import type { z } from "zod";
import { type Issue, type Path, problems } from "../errors";
import { hasDirective } from "../model/token";
import { type Validated, validate } from "../model/validate";

/**
 * As `validate`, for texts that a construct writes into Terraform JSON. Tokens pass, because Terraform is meant to
 * evaluate them. Template directives (`%{ }`) are errors: CDKTF writes none, so a directive comes from a user's text.
 */
export function validateProps<S extends z.ZodType>(schema: S, props: unknown, path: Path = []): Validated<z.output<S>> {
  const found = validate(schema, props, path);
  const directives = found.issues ? [] : directiveIssues(found.value, path);
  return directives.length > 0 ? { issues: directives } : found;
}

/** Reports each text of a value that contains a directive, map keys included. */
function directiveIssues(value: unknown, path: Path): readonly Issue[] {
  const issue = (aboutKey: boolean, at: Path, received: unknown): Issue => ({
    ...problems.templateDirective(),
    ...(aboutKey ? { aboutKey } : {}),
    path: at,
    received,
  });
  if (typeof value !== "object" || value === null) return hasDirective(value) ? [issue(false, path, value)] : [];
  return Object.entries(value).flatMap(([key, entry]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    return [...(hasDirective(key) ? [issue(true, at, key)] : []), ...directiveIssues(entry, at)];
  });
}
