/** The certainty of each choice and the reason for it, from a comparison with the best fit that chooses otherwise. */
import type { NetworkRule } from "../model/network";
import type { Candidate } from "./candidate";
import { trafficOfGroup } from "./comparison";
import type { Fit } from "./fit";
import { hasHint } from "./score";

export type Confidence = "known" | "high" | "medium" | "low";

/** A choice, its certainty, and the reason for it. */
export interface Reason {
  readonly confidence: Confidence;
  readonly why: string;
}

export type Choice = "type" | "distribution" | "edition" | "cni" | "groups";

export type Reasons = Readonly<Partial<Record<Choice, Reason>>>;

const choices: readonly { readonly choice: Choice; readonly chosenIn: (candidate: Candidate) => string | undefined }[] =
  [
    { choice: "type", chosenIn: ({ type }) => type },
    {
      choice: "distribution",
      chosenIn: ({ type, distribution }) => (type === "rancher-nodes" ? undefined : distribution),
    },
    { choice: "edition", chosenIn: ({ edition }) => edition },
    { choice: "cni", chosenIn: ({ cni }) => cni },
    { choice: "groups", chosenIn: ({ groups }) => groups.map(({ parties }) => parties.join("+")).join(" ") },
  ];

/** The option of `init` that sets each choice. */
const optionFor: Readonly<Record<Choice, string>> = {
  type: "--kind",
  distribution: "--distribution",
  edition: "--kind",
  cni: "--cni",
  groups: "--role",
};

/** The name of a choice in a comment, and the name of the best config with another choice. */
interface Names {
  readonly chosen: string;
  readonly closest: string;
}

export function reasonsOf(fits: readonly Fit[], known: readonly Choice[], hints: string): Reasons {
  const [best] = fits;
  if (!best) return {};
  const entries = choices.flatMap(({ choice, chosenIn }): readonly (readonly [Choice, Reason])[] => {
    const chosen = chosenIn(best.candidate);
    if (chosen === undefined) return [];
    if (known.includes(choice)) return [[choice, { confidence: "known", why: `set by ${optionFor[choice]}` }]];
    const other = fits.find(({ candidate }) => {
      const value = chosenIn(candidate);
      return value !== undefined && value !== chosen && isNear(candidate, best.candidate, choice);
    });
    if (!other) return [];
    const names: Names =
      choice === "groups"
        ? { chosen: "these roles", closest: "the closest config with other roles" }
        : { chosen, closest: `the closest ${chosenIn(other.candidate)} config` };
    return [[choice, reasonFor(best, other, names, hints)]];
  });
  return Object.fromEntries(entries);
}

/** Whether two candidates differ in one choice only, so that this choice causes the difference. */
function isNear(one: Candidate, best: Candidate, choice: Choice): boolean {
  if (choice === "type") return true;
  if (choice === "groups") return one.type === best.type && one.distribution === best.distribution;
  return one.type === best.type;
}

function reasonFor(best: Fit, other: Fit, { chosen, closest }: Names, hints: string): Reason {
  const margin = other.differences - best.differences;
  const isNamed = ({ candidate: { type, distribution } }: Fit) => hasHint(type, distribution, hints);
  if (margin <= 0) {
    const isTold = isNamed(best) && !isNamed(other);
    const why = isTold ? `names or tags of the groups suggest ${chosen}` : `assumed ${chosen}`;
    return { confidence: "low", why: `${closest} fits as well; ${why}` };
  }
  const telling = trafficOnlyIn(best, other);
  const why =
    telling.length > 0 ? `${closest} lacks existing rules: ${telling.join(", ")}` : `${closest} differs in more rules`;
  return { confidence: margin > 2 ? "high" : "medium", why };
}

/** Traffic of existing rules that one candidate plans and the other does not. */
function trafficOnlyIn(best: Fit, other: Fit): readonly string[] {
  const traffic = (one: Fit) =>
    new Map(
      one.comparison.matching
        .filter(({ rule }) => rule.direction === "ingress")
        .map((one) => [trafficOfGroup(one), trafficText(one.rule)]),
    );
  const others = traffic(other);
  return [...new Set([...traffic(best)].flatMap(([key, text]) => (others.has(key) ? [] : [text])))].slice(0, 3);
}

function trafficText({ ipProtocol, fromPort, toPort }: NetworkRule): string {
  if (fromPort === undefined) return ipProtocol === "-1" ? "all traffic" : `protocol ${ipProtocol}`;
  return `${ipProtocol} ${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}`;
}
