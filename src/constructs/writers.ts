/** The constructs of an app, and the conflicts between the groups that they write. */
import type { IConstruct } from "constructs";
import { type Conflict, findConflicts, type Writer } from "../conflicts/written-groups";
import { type Issue, issueLine, problems } from "../errors";

/** A construct, and the groups that it currently writes to. */
export interface ConstructWriter extends Writer {
  readonly path: string;
}

export class Writers {
  private static readonly byApp = new WeakMap<IConstruct, Writers>();
  readonly #writers: ConstructWriter[] = [];
  #conflicts: readonly Conflict<ConstructWriter>[] | undefined;

  /** The writers of the app that a construct belongs to. */
  static of(construct: IConstruct): Writers {
    const known = Writers.byApp.get(construct.node.root);
    const writers = known ?? new Writers();
    if (!known) Writers.byApp.set(construct.node.root, writers);
    return writers;
  }

  add(writer: ConstructWriter): void {
    this.#writers.push(writer);
    this.changed();
  }

  /** Call this whenever a writer changes its rules. */
  changed(): void {
    this.#conflicts = undefined;
  }

  /** The conflicts in which this writer is the first one, so that synth stops before it writes anything. */
  problemsOf(writer: ConstructWriter): string[] {
    this.#conflicts ??= findConflicts(this.#writers);
    return this.#conflicts.filter(({ first }) => first === writer).map((conflict) => issueLine(issueOf(conflict)));
  }
}

function issueOf(conflict: Conflict<ConstructWriter>): Issue {
  switch (conflict.kind) {
    case "same-name":
      return { ...problems.duplicateGroup(conflict.names[0], conflict.vpc, conflict.second.path), path: [] };
    case "same-rule": {
      const { first, second, rule } = conflict;
      const [name] = conflict.names;
      const problem =
        first === second ? problems.sharedGroup(rule, name) : problems.duplicateRule(rule, name, second.path);
      return { ...problem, path: [] };
    }
    case "exclusive": {
      const { owner, stranger, name } = conflict;
      const problem = problems.strangerInExclusive(stranger.path, name);
      return { ...problem, root: owner.path, path: ["lifecycle", "exclusiveRules"] };
    }
  }
}
