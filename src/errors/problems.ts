/** Every problem that a user can get, and the types of their codes and fields. */
import { addressListProblems } from "./address-list-problems";
import { adoptProblems } from "./adopt-problems";
import { combinationProblems } from "./combination-problems";
import { commandProblems } from "./command-problems";
import { constructProblems } from "./construct-problems";
import { deploymentProblems } from "./deployment-problems";
import { fileProblems } from "./file-problems";
import { fleetProblems } from "./fleet-problems";
import { layoutProblems } from "./layout-problems";
import type { ProblemText } from "./problem";
import { synthesizedProblems } from "./synthesized-problems";
import { valueProblems } from "./value-problems";

export const problems = {
  ...valueProblems,
  ...deploymentProblems,
  ...combinationProblems,
  ...layoutProblems,
  ...fleetProblems,
  ...constructProblems,
  ...fileProblems,
  ...commandProblems,
  ...synthesizedProblems,
  ...adoptProblems,
  ...addressListProblems,
} as const;

type Named = typeof problems;
type Made<Name extends keyof Named> = ReturnType<Named[Name]>;

/** The codes of problems, each with the fields of its problems. Codes and fields are stable; texts may improve. */
export type IssueFields = {
  readonly [Name in keyof Named as Made<Name>["code"]]: {
    readonly [Field in keyof Made<Name> as Exclude<Field, "code" | keyof ProblemText>]: Made<Name>[Field];
  };
};

/** The code of a problem. */
export type IssueCode = keyof IssueFields;

/** A mistake and its fix: a code, the fields of that code, and the text. */
export type Problem = {
  [Code in IssueCode]: ProblemText & { readonly code: Code } & IssueFields[Code];
}[IssueCode];
