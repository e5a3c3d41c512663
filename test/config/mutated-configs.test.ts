import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import type { PlacedEntry } from "../../src/config/config-file";
import type { Issue } from "../../src/errors";
import { addStacks } from "../../stacks/add-stacks";
import { loadText } from "./config-lines";

const samples = ["rancher-sg.yaml", "examples/node-pools.yaml", "examples/hosted.yaml", "examples/fleet.yaml"].map(
  (file) => readFileSync(join(__dirname, "../../stacks", file), "utf8"),
);
const sample = fc.constantFrom(...samples);

/** The issues of a config. If there are none, the config must also synthesise. */
function issuesOrSynth(text: string): readonly Issue[] {
  const { issues, entries } = loadText(text);
  if (entries.length > 0) synthesize(entries);
  return issues;
}

function synthesize(entries: readonly PlacedEntry[]): void {
  const outdir = mkdtempSync(join(tmpdir(), "mutated-"));
  try {
    const app = new App({ outdir });
    addStacks(app, entries);
    app.synth();
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

type Path = readonly (string | number)[];

/** The path of every value of a document, including the root. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  const children = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return [
    path,
    ...children.flatMap(([key, child]) => pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key])),
  ];
}

const words = [
  "anywhere",
  "none",
  "cluster",
  "rancher-nodes",
  "hosted",
  "sg-0a1b2c3d",
  "10.0.0.5/24",
  "::/0",
  "${x}",
  "",
];
const values = fc.oneof(
  fc.constantFrom<unknown>(...words, null, true, 0, -1, 1.5, 70000, [], {}, [[]], { create: true }, { cidrs: [] }),
  fc.string(),
  fc.dictionary(
    fc.constantFrom("name", "cidrs", "create", "__proto__", "constructor", "x"),
    fc.constantFrom<unknown>(1, "a", null, []),
  ),
);
const edits = fc.record({
  kind: fc.constantFrom("replace", "remove", "add"),
  at: fc.nat(),
  key: fc.oneof(fc.constantFrom("egress", "sources", "ports", "rules", "preset", "toString", "__proto__"), fc.string()),
  value: values,
});

interface Edit {
  readonly kind: string;
  readonly at: number;
  readonly key: string;
  readonly value: unknown;
}

/** The sample with one value replaced, removed or added. */
function edited(document: unknown, { kind, at, key, value }: Edit): unknown {
  const copy = structuredClone(document);
  const paths = pathsOf(copy);
  const path = paths[at % paths.length] ?? [];
  const parent = path.slice(0, -1).reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], copy);
  const last = path.at(-1);
  if (last === undefined || typeof parent !== "object" || parent === null) return kind === "replace" ? value : copy;
  if (kind === "remove") Reflect.deleteProperty(parent, last);
  else Reflect.defineProperty(parent, kind === "add" && !Array.isArray(parent) ? key : last, enumerable(value));
  return copy;
}

const enumerable = (value: unknown) => ({ value, enumerable: true, configurable: true, writable: true });

test("either synthesises a config with mutated values, or reports issues that all have a place and a message", () => {
  fc.assert(
    fc.property(sample, fc.array(edits, { minLength: 1, maxLength: 3 }), (text, list) => {
      // Any other error than SecurityGroupsError fails here, with its stack trace.
      const issues = issuesOrSynth(stringify(list.reduce<unknown>(edited, parse(text))));
      for (const issue of issues) {
        expect(issue.message).not.toBe("");
        expect(issue.place).toEqual({ file: "c.yaml", line: expect.any(Number), column: expect.any(Number) });
      }
    }),
    { numRuns: 1000 },
  );
});

test("either synthesises a config with mutated text, or reports issues that all have a place in the text", () => {
  const cuts = fc.record({
    at: fc.nat({ max: 1000 }),
    length: fc.nat({ max: 12 }),
    paste: fc.string({ maxLength: 6 }),
  });
  fc.assert(
    fc.property(sample, fc.array(cuts, { minLength: 1, maxLength: 3 }), (text, list) => {
      const mutated = list.reduce(
        (all, { at, length, paste }) => all.slice(0, at) + paste + all.slice(at + length),
        text,
      );
      const lineCount = mutated.split("\n").length;
      for (const { place } of issuesOrSynth(mutated)) {
        expect(place?.line).toBeGreaterThanOrEqual(1);
        expect(place?.line).toBeLessThanOrEqual(lineCount);
        expect(place?.column).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 1000 },
  );
});
