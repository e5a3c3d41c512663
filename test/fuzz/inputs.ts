/** Input number N of a seed: a valid one with some mutations, and the command lines that read it. */
import { parse } from "yaml";
import { Random } from "./random";
import { type Kind, kinds, type Site } from "./sites";
import { byteMutations, textMutations } from "./text-mutations";
import { copyOf, jsonOf, type Tree, treeOf, yamlOf } from "./tree";
import { treeMutations, yamlMutations } from "./tree-mutations";

/** What to make: `kept` are the indexes of the mutations that are applied. Default: all. */
export interface Drawn {
  readonly seed: number;
  readonly number: number;
  readonly kept?: readonly number[];
}

/** So many of the verbs that read an input are run: other inputs are more likely to show a fault than other verbs. */
export const commandsOfInput = 3;

interface Mutation {
  readonly index: number;
  readonly file: string;
  readonly layer: "tree" | "text" | "bytes";
  readonly name: string;
}

export interface Input {
  readonly kind: Kind;
  readonly site: string;
  /** Those of the number, whether or not they are applied. */
  readonly mutations: readonly Mutation[];
  /** Contents by path, relative to the folder in which verbs run. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly commands: readonly (readonly string[])[];
}

/** Mutations by layer, in the order in which they are applied: a text has no tree any more. */
const layers = { tree: treeMutations, text: textMutations, bytes: byteMutations } as const;

export const mutationNames: readonly string[] = [treeMutations, yamlMutations, textMutations, byteMutations].flatMap(
  (table) => Object.keys(table),
);

const isYaml = (path: string) => path.endsWith(".yaml");

/** Makes inputs of valid ones. */
export class Inputs {
  private readonly sitesOf: ReadonlyMap<Kind, readonly Site[]>;
  private readonly treesOf: ReadonlyMap<Site, ReadonlyMap<string, Tree>>;

  constructor(sites: readonly Site[]) {
    this.sitesOf = new Map(kinds.map((kind) => [kind, sites.filter((site) => site.kind === kind)]));
    const parsed = (path: string, text: string) => treeOf(isYaml(path) ? parse(text) : JSON.parse(text));
    this.treesOf = new Map(
      sites.map((site) => [
        site,
        new Map(site.mutated.map((path) => [path, parsed(path, site.files.get(path) as string)])),
      ]),
    );
  }

  make({ seed, number, kept }: Drawn): Input {
    const random = new Random(seed, number);
    const kind = random.pick(kinds);
    const site = random.pick(this.sitesOf.get(kind) as readonly Site[]);
    const count = random.pick([0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 6, 10]);
    const mutations = Array.from({ length: count }, (_, index) => drawnMutation(site, index, random));
    const asJson = random.chance(0.2);
    const all = site.commands(random).map((command) => ({ command, order: random.next() }));
    const commands = all.sort((one, other) => one.order - other.order).slice(0, commandsOfInput);
    const applied = mutations.filter(({ index }) => !kept || kept.includes(index));
    const files = new Map(
      [...site.files].map(([path, text]) => {
        const own = applied.filter(({ file }) => file === path);
        return [path, own.length === 0 ? Buffer.from(text) : this.mutated(site, path, own, { seed, number }, asJson)];
      }),
    );
    return { kind, site: site.name, mutations, files, commands: commands.map(({ command }) => command) };
  }

  private mutated(
    site: Site,
    path: string,
    mutations: readonly Mutation[],
    { seed, number }: Drawn,
    asJson: boolean,
  ): Buffer {
    const randomOf = ({ index }: Mutation) => new Random(seed, number, index, "mutation");
    const of = (layer: Mutation["layer"]) => mutations.filter((mutation) => mutation.layer === layer);
    const root = { tree: copyOf(this.treesOf.get(site)?.get(path) as Tree), others: this.othersOf(site, path) };
    for (const mutation of of("tree")) {
      const table = { ...treeMutations, ...yamlMutations };
      table[mutation.name]?.(root, randomOf(mutation));
    }
    const rendered = isYaml(path) && !asJson ? yamlOf(root.tree) : jsonOf(root.tree);
    const unchanged = of("tree").length === 0 ? (site.files.get(path) as string) : rendered;
    const text = of("text").reduce(
      (before, mutation) => textMutations[mutation.name]?.(before, randomOf(mutation)) ?? before,
      unchanged,
    );
    return of("bytes").reduce<Buffer>(
      (before, mutation) => byteMutations[mutation.name]?.(before, randomOf(mutation)) ?? before,
      Buffer.from(text),
    );
  }

  /** Trees of other valid inputs of the same kind. */
  private othersOf(site: Site, path: string): readonly Tree[] {
    const others = (this.sitesOf.get(site.kind) as readonly Site[]).filter((other) => other !== site);
    return others.flatMap((other) => this.treesOf.get(other)?.get(path) ?? []);
  }
}

function drawnMutation(site: Site, index: number, random: Random): Mutation {
  const file = random.pick(site.mutated);
  const layer = random.pick(["tree", "tree", "tree", "tree", "tree", "tree", "tree", "tree", "text", "bytes"] as const);
  const table = layer === "tree" && isYaml(file) && random.chance(0.2) ? yamlMutations : layers[layer];
  return { index, file, layer, name: random.pick(Object.keys(table)) };
}
