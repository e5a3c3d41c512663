/** Mutations of a value of YAML or JSON: each edits the tree at a random place. */
import type { Random } from "./random";
import { copyOf, Raw, type Slot, slotsOf, Tagged, type Tree, TreeMap } from "./tree";
import { hostileTexts, nested, prototypeKeys, replacements } from "./values";

/** A file while it is mutated: its value, and the values of other files of its kind. */
export interface MutableTree {
  tree: Tree;
  readonly others: readonly Tree[];
}

type TreeMutation = (root: MutableTree, random: Random) => void;

/** A value. Shallow ones are few, so every second time one is picked by its depth first. */
function slotIn(root: MutableTree, random: Random, isWanted: (slot: Slot) => boolean = () => true): Slot | undefined {
  const slots = slotsOf(root).filter(isWanted);
  if (slots.length === 0) return undefined;
  if (random.chance(0.5)) return random.pick(slots);
  const depth = random.pick([...new Set(slots.map((slot) => slot.depth))]);
  return random.pick(slots.filter((slot) => slot.depth === depth));
}

const isMap = ({ tree }: Slot) => tree instanceof TreeMap;
const isFullMap = ({ tree }: Slot) => tree instanceof TreeMap && tree.entries.length > 0;
const isFullList = ({ tree }: Slot) => Array.isArray(tree) && tree.length > 0;
const isText = ({ tree }: Slot) => typeof tree === "string";
const isScalar = ({ tree }: Slot) => typeof tree !== "object" || tree === null;
const hasParent = ({ parent }: Slot) => parent !== undefined;
const isInMap = ({ parent }: Slot) => parent instanceof TreeMap;

const keyOf = ({ parent, index }: Slot) => (parent instanceof TreeMap ? parent.entries[index]?.[0] : undefined);

/** A mutation of one value of those that are wanted. */
const at =
  (isWanted: (slot: Slot) => boolean, edit: (slot: Slot, random: Random, root: MutableTree) => void): TreeMutation =>
  (root, random) => {
    const slot = slotIn(root, random, isWanted);
    if (slot) edit(slot, random, root);
  };

/** A mutation of a random entry of a map. */
const atEntry = (edit: (map: TreeMap, index: number, random: Random, root: MutableTree) => void): TreeMutation =>
  at(isFullMap, ({ tree }, random, root) => {
    const map = tree as TreeMap;
    edit(map, random.below(map.entries.length), random, root);
  });

function misspelt(key: string, random: Random): string {
  const place = random.below(key.length);
  return random.pick([
    key.slice(0, place) + key.slice(place + 1),
    key.toUpperCase(),
    `${key} `,
    `${key.slice(0, place)}${random.pick("abz09-_. ".split(""))}${key.slice(place)}`,
    key.normalize("NFD").replace(/[aeiou]/, "$&\u0301"),
  ]);
}

/** An entry of a map of another file that has a key in common, or of any map. Undefined if all are empty. */
function entryFromElsewhere(map: TreeMap, root: MutableTree, random: Random): [string | Raw, Tree] | undefined {
  const maps = [root.tree, ...root.others]
    .flatMap((tree) => slotsOf({ tree }))
    .flatMap(({ tree }) => (tree instanceof TreeMap && tree.entries.length > 0 ? [tree] : []));
  const keys = new Set(map.entries.map(([key]) => key));
  const related = maps.filter((other) => other !== map && other.entries.some(([key]) => keys.has(key)));
  if (maps.length === 0) return undefined;
  const [key, value] = random.pick((related.length > 0 ? random.pick(related) : random.pick(maps)).entries);
  return [key, copyOf(value)];
}

const anchorNames = ["a", "b", "base"];

