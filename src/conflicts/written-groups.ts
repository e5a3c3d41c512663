/**
 * Which deployments or constructs are correct alone and conflict together? Two groups of one name in a VPC, one rule
 * written twice, rules in a group that removes all rules except its own. EC2 or Terraform reports these only during a
 * deploy. Pure: a writer is a deployment of a config, or a construct of an app.
 */
import { groupBy } from "../model/group-by";

/** A group to which a writer writes. */
export interface WrittenGroup {
  /** The same for one group, wherever it is written to. */
  readonly identity: string;
  /** The name for people. */
  readonly name: string;
  /** The VPC, if the group is created there under a fixed name: the same text for one VPC. */
  readonly vpc?: string;
  /** Whether the deploy removes rules of other writers. */
  readonly isExclusive: boolean;
  /** Whether two of its rules may be equal, because peers with different names may be one group. */
  readonly mayRepeatRules: boolean;
  /** The identity of each rule, by the rule's key. Called only if a rule may be written twice. */
  rules(): ReadonlyMap<string, string>;
}

/** Everything that one deployment or construct writes. */
export interface Writer {
  groups(): readonly WrittenGroup[];
}

/** A conflict between two writers, or between two rules of one writer. `first` comes before `second` in the list of writers. */
export type Conflict<W extends Writer> =
  | { readonly kind: "same-name"; readonly first: W; readonly second: W; readonly names: Names; readonly vpc: string }
  | { readonly kind: "same-rule"; readonly first: W; readonly second: W; readonly names: Names; readonly rule: string }
  | { readonly kind: "exclusive"; readonly first: W; readonly owner: W; readonly stranger: W; readonly name: string };

/** The name of the group as each of the two writers has it. */
type Names = readonly [first: string, second: string];

interface Written<W> {
  readonly writer: W;
  readonly group: WrittenGroup;
}

/** Conflicts in the order of the writers that come first. Of the rules that two writers share, the first is reported. */
export function findConflicts<W extends Writer>(writers: readonly W[]): readonly Conflict<W>[] {
  const written = writers.flatMap((writer) => writer.groups().map((group): Written<W> => ({ writer, group })));
  return [
    ...sameNames(written),
    ...[...groupBy(written, ({ group }) => group.identity).values()].flatMap((same) => [
      ...sameRules(same),
      ...strangers(same),
    ]),
  ];
}

/** A VPC takes a name once, whatever the case. */
function sameNames<W extends Writer>(written: readonly Written<W>[]): readonly Conflict<W>[] {
  const created = written.filter(({ group }) => group.vpc !== undefined);
  const byName = groupBy(created, ({ group }) => JSON.stringify([group.vpc, group.name.toLowerCase()]));
  return [...byName.values()].flatMap(([first, ...others]) =>
    others.flatMap((second): Conflict<W>[] => {
      if (!first) return [];
      const names = [first.group.name, second.group.name] as const;
      return [{ kind: "same-name", first: first.writer, second: second.writer, names, vpc: first.group.vpc ?? "" }];
    }),
  );
}

/** The first rule of one group that each pair of writers writes. */
function sameRules<W extends Writer>(same: readonly Written<W>[]): readonly Conflict<W>[] {
  if (same.length === 1 && !same[0]?.group.mayRepeatRules) return [];
  const writers = new Map<string, { readonly first: W; readonly name: string; readonly rule: string }>();
  const found = new Map<W, Map<W, Conflict<W>>>();
  for (const { writer: second, group } of same) {
    for (const [rule, identity] of group.rules()) {
      const known = writers.get(identity);
      if (!known) {
        writers.set(identity, { first: second, name: group.name, rule });
        continue;
      }
      const ofFirst = found.get(known.first) ?? new Map<W, Conflict<W>>();
      found.set(known.first, ofFirst);
      const names = [known.name, group.name] as const;
      if (!ofFirst.has(second))
        ofFirst.set(second, { kind: "same-rule", first: known.first, second, names, rule: known.rule });
    }
  }
  return [...found.values()].flatMap((conflicts) => [...conflicts.values()]);
}

/** The first writer of rules into a group that is exclusively another writer's. */
function strangers<W extends Writer>(same: readonly Written<W>[]): readonly Conflict<W>[] {
  const owner = same.find(({ group }) => group.isExclusive);
  const stranger = owner && same.find(({ writer, group }) => writer !== owner.writer && group.rules().size > 0);
  const [first] = same;
  if (!first || !stranger) return [];
  const { name } = owner.group;
  return [{ kind: "exclusive", first: first.writer, owner: owner.writer, stranger: stranger.writer, name }];
}
