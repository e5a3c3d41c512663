import { addonCatalogs, catalogs, cniCatalogs } from "../../src/catalog";
import { languages, purposeText, textsIn } from "../../src/texts";

const everyCatalog = [...catalogs.values(), ...cniCatalogs, ...addonCatalogs];

/** Every purpose in a catalog, and the port rules with it. */
const purposes = new Map(everyCatalog.flatMap(({ rules }) => rules.map(({ purpose, id }) => [purpose, id] as const)));
const others = languages.filter((language) => language !== "en");

test.each(others)("has in %s a text for every purpose of every catalog", (language) => {
  const missing = [...purposes].filter(([purpose]) => !Object.hasOwn(textsIn(language).purposes, purpose));
  expect(missing.map(([purpose, id]) => `${purpose} (${id})`)).toEqual([]);
});

test.each(others)("has in %s no text for a purpose that no catalog has any more", (language) => {
  expect(Object.keys(textsIn(language).purposes).filter((purpose) => !purposes.has(purpose))).toEqual([]);
});

test.each(others)("has in %s a title for every catalog, and no other titles", (language) => {
  const titles = new Set(everyCatalog.map(({ title }) => title));
  expect(Object.keys(textsIn(language).catalogs).sort()).toEqual([...titles].sort());
});

/** Every text of a language by its path. Functions are called with sample values. */
function textsOf(value: unknown, path: string): readonly (readonly [path: string, text: string])[] {
  if (typeof value === "function") return [[path, value("{a}", "{b}", "{c}")]];
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => textsOf(inner, path ? `${path}.${key}` : key));
}

test.each(others)("has in %s every text of English, with the same values in it", (language) => {
  const own = new Map(textsOf({ ...textsIn(language), purposes: {}, catalogs: {} }, ""));
  const english = new Map(textsOf({ ...textsIn("en"), purposes: {}, catalogs: {} }, ""));
  expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
  const values = (text: string | undefined) => [...`${text}`.matchAll(/\{[abc]\}/g)].map(([value]) => value).sort();
  for (const [path, text] of own) {
    expect([path, text.trim() === ""]).toEqual([path, false]);
    expect([path, values(text)]).toEqual([path, values(english.get(path))]);
  }
});

test("has only English ASCII in texts for AWS: party titles and purposes", () => {
  const english = [...Object.values(textsIn("en").parties), ...purposes.keys()];
  expect(english.filter((text) => !/^[\x20-\x7e]+$/.test(text))).toEqual([]);
});

test("keeps a purpose that the user wrote", () => {
  expect(purposeText(textsIn("zh-CN"), "NodePort services")).toBe("NodePort 服务");
  for (const own of ["Node metrics", "constructor", ""]) expect(purposeText(textsIn("zh-CN"), own)).toBe(own);
});
