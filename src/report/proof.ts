/** Which assertions hold, for people and for programs. */
import type { Place } from "../errors";
import type { Assertion, Counterexample } from "../questions/prove";
import type { StyledText } from "./styled-text";

export interface Proof {
  readonly assertion: Assertion & {
    readonly name: string;
    readonly place: Place;
    readonly entry: { readonly name: string };
  };
  readonly violations: readonly Counterexample[];
}

/** `skipped` are the assertions that are about no deployment. */
export function proofText(
  proofs: readonly Proof[],
  skipped: readonly { readonly name: string; readonly place: Place }[] = [],
): StyledText {
  const failed = proofs.filter(({ violations }) => violations.length > 0);
  const failures = failed.flatMap(({ assertion, violations }) => {
    const { file, line, column } = assertion.place;
    return [
      `${file}:${line}:${column} ${assertion.name}: `,
      { colour: "red", word: "does not hold" } as const,
      ` for ${assertion.entry.name}\n`,
      ...violations.map(({ witness }) => `  ${witness}\n`),
    ];
  });
  const skips = skipped.flatMap(({ name, place: { file, line, column } }) => [
    `${file}:${line}:${column} ${name}: `,
    { colour: "yellow", word: "skipped" } as const,
    ", because no deployment has its type and manages groups of its parties\n",
  ]);
  return [...failures, ...skips, `${proofs.length - failed.length} of ${proofs.length} assertions hold\n`];
}

export function proofJson({ assertion: { name, kind, place, entry }, violations }: Proof): object {
  return { name, deployment: entry.name, kind, place, holds: violations.length === 0, violations };
}
