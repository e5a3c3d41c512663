/** Mistakes in several parts of the input, all told at once. */
import { SecurityGroupsError } from "../errors";
import type { Validated } from "../model/validate";

/** What it gives, or everything that is wrong. */
export function tried<T>(read: () => T): Validated<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof SecurityGroupsError) return { issues: error.issues };
    throw error;
  }
}

/** What each of them gives. @throws SecurityGroupsError with everything that is wrong in any of them. */
export function together<T extends readonly unknown[]>(...reads: { readonly [I in keyof T]: () => T[I] }): T {
  const results = reads.map((read) => tried(read));
  const failed = results.flatMap(({ issues }) => (issues ? [issues] : []));
  if (failed.length > 0) throw new SecurityGroupsError(failed.flat());
  return results.map(({ value }) => value) as unknown as T;
}
