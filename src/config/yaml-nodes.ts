/**
 * The nodes of a YAML document, inspected before they become values: aliases with their targets, keys that a map has
 * twice, and the limits that keep a small file from becoming a large value.
 */
import { type Alias, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import { type Problem, problems } from "../errors";
import { maxDepth } from "../network/text-file";

const maxEntries = 10_000;
const maxAliases = 10_000;

/** Values that aliases may repeat: enough for a fleet that repeats one deployment, at the cost of some samples. */
const maxRepeated = (characters: number) => 10_000 + 2 * characters;

export interface NodeIndex {
  readonly duplicates: readonly { readonly key: string; readonly offset: number }[];
  /** The node that an alias repeats. */
  targetOf(alias: Alias): Node | undefined;
  /** The first pair of the map with the key. */
  pairOf(map: YAMLMap, key: string | number): Pair | undefined;
}

/** A document beyond a limit: the problem, and where its cause is. */
export interface BeyondLimit {
  readonly problem: Problem;
  readonly offset: number;
}

class LimitError extends Error {
  constructor(readonly beyond: BeyondLimit) {
    super();
  }
}

/** Inspects a tree of nodes. `characters`: the length of its text. */
export function inspectNodes(root: Node | null, characters: number): NodeIndex | BeyondLimit {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const pairs = new Map<YAMLMap, Map<unknown, Pair>>();
  const duplicates: { key: string; offset: number }[] = [];
  /** The number of values of a node, those of its aliases included. Absent while the node is being inspected. */
  const sizes = new Map<Node, number>();
  let repeated = 0;

  const fail = (problem: Problem, node: Node): never => {
    throw new LimitError({ problem, offset: offsetOf(node) });
  };

  function sizeOf(node: unknown, depth: number): number {
    if (!isNode(node)) return 0;
    if (isAlias(node)) return sizeOfAlias(node);
    if (depth > maxDepth) fail(problems.tooDeep(maxDepth), node);
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    let size = 1;
    if (isSeq(node) || isMap(node)) {
      const { length } = node.items;
      if (length > maxEntries) fail(problems.tooManyEntries(length, maxEntries), node);
    }
    if (isSeq(node)) for (const item of node.items) size += sizeOf(item, depth + 1);
    if (isMap(node)) {
      for (const { key, value } of node.items) size += sizeOf(key, depth + 1) + sizeOf(value, depth + 1);
      pairs.set(node, pairsByKey(node));
    }
    sizes.set(node, size);
    return size;
  }

  function sizeOfAlias(alias: Alias): number {
    const target = anchors.get(alias.source);
    if (!target) return 0;
    targets.set(alias, target);
    const size = sizes.get(target);
    if (size === undefined) return fail(problems.circularAlias(alias.source), alias);
    repeated += size;
    if (targets.size > maxAliases) fail(problems.tooManyAliases(maxAliases), alias);
    if (repeated > maxRepeated(characters)) fail(problems.tooMuchRepeated(maxRepeated(characters)), alias);
    return size;
  }

  function pairsByKey(map: YAMLMap): Map<unknown, Pair> {
    const byKey = new Map<unknown, Pair>();
    for (const pair of map.items) {
      const key = keyOf(pair);
      if (!byKey.has(key)) byKey.set(key, pair);
      else if (typeof key === "string" && key !== "<<") duplicates.push({ key, offset: offsetOf(pair.key) });
    }
    return byKey;
  }

  /** The key as JavaScript has it. */
  function keyOf({ key }: Pair): unknown {
    const node = isAlias(key) ? targets.get(key) : key;
    return isScalar(node) ? String(node.value) : node;
  }

  try {
    sizeOf(root, 0);
  } catch (error) {
    if (error instanceof LimitError) return error.beyond;
    throw error;
  }
  return {
    duplicates,
    targetOf: (alias) => targets.get(alias),
    pairOf: (map, key) => pairs.get(map)?.get(String(key)),
  };
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
