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

/** `skipped` are the assertions that are about no deployment. */
export function proofText(
  proofs: readonly Proof[],
  skipped: readonly { readonly name: string; readonly place: Place }[] = [],
): string {
  const failed = proofs.filter(({ violations }) => violations.length > 0);
  const lines = failed.flatMap(({ assertion, violations }) => {
    const { file, line, column } = assertion.place;
    return [
      `${file}:${line}:${column} ${assertion.name}: does not hold for ${assertion.entry.name}`,
      ...violations.map(({ witness }) => `  ${witness}`),
    ];
  });
  for (const { name, place } of skipped) {
    const { file, line, column } = place;
    lines.push(
      `${file}:${line}:${column} ${name}: skipped, because no deployment has its type and manages groups of its parties`,
    );
  }
  const count = `${proofs.length - failed.length} of ${proofs.length} assertions hold`;
  return `${[...lines, count].join("\n")}\n`;
}

export function proofJson({ assertion: { name, kind, place, entry }, violations }: Proof): object {
  return { name, deployment: entry.name, kind, place, holds: violations.length === 0, violations };
}
