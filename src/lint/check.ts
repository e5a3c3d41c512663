/** Types of a check: its description, and the sightings that it returns. */
import type { CheckDescription } from "../model/finding";
import type { LintedGroup, LintedRule } from "./linted-group";
import type { LintedPlan } from "./linted-plan";

/** One occurrence of the problem that a check looks for. */
export interface Sighting {
  /** Absent if it is about the whole deployment. */
  readonly group?: LintedGroup;
  /** The rules concerned. Default: none. */
  readonly rules?: readonly LintedRule[];
  /** `<what is wrong>; <the fix>`, in one line. */
  readonly message: string;
}

/** Checks are pure: the order of the plan's rules makes no difference. */
export interface Check extends CheckDescription {
  readonly find: (linted: LintedPlan) => Iterable<Sighting>;
}
