/**
 * The fewest rules between groups for the same traffic. Several parties may hold one group, and the nodes of one party
 * may attach several: a rule from group A to group B opens every pair of a holder of A and a holder of B. Which pairs of
 * groups open exactly the pairs that are needed?
 *
 * To find the least number is a set cover, which is hard, so this is the usual approximation: repeatedly take the pair
 * of groups that covers the most pairs still needed and none that is not permitted; of equals, the first. Every step
 * covers one needed pair at least, so there are never more rules than pairs of parties. Where the groups cannot separate
 * a needed pair from others, the narrowest pair of groups that includes it is taken first, and what it opens besides is
 * returned: later steps may use that, since it is open anyway. Narrowest is the one that opens the fewest pairs; of equals,
 * the one that concerns the fewest ends, such as a rule from a group to itself. At the end, rules that the others make unnecessary are left
 * out.
 *
 * An address has no other holder, so the pairs of each address are a separate problem: the time grows with the
 * number of addresses, not with its square.
 */
import { groupBy } from "../model/group-by";

/** A source or a destination of traffic: a party, or one address. */
export type End = string;

/** A group, with the ends that hold it; or one address, which is its own only holder. A rule names one on each side. */
export interface Side {
  readonly name: string;
  readonly holders: readonly End[];
  /** Ends that may hold it too, but cannot be relied on to hold it. Default: none. */
  readonly otherHolders?: readonly End[];
}

/** Traffic from one end to another. */
export interface Pair<T> {
  readonly from: T;
  readonly to: T;
}

/** A rule that may be written. */
export interface CoveringRule<S extends Side> extends Pair<S> {
  /** The pairs that it opens for certain. */
  readonly covered: readonly Pair<End>[];
  /** All that it opens. */
  readonly pairs: readonly Pair<End>[];
}

export interface Cover<S extends Side> {
  readonly rules: readonly CoveringRule<S>[];
  /** What these rules open besides, because no group separates it from what is needed; each with its rule. */
  readonly added: readonly { readonly pair: Pair<End>; readonly rule: CoveringRule<S> }[];
}

/** What each end can be named by, in the order of preference between equals. */
export type SidesOf<S extends Side> = (end: End) => readonly S[];

export function cover<S extends Side>(
  needed: readonly Pair<End>[],
  isPermitted: (pair: Pair<End>) => boolean,
  sidesOf: SidesOf<S>,
): Cover<S> {
  const covers = [...groupBy(needed, (pair) => blockOf(pair, sidesOf)).values()].map((block) =>
    coverBlock(block, isPermitted, sidesOf),
  );
  return { rules: covers.flatMap(({ rules }) => rules), added: covers.flatMap(({ added }) => added) };
}

/** The pairs that one rule may cover together are in one block: those of each address, and those between groups. */
function blockOf<S extends Side>({ from, to }: Pair<End>, sidesOf: SidesOf<S>): string {
  const alone = (end: End) => sidesOf(end).every(({ holders }) => holders.length === 1 && holders[0] === end);
  return JSON.stringify([alone(from) ? from : "", alone(to) ? to : ""]);
}

function coverBlock<S extends Side>(
  needed: readonly Pair<End>[],
  isPermitted: (pair: Pair<End>) => boolean,
  sidesOf: SidesOf<S>,
): Cover<S> {
  const candidates = new Map<string, CoveringRule<S>>();
  const including = new Map<string, CoveringRule<S>[]>();
  for (const pair of needed) {
    const ofPair = sidesOf(pair.from).flatMap((from) => sidesOf(pair.to).map((to) => candidateOf(from, to)));
    including.set(
      keyOf(pair),
      ofPair.map((candidate) => {
        const key = keyOf({ from: candidate.from.name, to: candidate.to.name });
        const known = candidates.get(key) ?? candidate;
        candidates.set(key, known);
        return known;
      }),
    );
  }
  const open = new Set(including.keys());
  const isOpen = (pair: Pair<End>) => open.has(keyOf(pair)) || isPermitted(pair);
  const isExact = ({ pairs }: CoveringRule<S>) => pairs.every(isOpen);
  const rules: CoveringRule<S>[] = [];
  const left = new Set(including.keys());
  const take = (candidate: CoveringRule<S>) => {
    rules.push(candidate);
    for (const pair of candidate.covered) left.delete(keyOf(pair));
    for (const pair of candidate.pairs) open.add(keyOf(pair));
  };
  for (const [pair, choices] of including) {
    if (left.has(pair) && !choices.some(isExact)) take(narrowest(choices));
  }
  while (left.size > 0) {
    const gain = ({ covered }: CoveringRule<S>) => covered.filter((pair) => left.has(keyOf(pair))).length;
    const next = best([...candidates.values()].filter(isExact), gain);
    if (gain(next) === 0) throw new Error("no group holds what a port rule needs: a bug of rancher-security-groups");
    take(next);
  }
  const kept = withoutSpare(rules, (pair) => including.has(keyOf(pair)));
  const added = new Map<string, Cover<S>["added"][number]>();
  for (const rule of kept) {
    for (const pair of rule.pairs) {
      const key = keyOf(pair);
      if (!including.has(key) && !isPermitted(pair) && !added.has(key)) added.set(key, { pair, rule });
    }
  }
  return { rules: kept, added: [...added.values()] };
}

/** Leaves out each rule if the others open what is needed of its pairs: a later rule may open them all. */
function withoutSpare<S extends Side>(
  rules: readonly CoveringRule<S>[],
  isNeeded: (pair: Pair<End>) => boolean,
): readonly CoveringRule<S>[] {
  return rules.reduce((kept, rule) => {
    const others = kept.filter((other) => other !== rule);
    const opened = new Set(others.flatMap(({ covered }) => covered.map(keyOf)));
    return rule.covered.some((pair) => isNeeded(pair) && !opened.has(keyOf(pair))) ? kept : others;
  }, rules);
}

function candidateOf<S extends Side>(from: S, to: S): CoveringRule<S> {
  const all = ({ holders, otherHolders = [] }: S) => [...holders, ...otherHolders];
  return { from, to, covered: pairsOf(from.holders, to.holders), pairs: pairsOf(all(from), all(to)) };
}

const pairsOf = (sources: readonly End[], destinations: readonly End[]) =>
  sources.flatMap((from) => destinations.map((to) => ({ from, to })));

function narrowest<S extends Side>(choices: readonly CoveringRule<S>[]): CoveringRule<S> {
  const ends = ({ pairs }: CoveringRule<S>) => new Set(pairs.flatMap(({ from, to }) => [from, to])).size;
  const fewest = best(choices, ({ pairs }) => -pairs.length).pairs.length;
  return best(
    choices.filter(({ pairs }) => pairs.length === fewest),
    (choice) => -ends(choice),
  );
}

/** The first of those that score most. */
function best<T>(elements: readonly T[], score: (element: T) => number): T {
  return elements.reduce((before, next) => (score(next) > score(before) ? next : before));
}

const keyOf = ({ from, to }: Pair<string>) => JSON.stringify([from, to]);