/** Mutations of every tree. */
export const treeMutations: Readonly<Record<string, TreeMutation>> = {
  "delete entry": atEntry((map, index) => map.entries.splice(index, 1)),
  "delete element": at(isFullList, ({ tree }, random) =>
    (tree as Tree[]).splice(random.below((tree as Tree[]).length), 1),
  ),
  "duplicate key": atEntry((map, index, random) => {
    const [key, value] = map.entries[index] as [string | Raw, Tree];
    map.entries.splice(random.below(map.entries.length + 1), 0, [key, random.chance(0.5) ? copyOf(value) : 1]);
  }),
  "duplicate element": at(isFullList, ({ tree }, random) => {
    const list = tree as Tree[];
    list.splice(random.below(list.length + 1), 0, copyOf(random.pick(list)));
  }),
  "rename key": atEntry((map, index, random) => {
    const entry = map.entries[index] as [string | Raw, Tree];
    if (typeof entry[0] === "string") entry[0] = misspelt(entry[0] || "a", random);
  }),
  "other key": atEntry((map, index, random, root) => {
    const names = slotsOf(root).flatMap((slot) => keyOf(slot) ?? []);
    (map.entries[index] as [string | Raw, Tree])[0] = random.pick(names);
  }),
  "hostile key": atEntry((map, index, random) => {
    (map.entries[index] as [string | Raw, Tree])[0] = random.pick([...hostileTexts, "", "a".repeat(3000)]);
  }),
  "prototype key": at(isMap, ({ tree }, random) => {
    (tree as TreeMap).entries.push([
      random.pick(prototypeKeys),
      random.pick<Tree>([1, "a", null, new TreeMap([["a", 1]])]),
    ]);
  }),
  "prototype name": at(isText, (slot, random) => slot.set(random.pick(prototypeKeys))),
  "wrap in list": at(hasParent, ({ tree, set }) => set([tree])),
  "wrap in map": at(hasParent, ({ tree, set }, random) =>
    set(new TreeMap([[random.pick(["a", "cidrs", "value", "0"]), tree]])),
  ),
  unwrap: at(
    (slot) => isFullList(slot) || isFullMap(slot),
    ({ tree, set }, random) => set(Array.isArray(tree) ? random.pick(tree) : random.pick((tree as TreeMap).entries)[1]),
  ),
  "number as text": at(
    ({ tree }) => typeof tree === "number" || typeof tree === "boolean",
    ({ tree, set }) => set(`${tree}`),
  ),
  "text as raw": at(isText, ({ tree, set }) => set(new Raw(tree as string))),
  "next number": at(
    ({ tree }) => typeof tree === "number",
    ({ tree, set }, random) => set((tree as number) + random.pick([1, -1, 0.1, 65_536, -65_536])),
  ),
  "edit text": at(isText, ({ tree, set }, random) => {
    const text = tree as string;
    const place = random.below(text.length + 1);
    const middle = random.pick(["", ...hostileTexts, "0", "/", ",", "."]);
    set(text.slice(0, place) + middle + text.slice(place + random.below(3)));
  }),
  "hostile end": at(isText, ({ tree, set }, random) => set(`${tree}${random.pick(hostileTexts)}`)),
  ...Object.fromEntries(
    Object.entries(replacements).map(([kind, make]) => [kind, at(hasParent, ({ set }, random) => set(make(random)))]),
  ),
  "scalar of the tree": at(isScalar, ({ set }, random, root) => {
    set(copyOf(random.pick(slotsOf(root).filter(isScalar)).tree));
  }),
  "value of the same key": at(isInMap, (slot, random, root) => {
    const key = keyOf(slot);
    const same = [root.tree, ...root.others]
      .flatMap((tree) => slotsOf({ tree }))
      .filter((other) => keyOf(other) === key);
    slot.set(copyOf(random.pick(same).tree));
  }),
  "exchange values": at(hasParent, (slot, random, root) => {
    const other = slotIn(root, random, (one) => hasParent(one) && one.depth === slot.depth);
    const { tree } = slot;
    slot.set(copyOf(other?.tree ?? null));
    other?.set(copyOf(tree));
  }),
  "entry from elsewhere": at(isMap, ({ tree }, random, root) => {
    const entry = entryFromElsewhere(tree as TreeMap, root, random);
    if (entry) (tree as TreeMap).entries.push(entry);
  }),
  "many elements": at(isFullList, ({ tree }, random) => {
    const list = tree as Tree[];
    const element = random.pick(list);
    for (let left = random.pick([3, 61, 300, 2_000]); left > 0; left--) list.push(element);
  }),
  "many entries": at(isMap, ({ tree }, random) => {
    const count = random.pick([10, 60, 300, 1_000]);
    for (let index = 0; index < count; index++) (tree as TreeMap).entries.push([`key-${index}`, "value"]);
  }),
  "deep nesting": at(hasParent, ({ set }, random) =>
    set(nested(random.pick([3, 50, 101, 1_000, 4_000]), random.chance(0.5))),
  ),
  "other root": (root, random) => {
    root.tree = random.pick<() => Tree>([
      () => [root.tree],
      () => null,
      () => "a",
      () => 1,
      () => [],
      () => new TreeMap([]),
    ])();
  },
};

/** Mutations that have a meaning in YAML. */
export const yamlMutations: Readonly<Record<string, TreeMutation>> = {
  "alias for a value": at(hasParent, (slot, random, root) => {
    const name = random.pick(anchorNames);
    slot.set(new Tagged(`&${name}`, slot.tree));
    slotIn(root, random, hasParent)?.set(new Raw(`*${name}`));
  }),
  "circular alias": at(
    (slot) => isFullList(slot) || isFullMap(slot),
    (slot, random) => {
      const { tree } = slot;
      const name = random.pick(anchorNames);
      if (Array.isArray(tree)) tree.push(new Raw(`*${name}`));
      else (tree as TreeMap).entries.push([random.pick(["a", "parties"]), new Raw(`*${name}`)]);
      slot.set(new Tagged(`&${name}`, tree));
    },
  ),
  "merge key": at(isMap, ({ tree }, random, root) => {
    const name = random.pick(anchorNames);
    const base = slotIn(root, random, (slot) => isMap(slot) && slot.tree !== tree);
    base?.set(new Tagged(`&${name}`, base.tree));
    const merged = random.pick([
      new Raw(`*${name}`),
      [new Raw(`*${name}`), new Raw(`*${name}`)],
      1,
      new TreeMap([["a", 1]]),
    ]);
    (tree as TreeMap).entries.push([new Raw("<<"), merged]);
  }),
  tag: at(hasParent, (slot, random) => {
    slot.set(
      new Tagged(
        random.pick([
          "!!str",
          "!!int",
          "!!map",
          "!!seq",
          "!!set",
          "!!omap",
          "!!binary",
          "!own",
          "!<tag:a,1>",
          "!",
          "&",
        ]),
        slot.tree,
      ),
    );
  }),
  "unknown alias": at(hasParent, ({ set }) => set(new Raw("*nowhere"))),
  "amplified alias": at(hasParent, (slot, random) => {
    const levels = random.pick([3, 6, 9]);
    const uses = (name: string) => Array<string>(8).fill(`*${name}`).join(", ");
    const lists = Array.from(
      { length: levels },
      (_, level) => `&l${level} [${level === 0 ? "x" : uses(`l${level - 1}`)}]`,
    );
    slot.set(new Raw(`[${lists.join(", ")}]`));
  }),
  "complex key": at(isMap, ({ tree }, random) => {
    (tree as TreeMap).entries.push([
      new Raw(random.pick(["[a, b]", "{a: b}", "? a", "1", "1.5", "true", "null", "2026-01-01", "!!binary aGk="])),
      1,
    ]);
  }),
};
