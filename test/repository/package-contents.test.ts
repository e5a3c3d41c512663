/** The content of `npm pack`: everything that is needed, and nothing else. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path/posix";
import { reachedFrom } from "./built-modules";
import { root } from "./sources";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const [packed] = JSON.parse(
  execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, encoding: "utf8" }),
) as [{ files: { path: string }[] }];
const paths = packed.files.map(({ path }) => path);
const moduleOf = (path: string) => path.replace(/\.(js|d\.ts)$/, "");

const entries = Object.values<string>(manifest.exports)
  .filter((file) => file.endsWith(".js"))
  .flatMap((file) => [file.slice(2), file.slice(2).replace(/\.js$/, ".d.ts")]);

test("has files for every pattern in `files`", () => {
  expect((manifest.files as readonly string[]).filter((pattern) => pattern.startsWith("!"))).toEqual([]);
});

test("has exactly these files outside of lib/api, and pages and examples", () => {
  const kinds = paths
    .filter((path) => !path.startsWith("lib/api/"))
    .map((path) => path.replace(/^(docs|stacks\/examples)\/.*?(\.\w+)$/, "$1/**$2"));
  expect([...new Set(kinds)].sort()).toEqual([
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "README.zh-CN.md",
    "SECURITY.md",
    "docs/**.md",
    "docs/**.svg",
    "lib/THIRD-PARTY-NOTICES.txt",
    "lib/framework.js",
    "lib/page/page.js",
    "lib/page/style.css",
    "lib/rancher-sg.js",
    "package.json",
    "ports.json",
    "schema/ports.schema.json",
    "schema/rancher-sg.schema.json",
    "stacks/assertions.yaml",
    "stacks/examples/**.json",
    "stacks/examples/**.md",
    "stacks/examples/**.ts",
    "stacks/examples/**.yaml",
    "stacks/rancher-sg.yaml",
  ]);
});

test("has exactly the modules of lib/api that an entry point reaches, by code or by types", () => {
  expect(entries).toHaveLength(10);
  const reached = entries.flatMap((entry) => reachedFrom(entry).files);
  const modules = paths.filter((path) => path.startsWith("lib/api/")).map(moduleOf);
  // The compiler also writes modules for types that are only used with `satisfies`.
  const onlyTypes = '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\n';
  const hasCode = (path: string) => readFileSync(join(root, `${path}.js`), "utf8") !== onlyTypes;
  const needed = new Set(reached.map(moduleOf));
  expect(modules.filter((path) => !needed.has(path) && hasCode(path))).toEqual([]);
  expect(reached.filter((file) => !paths.includes(file))).toEqual([]);
});

test("has everything that package.json names", () => {
  const named = JSON.stringify([manifest.main, manifest.types, manifest.bin, manifest.exports, manifest.typesVersions]);
  const files = [...named.matchAll(/"(?:\.\/)?([^"]+\.\w+)"(?!:)/g)].map(([, file]) => `${file}`);
  expect(files).toEqual(expect.arrayContaining(entries));
  expect(files.filter((file) => !paths.includes(file))).toEqual([]);
});

test("has the target of every link from one of its pages to another file", () => {
  const pages = paths.filter((path) => path.endsWith(".md"));
  const links = pages.flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link]) =>
      normalize(join(page, "..", `${link}`)),
    ),
  );
  expect(links).toContain("CONTRIBUTING.md");
  const leadsTo = (link: string) => paths.some((path) => path === link || path.startsWith(`${link}/`));
  expect(links.filter((link) => !existsSync(join(root, link)) || !leadsTo(link))).toEqual([]);
});

test("has a heading or an anchor for every link from one of its pages to a section", () => {
  const pages = paths.filter((path) => path.endsWith(".md"));
  const textOf = (page: string) => readFileSync(join(root, page), "utf8");
  const anchorsOf = (page: string) => {
    const text = textOf(page).replaceAll(/^```[\s\S]*?^```/gm, "");
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .replaceAll(/\]\([^)]*\)/g, "")
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );
    return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => `${id}`)]);
  };
  const anchors = new Map(pages.map((page) => [page, anchorsOf(page)]));
  const links = pages
    // Its headings differ in case only, so its script numbers the anchors.
    .filter((page) => page !== "docs/api.md")
    .flatMap((page) =>
      [...textOf(page).matchAll(/\]\(([^)#: ]*)#([^) ]+)\)/g)].map(([, link, anchor = ""]) => ({
        page,
        target: link ? normalize(join(page, "..", link)) : page,
        anchor,
      })),
    );
  expect(links.length).toBeGreaterThan(40);
  expect(links.filter(({ target, anchor }) => !anchors.get(target)?.has(anchor))).toEqual([]);
});

test("has every package that its code or its types import as a dependency or peer", () => {
  const names = entries
    .flatMap((entry) => reachedFrom(entry).packages)
    .filter((name) => !name.startsWith("node:"))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0]);
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
  expect([...new Set(names)].filter((name) => !(`${name}` in declared))).toEqual([]);
});
