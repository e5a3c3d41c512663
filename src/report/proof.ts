/** Which assertions hold, for people and for programs. */
import type { Place } from "../errors";
import type { Assertion, Counterexample } from "../questions/prove";

export interface Proof {
  readonly assertion: Assertion & {
    readonly name: string;
    readonly place: Place;
    readonly entry: { readonly name: string };
  };
  readonly violations: readonly Counterexample[];
}

export function proofText(proofs: readonly Proof[]): string {
  const failed = proofs.filter(({ violations }) => violations.length > 0);
  const lines = failed.flatMap(({ assertion, violations }) => {
    const { file, line, column } = assertion.place;
    return [
      `${file}:${line}:${column} ${assertion.name}: does not hold for ${assertion.entry.name}`,
      ...violations.map(({ witness }) => `  ${witness}`),
    ];
  });
  const count = `${proofs.length - failed.length} of ${proofs.length} assertions hold`;
  return `${[...lines, count].join("\n")}\n`;
}

export function proofJson({ assertion: { name, kind, place, entry }, violations }: Proof): object {
  return { name, deployment: entry.name, kind, place, holds: violations.length === 0, violations };
}
