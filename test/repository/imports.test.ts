import { importsOf, importsOnlyTypes, sourcesOf } from "./sources";

/** What stands further left knows nothing of what stands further right, nor of what stands beside it. */
const arrow = [
  ["errors"],
  ["model"],
  ["catalog"],
  ["flows"],
  ["projection"],
  ["constructs"],
  ["verify"],
  ["adopt"],
  ["report"],
  ["page"],
  ["config"],
  ["cli"],
  ["index"],
];
const partOf = (path: string) => /^src\/([a-z-]+)/.exec(path)?.[1] ?? path;
const rankOf = (path: string) => arrow.findIndex((parts) => parts.includes(partOf(path)));

const sources = sourcesOf("src");
const pairs = sources.flatMap((file) => importsOf(file).map((imported) => [file, imported] as const));

test("imports are found at all", () => {
  expect(pairs).toContainEqual(["src/projection/plan-deployment.ts", "src/catalog"]);
  expect(pairs).toContainEqual(["src/errors/nearest.ts", "fastest-levenshtein"]);
});

test("every source stands in a part of the arrow", () => {
  expect(sources.filter((file) => rankOf(file) < 0)).toEqual([]);
});

test("no source imports what stands right of it or beside it", () => {
  const reversed = pairs
    .filter(([, imported]) => imported.startsWith("src/"))
    .filter(([file, imported]) => partOf(file) !== partOf(imported) && rankOf(imported) >= rankOf(file));
  expect(reversed).toEqual([]);
});

test("no source imports what is outside src but packages", () => {
  expect(pairs.filter(([, imported]) => /^(\.\.|lib|stacks|scripts|test|bench)(\/|$)/.test(imported))).toEqual([]);
});

test("only src/constructs knows cdktf", () => {
  const knows = pairs
    .filter(([, imported]) => /^(cdktf|constructs|@cdktf)(\/|$)/.test(imported))
    .map(([file]) => partOf(file));
  expect([...new Set(knows)]).toEqual(["constructs"]);
});

test("only the entry knows src/constructs, and no source cdktn, so that a second flavour can be emitted", () => {
  const outside = pairs.filter(([file]) => !file.startsWith("src/constructs/"));
  const knows = outside.filter(([, imported]) => imported.startsWith("src/constructs")).map(([file]) => file);
  expect([...new Set(knows)]).toEqual(["src/index.ts"]);
  expect(pairs.filter(([, imported]) => /^@?cdktn(\/|$)/.test(imported))).toEqual([]);
});

test("provider bindings are imported resource by resource, never by the index, which takes seconds to load", () => {
  const everything = sourcesOf("src", "stacks", "scripts", "bench", "test");
  const provider = everything.flatMap((file) => importsOf(file)).filter((imported) => imported.startsWith("@cdktf/"));
  expect(provider.length).toBeGreaterThan(0);
  expect(
    provider.filter((imported) => !/^@cdktf\/provider-aws\/(lib\/[a-z0-9-]+|package\.json)$/.test(imported)),
  ).toEqual([]);
});

test("the oracle takes nothing but types from src", () => {
  const oracle = sourcesOf("test/oracle");
  expect(oracle.length).toBeGreaterThan(0);
  expect(oracle.filter((file) => !importsOnlyTypes(file))).toEqual([]);
});

test("no file is called by what says nothing", () => {
  const everything = sourcesOf("src", "stacks", "scripts", "bench", "test");
  expect(everything.filter((file) => /(^|[/-])(utils?|common|helpers?|misc)(\/|\.ts$)/.test(file))).toEqual([]);
});
