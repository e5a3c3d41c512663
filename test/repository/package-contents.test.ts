/** What `npm pack` takes along: what is needed, and nothing else. */
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

test("outside of lib/src the package holds these files, and pages and examples", () => {
  const kinds = paths
    .filter((path) => !path.startsWith("lib/src/"))
    .map((path) => path.replace(/^(docs|stacks\/examples)\/.*?(\.\w+)$/, "$1/**$2"));
  expect([...new Set(kinds)].sort()).toEqual([
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "README.zh-CN.md",
    "docs/**.md",
    "docs/**.svg",
    "lib/page/page.js",
    "lib/page/style.css",
    "lib/rancher-sg.js",
    "package.json",
    "schema/rancher-sg.schema.json",
    "stacks/assertions.yaml",
    "stacks/examples/**.json",
    "stacks/examples/**.md",
    "stacks/examples/**.ts",
    "stacks/examples/**.yaml",
    "stacks/rancher-sg.yaml",
  ]);
});

test("of lib/src it holds the modules that an entry point reaches, by code or by types, and no other", () => {
  const entries = ["index.js", "index.d.ts", "cdktn.js", "cdktn.d.ts"].map((entry) => `lib/src/${entry}`);
  const reached = entries.flatMap((entry) => reachedFrom(entry).files);
  const modules = paths.filter((path) => path.startsWith("lib/src/")).map(moduleOf);
  expect([...new Set(modules)].sort()).toEqual([...new Set(reached.map(moduleOf))].sort());
  expect(reached.filter((file) => !paths.includes(file))).toEqual([]);
});

test("everything that package.json names is in it", () => {
  const named = JSON.stringify([manifest.main, manifest.types, manifest.bin, manifest.exports, manifest.typesVersions]);
  const files = [...named.matchAll(/"(?:\.\/)?([^"]+\.\w+)"(?!:)/g)].map(([, file]) => `${file}`);
  expect(files).toContain("lib/src/cdktn.d.ts");
  expect(files.filter((file) => !paths.includes(file))).toEqual([]);
});

test("every link from one of its pages to another file leads somewhere", () => {
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

test("packages that its code or its types import are dependencies or peers", () => {
  const names = ["index.js", "index.d.ts", "cdktn.js", "cdktn.d.ts"]
    .flatMap((entry) => reachedFrom(`lib/src/${entry}`).packages)
    .filter((name) => !name.startsWith("node:"))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0]);
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
  expect([...new Set(names)].filter((name) => !(`${name}` in declared))).toEqual([]);
});
