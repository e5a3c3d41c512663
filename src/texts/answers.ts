/** Answers of `explain` and `diff` in words. */

export const verdictTexts = {
  allowed: "allowed",
  partly: "partly allowed",
  denied: "denied",
  undecided: "cannot be decided: the addresses of a prefix list or of nodes, or the rules of a group, are not known",
  ungoverned: "not decided here: no group of this deployment stands between the two",
} as const;

export const relationTexts = {
  equal: "Equal: both allow the same flows.",
  stricter: "Stricter: the second allows less, and nothing new.",
  looser: "Looser: the second allows all of the first, and more.",
  incomparable: "Incomparable: each allows what the other does not.",
} as const;

/** The heading of flows that both sides of a comparison allow by different rules. */
export const movedText =
  "Flows that stay open and move to other rules. Terraform may remove the old rules before it creates the new ones, so these flows may close for seconds.";
