/**
 * What constructs that are right by themselves do wrong together, in one app: two groups of one name in a VPC, one rule
 * written twice, rules in a group that is exclusively another's. Terraform finds out half-way through a deploy, so a synth
 * looks before.
 */
import type { IConstruct } from "constructs";
import { type Issue, issueLine, problems } from "../errors";

/** A group to which a construct writes. */
export interface WrittenGroup {
  /** The same for the same group, wherever in the app it is written to. */
  readonly identity: string;
  /** What a person calls it. */
  readonly name: string;
  /** For a group that is created under a fixed name, its VPC: the same for the same one. */
  readonly vpc?: string;
  /** Whether rules of others are removed from it. */
  readonly isExclusive: boolean;
  /** What EC2 would call the same rule, by the rule's key. */
  rules(): ReadonlyMap<string, string>;
}

/** A construct, and the groups to which it writes at the moment. */
export interface Writer {
  readonly path: string;
  groups(): readonly WrittenGroup[];
}

interface Written {
  readonly writer: Writer;
  readonly group: WrittenGroup;
}

export class WrittenGroups {
  private static readonly byApp = new WeakMap<IConstruct, WrittenGroups>();
  readonly #writers: Writer[] = [];
  #found: ReadonlyMap<Writer, readonly Issue[]> | undefined;

  /** Those of the app that a construct belongs to. */
  static of(construct: IConstruct): WrittenGroups {
    const known = WrittenGroups.byApp.get(construct.node.root);
    const groups = known ?? new WrittenGroups();
    if (!known) WrittenGroups.byApp.set(construct.node.root, groups);
    return groups;
  }

  add(writer: Writer): void {
    this.#writers.push(writer);
    this.changed();
  }

  /** To be called whenever a writer writes something else. */
  changed(): void {
    this.#found = undefined;
  }

  /** The mistakes of which this writer is the first to take part, so that a synth stops before it writes anything. */
  problemsOf(writer: Writer): string[] {
    this.#found ??= this.find();
    return (this.#found.get(writer) ?? []).map(issueLine);
  }

  private find(): ReadonlyMap<Writer, readonly Issue[]> {
    const written = this.#writers.flatMap((writer) => writer.groups().map((group): Written => ({ writer, group })));
    const found = new Map<Writer, Issue[]>();
    const add = (writer: Writer, issue: Issue) => found.set(writer, [...(found.get(writer) ?? []), issue]);
    for (const [first, second] of sameName(written)) {
      const { name, vpc = "" } = first.group;
      add(first.writer, { ...problems.duplicateGroup(name, vpc, second.writer.path), path: [] });
    }
    for (const several of together(written, ({ group }) => group.identity)) {
      for (const { first, second, rule } of sameRule(several)) {
        const { name } = first.group;
        const { path } = second.writer;
        const isOwn = first.writer === second.writer;
        const problem = isOwn ? problems.sharedGroup(rule, name) : problems.duplicateRule(rule, name, path);
        add(first.writer, { ...problem, path: [] });
      }
      const owner = several.find(({ group }) => group.isExclusive);
      const stranger = several.find(({ writer, group }) => writer !== owner?.writer && group.rules().size > 0);
      if (!owner || !stranger) continue;
      const problem = problems.strangerInExclusive(stranger.writer.path, owner.group.name);
      add((several[0] as Written).writer, {
        ...problem,
        root: owner.writer.path,
        path: ["lifecycle", "exclusiveRules"],
      });
    }
    return found;
  }
}

/** A VPC takes a name once, whatever the case. */
function sameName(written: readonly Written[]): readonly (readonly [Written, Written])[] {
  const created = written.filter(({ group }) => group.vpc !== undefined);
  return together(created, ({ group }) => `${group.vpc} ${group.name.toLowerCase()}`).map(
    ([first, second]) => [first as Written, second as Written] as const,
  );
}

/** The first rule that a group gets twice from a writer, or from two. */
function sameRule(several: readonly Written[]): readonly { first: Written; second: Written; rule: string }[] {
  const writers = new Map<string, { first: Written; rule: string }>();
  const found = new Map<Written, { first: Written; second: Written; rule: string }>();
  for (const second of several) {
    for (const [rule, same] of second.group.rules()) {
      const written = writers.get(same);
      if (!written) writers.set(same, { first: second, rule });
      else if (!found.has(second)) found.set(second, { ...written, second });
    }
  }
  return [...found.values()];
}

/** Those that are the same by `keyOf`, where they are several. */
function together(written: readonly Written[], keyOf: (each: Written) => string): readonly (readonly Written[])[] {
  const byKey = new Map<string, Written[]>();
  for (const each of written) byKey.set(keyOf(each), [...(byKey.get(keyOf(each)) ?? []), each]);
  return [...byKey.values()].filter((same) => same.length > 1);
}
