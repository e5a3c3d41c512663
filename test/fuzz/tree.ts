/** Values of YAML and JSON that mutations edit: maps may have a key twice, and any text may take the place of a value. */

export type Tree = string | number | boolean | null | Raw | Tagged | Tree[] | TreeMap;

/** A text that is written without quotes, such as an alias or a date. */
export class Raw {
  constructor(readonly text: string) {}
}

/** An anchor or a tag in front of a value. */
export class Tagged {
  constructor(
    readonly tag: string,
    public node: Tree,
  ) {}
}

export class TreeMap {
  constructor(readonly entries: [string | Raw, Tree][]) {}
}

export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(treeOf);
  if (typeof value !== "object" || value === null) return value as Tree;
  return new TreeMap(Object.entries(value).map(([key, child]) => [key, treeOf(child)]));
}

export function copyOf(tree: Tree): Tree {
  if (Array.isArray(tree)) return tree.map(copyOf);
  if (tree instanceof TreeMap) return new TreeMap(tree.entries.map(([key, child]) => [key, copyOf(child)]));
  return tree instanceof Tagged ? new Tagged(tree.tag, copyOf(tree.node)) : tree;
}

/** JSON on one line, which YAML can read too. */
export function jsonOf(tree: Tree): string {
  if (tree instanceof Raw) return tree.text;
  if (tree instanceof Tagged) return `${tree.tag} ${jsonOf(tree.node)}`;
  if (Array.isArray(tree)) return `[${tree.map(jsonOf).join(", ")}]`;
  if (tree instanceof TreeMap) return `{${tree.entries.map(([key, child]) => `${jsonOf(key)}: ${jsonOf(child)}`)}}`;
  return JSON.stringify(tree);
}

/** YAML in blocks, as people write it. The lines of a list or a map are indented by `indent`. */
export function yamlOf(tree: Tree, indent = ""): string {
  const lines = (parts: readonly string[]) => parts.map((part) => `${indent}${part}\n`).join("");
  if (Array.isArray(tree) && tree.length > 0) return lines(tree.map((child) => `-${blockOf(child, indent)}`));
  if (tree instanceof TreeMap && tree.entries.length > 0)
    return lines(tree.entries.map(([key, child]) => `${scalarOf(key)}:${blockOf(child, indent)}`));
  return `${indent}${tree instanceof Tagged ? jsonOf(tree) : scalarOf(tree)}\n`;
}

function blockOf(tree: Tree, indent: string): string {
  if (tree instanceof Tagged) return ` ${tree.tag}${blockOf(tree.node, indent)}`;
  const isBlock = Array.isArray(tree) ? tree.length > 0 : tree instanceof TreeMap && tree.entries.length > 0;
  // Deep values would have more indentation than text.
  if (isBlock && indent.length < 40) return `\n${yamlOf(tree, `${indent}  `).trimEnd()}`;
  return ` ${isBlock ? jsonOf(tree) : scalarOf(tree)}`;
}

function scalarOf(tree: Tree): string {
  const isPlain =
    typeof tree === "string" &&
    /^[a-z](?:[\w. -]*\w)?$/i.test(tree) &&
    !/^(null|true|false|y|n|yes|no|on|off)$/i.test(tree);
  return isPlain ? (tree as string) : jsonOf(tree);
}

/** A value in a tree, which can be replaced; `entries` and `index` are absent at the root. */
export interface Slot {
  readonly tree: Tree;
  readonly parent?: Tree[] | TreeMap;
  readonly index: number;
  readonly depth: number;
  set(tree: Tree): void;
}

/** Every value, the root first. */
export function slotsOf(root: { tree: Tree }): readonly Slot[] {
  const slots: Slot[] = [];
  const walk = (slot: Slot) => {
    slots.push(slot);
    const { tree } = slot;
    const depth = slot.depth + 1;
    if (tree instanceof Tagged) {
      walk({
        tree: tree.node,
        index: 0,
        depth,
        set: (value) => {
          tree.node = value;
        },
      });
    } else if (Array.isArray(tree)) {
      tree.forEach((child, index) => {
        walk({
          tree: child,
          parent: tree,
          index,
          depth,
          set: (value) => {
            tree[index] = value;
          },
        });
      });
    } else if (tree instanceof TreeMap) {
      tree.entries.forEach((entry, index) => {
        walk({
          tree: entry[1],
          parent: tree,
          index,
          depth,
          set: (value) => {
            entry[1] = value;
          },
        });
      });
    }
  };
  walk({
    tree: root.tree,
    index: 0,
    depth: 0,
    set: (value) => {
      root.tree = value;
    },
  });
  return slots;
}
