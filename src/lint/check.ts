/** A check: how it describes itself, and what it finds. */
import type { CheckDescription } from "../model/finding";
import type { LintedGroup, LintedRule } from "./linted-group";
import type { LintedPlan } from "./linted-plan";

/** One thing found. */
export interface Sighting {
  /** Absent where it is about the deployment. */
  readonly group?: LintedGroup;
  /** The rules concerned. Default: none. */
  readonly rules?: readonly LintedRule[];
  /** `<what is wrong>; <the fix>`, in one line. */
  readonly message: string;
}

/** Pure: the same sightings for every order of the plan's rules. */
export interface Check extends CheckDescription {
  readonly find: (linted: LintedPlan) => Iterable<Sighting>;
}
