/**
 * Chooses few combinations that contain every pair of values of two factors that any allowed combination contains. It
 * completes one missing pair after another with the values that add the most missing pairs. If several values add as
 * many, it takes the least used, and then the first. So the same factors always give the same combinations. It knows
 * nothing about Rancher.
 *
 *     choosePairwise({ cni: ["canal", "cilium"], family: ["ipv4", "ipv6"] }, []); // four combinations
 */

/** The values of each factor. */
export type Factors = Readonly<Record<string, readonly string[]>>;
/** One value for each factor. */
export type Combination<F extends Factors> = { readonly [Name in keyof F]: F[Name][number] };

/** Combinations that cannot exist, by the values of some factors. */
export interface Constraint<F extends Factors> {
  /** The factors that decide. */
  readonly factors: readonly (keyof F)[];
  readonly allows: (combination: Combination<F>) => boolean;
}

/** Values of one factor that count as one value in pairs. The function names the class of a value. */
export type Classes<F extends Factors> = { readonly [Name in keyof F]?: (value: string) => string };

type Partially = Readonly<Record<string, string>>;

/** @param classes Pairs are pairs of classes, and each value occurs at least once. Default: each value is a class. */
export function choosePairwise<const F extends Factors>(
  factors: F,
  constraints: readonly Constraint<F>[],
  classes: Classes<F> = {},
): readonly Combination<F>[] {
  const names = Object.keys(factors);
  const valuesOf = (name: string) => factors[name] ?? [];
  const canComplete = completion(factors, constraints);

  // A goal is a pair, in the order of the factors, or a value of a factor with classes.
  const pair = (one: string, value: string, other: string, second: string): string =>
    names.indexOf(one) > names.indexOf(other)
      ? pair(other, second, one, value)
      : `${one}: ${classes[one]?.(value) ?? value}, ${other}: ${classes[other]?.(second) ?? second}`;
  const alone = (name: string, value: string) => (classes[name] ? [`${name}: ${value}`] : []);
  const goalsWith = (known: Partially, name: string, value: string) => [
    ...alone(name, value),
    ...Object.entries(known).flatMap(([other, second]) => (other === name ? [] : [pair(name, value, other, second)])),
  ];

  const missing = new Map<string, Partially>();
  const miss = (goal: string, start: Partially) => {
    if (!missing.has(goal) && canComplete(start)) missing.set(goal, start);
  };
  for (const [index, one] of names.entries()) {
    for (const other of names.slice(index + 1)) {
      for (const value of valuesOf(one)) {
        for (const second of valuesOf(other)) miss(pair(one, value, other, second), { [one]: value, [other]: second });
      }
    }
  }
  for (const name of names) {
    for (const value of valuesOf(name)) for (const goal of alone(name, value)) miss(goal, { [name]: value });
  }

  const uses = new Map<string, number>();
  const usesOf = (name: string, value: string) => uses.get(`${name}: ${value}`) ?? 0;
  const complete = (start: Partially): Partially => {
    let best: { readonly next: Partially; readonly gain: number; readonly used: number } | undefined;
    for (const name of names.filter((one) => start[one] === undefined)) {
      for (const value of valuesOf(name)) {
        const gain = goalsWith(start, name, value).filter((goal) => missing.has(goal)).length;
        const used = usesOf(name, value);
        const isBetter = !best || gain > best.gain || (gain === best.gain && used < best.used);
        const next = { ...start, [name]: value };
        if (isBetter && canComplete(next)) best = { next, gain, used };
      }
    }
    return best ? complete(best.next) : start;
  };
  const goalsOf = (combination: Partially) =>
    names.flatMap((name) => goalsWith(combination, name, combination[name] as string));
  const chosen: Partially[] = [];
  for (const start of missing.values()) {
    const combination = complete(start);
    for (const goal of goalsOf(combination)) missing.delete(goal);
    for (const name of names) uses.set(`${name}: ${combination[name]}`, usesOf(name, combination[name] as string) + 1);
    chosen.push(Object.fromEntries(names.map((name) => [name, combination[name] as string])));
  }
  return withoutRedundant(chosen, goalsOf) as readonly Combination<F>[];
}

/** The pairs in a list of combinations, as text. */
export function pairsIn<F extends Factors>(
  combinations: readonly Combination<F>[],
  classes: Classes<F> = {},
): ReadonlySet<string> {
  return new Set(
    combinations.flatMap((combination) => {
      const named = Object.entries(combination).map(([name, value]) => `${name}: ${classes[name]?.(value) ?? value}`);
      return named.flatMap((one, index) => named.slice(index + 1).map((other) => `${one}, ${other}`));
    }),
  );
}

/** Whether values for some factors are part of an allowed combination. */
function completion<F extends Factors>(factors: F, constraints: readonly Constraint<F>[]) {
  const deciding = Object.keys(factors).filter((name) => constraints.some((one) => one.factors.includes(name)));
  const isAllowed = (known: Partially) =>
    constraints.every(
      ({ factors: needed, allows }) =>
        needed.some((name) => known[name as string] === undefined) || allows(known as Combination<F>),
    );
  return function canComplete(known: Partially): boolean {
    if (!isAllowed(known)) return false;
    const next = deciding.find((name) => known[name] === undefined);
    return next === undefined || (factors[next] ?? []).some((value) => canComplete({ ...known, [next]: value }));
  };
}

/** Leaves out combinations whose goals all occur in others. */
function withoutRedundant(
  chosen: readonly Partially[],
  goalsOf: (one: Partially) => readonly string[],
): readonly Partially[] {
  return chosen.reduce<readonly Partially[]>((kept, one) => {
    const others = new Set(kept.flatMap((other) => (other === one ? [] : goalsOf(other))));
    return goalsOf(one).every((goal) => others.has(goal)) ? kept.filter((other) => other !== one) : kept;
  }, chosen);
}
