/** CONTRIBUTING.md: the rooms, and the files that an addition touches, compared with the code. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogs, cniCatalogs } from "../../src/catalog";
import { cnis } from "../../src/catalog/cni";
import { defaultCni } from "../../src/catalog/settings";
import { verbs } from "../../src/cli/verbs";
import { checkDescriptions } from "../../src/lint/lint";
import { switches } from "../../src/model/options";
import { root } from "./sources";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const page = read("CONTRIBUTING.md");

/** The text from a heading to the next heading. */
function section(title: string): string {
  const [, text] = page.split(new RegExp(`^#+ ${title}$`, "m"));
  if (text === undefined) throw new Error(`CONTRIBUTING.md: has no section "${title}"`);
  return text.split(/^#+ /m)[0] as string;
}

/** The files and folders that a text names between backticks. */
const pathsIn = (text: string) =>
  [...text.matchAll(/`((?:src|stacks|scripts|bench|test|docs|schema)\/[^\s`]+|[\w.-]+\.(?:md|json|jsonc|mjs))`/g)].map(
    ([, path]) => path as string,
  );

describe("rooms", () => {
  const rooms = [...section("Rooms").matchAll(/^- `(\w+)`: ([^?]+\?)/gm)].map(([, name = "", question = ""]) => ({
    name,
    question: question.replaceAll(/\s+/g, " ").toLowerCase(),
  }));
  const names = rooms.map(({ name }) => name);

  test("are those of the import rules, in the same order", () => {
    const [, list = ""] = /const rooms = \[([^\]]+)\]/.exec(read(".dependency-cruiser.mjs")) ?? [];
    expect(names).toEqual([...list.matchAll(/"(\w+)"/g)].map(([, name]) => name));
  });

  test("are the folders of src", () => {
    const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...names].sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  /** Rooms without a main file: model, network, questions, report, entries. */
  const mainFiles = {
    errors: "index.ts",
    flows: "index.ts",
    catalog: "index.ts",
    projection: "plan-deployment.ts",
    reach: "reachability.ts",
    diff: "diff.ts",
    conflicts: "written-groups.ts",
    constructs: "planned-security-groups.ts",
    lint: "lint.ts",
    verify: "verify-synthesized.ts",
    audit: "audit.ts",
    guess: "guess.ts",
    texts: "index.ts",
    page: "main.tsx",
    config: "load-config.ts",
    cli: "program.ts",
  };

  test.each(Object.entries(mainFiles))(
    "include %s, which answers the question in the first line of %s",
    (room, file) => {
      const [, comment = ""] = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(read(`src/${room}/${file}`)) ?? [];
      const text = comment.replaceAll(/\s*\n \*\s*/g, " ").trim();
      expect(text.slice(0, text.indexOf("?") + 1).toLowerCase()).toBe(
        rooms.find(({ name }) => name === room)?.question,
      );
    },
  );
});

test("names only paths that exist", () => {
  const paths = pathsIn(page).filter((path) => !path.includes("<"));
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

describe("an addition", () => {
  /** Files that `npm run schema` writes: props that constructs share with a deployment, and names in the catalogs. */
  const generated = /^src\/(constructs\/[\w-]+-security-groups?|model\/catalog-names)\.ts$/;
  /** Source files without their comments. */
  const sources = ["src", "stacks", "scripts"]
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((path) => `${folder}/${path}`))
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.startsWith("stacks/examples/") && !generated.test(path))
    .map((path) => ({ path, code: read(path).replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "") }));

  /** The files whose code matches the pattern, as a whole word. */
  const filesWith = (pattern: string) =>
    sources.filter(({ code }) => new RegExp(`(?<![\\w-])(?:${pattern})(?![\\w-])`).test(code)).map(({ path }) => path);

  /**
   * The files that match the pattern and that the section does not name. `names` are the values of its placeholders.
   */
  function unnamed(title: string, pattern: string, names: Readonly<Record<string, string>> = {}): readonly string[] {
    const files = filesWith(pattern);
    if (files.length === 0) throw new Error(`${pattern}: is in no file`);
    const named = pathsIn(section(title)).map((path) => {
      const filled = path.replaceAll(/<(\w+)>/g, (placeholder, key) => names[key] ?? placeholder);
      return new RegExp(`^${filled.replaceAll(".", "\\.").replaceAll(/<\w+>/g, ".+")}$`);
    });
    return files.filter((file) => !named.some((path) => path.test(file)));
  }

  /** Files that the numbered steps of a section begin with. */
  const stepsOf = (title: string) =>
    [...section(title).matchAll(/^\d\. (`[^`]+`)/gm)].flatMap(([, path]) => pathsIn(path as string));

  test("lists the files of its numbered steps", () => {
    const counts = ["a port rule", "an edition", "a CNI", "an option", "a lint check", "a verb"].map(
      (kind) => [kind, stepsOf(`Adding ${kind}`).length] as const,
    );
    expect(Object.fromEntries(counts)).toEqual({
      "a port rule": 3,
      "an edition": 3,
      "a CNI": 2,
      "an option": 3,
      "a lint check": 2,
      "a verb": 3,
    });
  });

  test("of a port rule: no other file has the id of a port rule", () => {
    const ids = new Set([...catalogs.values(), ...cniCatalogs].flatMap(({ rules }) => rules.map(({ id }) => id)));
    // An id that a function builds, as for IPv6, is in no file.
    const written = [...ids].filter((id) => sources.some(({ code }) => code.includes(`"${id}"`)));
    expect(written.length).toBeGreaterThan(ids.size / 2);
    expect(unnamed("Adding a port rule", written.map((id) => `"${id}"`).join("|"))).toEqual([]);
  });

  test("of an edition: no other file has the first or last version of rows and tables, or a node driver's edition", () => {
    const versions = '(?:since|until): "2\\.\\d+"|"2025-09"';
    expect(filesWith(versions)).toEqual(expect.arrayContaining(["src/catalog/tables.ts", "src/catalog/cluster.ts"]));
    expect(unnamed("Adding an edition", versions)).toEqual([]);
  });

  // The default CNIs, and the word for no CNI, are in more files.
  const others = cnis
    .map(({ name }) => name)
    .filter((name) => name !== "none" && !Object.values(defaultCni).includes(name));
  test.each(others)("of a CNI: no other file has the CNI %s", (name) => {
    const files = filesWith(`"${name}"|"\\./${name}"`);
    expect(files.filter((file) => !file.startsWith("src/catalog/addons/"))).toHaveLength(2);
    expect(unnamed("Adding a CNI", `"${name}"|"\\./${name}"`, { name })).toEqual([]);
  });

  test.each(Object.keys(switches))("of an option: no other file has the option %s", (option) => {
    expect(unnamed("Adding an option", option)).toEqual([]);
  });

  // The id of a check may be the code of an error too.
  const isErrorCode = (id: string) => filesWith(`"${id}"`).some((path) => path.startsWith("src/errors/"));
  const checkIds = checkDescriptions.map(({ id }) => id).filter((id) => !isErrorCode(id));
  test.each(checkIds)("of a lint check: no other file has the check %s", (id) => {
    expect(unnamed("Adding a lint check", `"${id}"`)).toEqual([]);
  });

  test.each(Object.keys(verbs))("of a verb: no other file has the verb %s", (verb) => {
    expect(unnamed("Adding a verb", `${verb}Verb`, { verb })).toEqual([]);
    const [, settings = ""] = /"src\/cli\/\{([\w,]+)\}\.ts"/.exec(read("knip.jsonc")) ?? [];
    expect(settings.split(",")).toContain(verb);
  });
});
