/** The word that a user meant. */
import { distance } from "fastest-levenshtein";

/**
 * The known word a user most likely meant: the only one that starts with theirs, or one with few letters changed. A word
 * with all letters changed, such as en for zh, is not suggested.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [whole, ...others] = known.filter((candidate) => candidate.startsWith(word));
  if (whole && word.length > 2 && others.length === 0) return whole;
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps < least && steps < word.length) [best, least] = [candidate, steps];
  }
  return best;
}

/** Kubernetes that a provider runs: the value is `hosted`. */
const hostedKubernetes = ["eks", "aks", "gke"];

/** The fix for a word that is none of the known ones. */
export function oneOf(word: unknown, known: readonly string[]): string {
  if (typeof word === "string" && hostedKubernetes.includes(word.toLowerCase()) && known.includes("rke2")) {
    return known.includes("hosted")
      ? "use hosted, for any Kubernetes whose control plane a provider runs"
      : "remove it, and use provisioning: hosted";
  }
  return nearWord(word, known) ?? `use one of ${known.join(", ")}`;
}

/** The fix for a word that is near one of the known ones. */
export function nearWord(word: unknown, known: readonly string[]): string | undefined {
  const near = typeof word === "string" ? nearest(word, known) : undefined;
  return near ? `did you mean "${near}"?` : undefined;
}
