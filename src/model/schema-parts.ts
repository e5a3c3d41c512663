/** Building blocks of the schemas: texts judged by us, and by nobody where they are tokens. */
import { z } from "zod";
import { type Problem, problems } from "../errors";
import { isToken } from "./token";

/** Judges a value, unless it is a token. */
export type Judge<T> = (value: T) => Problem | undefined;

/** A check that reports our own problems. */
export function judged<T>(judge: Judge<T>) {
  return (value: T, context: z.core.$RefinementCtx<T>): void => {
    const problem = isToken(value) ? undefined : judge(value);
    if (problem) context.addIssue({ code: "custom", params: { problem } });
  };
}

/** A text; `example` is what a user is shown when it is missing. */
export function text(judge: Judge<string>, example: string) {
  return z
    .string()
    .superRefine(judged(judge))
    .meta({ examples: [example] });
}

/** The id of an EC2 resource, or a token for one: a prefix and 8 or 17 hexadecimal digits. */
export function awsId(prefix: string, what: string, example: string) {
  return knownAwsId(prefix, what, example, isToken);
}

/** As `awsId`, and no token: an id that EC2 reported. `isAccepted` exempts other texts. Default: none. */
export function knownAwsId(
  prefix: string,
  what: string,
  example: string,
  isAccepted: (id: string) => boolean = () => false,
) {
  const shape = new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`);
  return z
    .string()
    .superRefine((id, context) => {
      if (shape.test(id) || isAccepted(id)) return;
      context.addIssue({ code: "custom", params: { problem: problems.notAwsId(what, example) } });
    })
    .meta({ pattern: shape.source, examples: [example] });
}

/** At least one element; an element may be a token that stands for a list of unknown length. */
export function nonEmptyList<S extends z.ZodType>(element: S) {
  return z.array(element).min(1).readonly();
}

/** A map whose keys are some ids. The type names the ids by their alias, which is short in editors and docs. */
export function recordOf<Id extends string, V extends z.ZodType>(id: z.ZodType<string, Id>, value: V) {
  return z.partialRecord(id, value) as unknown as z.ZodType<
    Record<string, z.output<V>>,
    Partial<Record<Id, z.input<V>>>
  >;
}
