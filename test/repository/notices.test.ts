/** The licences of the packages whose code is in lib/rancher-sg.js, lib/framework.js, lib/page and every page. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { rancherSg } from "../cli/command";
import { inFolder } from "../stacks/program";
import { root } from "./sources";

const read = (file: string) => readFileSync(join(root, file), "utf8");
const notices = read("lib/THIRD-PARTY-NOTICES.txt");
const entries = notices.split(`\n${"-".repeat(80)}\n\n`).slice(1);
const heads = entries.map((entry) => {
  const [, name = "", version = "", license = "", text = ""] = /^(\S+) (\S+) \((.+)\)\n\n([\s\S]*)$/.exec(entry) ?? [];
  return { name, version, license, text };
});

test("has a text for each package that the bundles name in their comments", () => {
  const named = ["rancher-sg.js", "framework.js"].flatMap((file) =>
    [...read(`lib/${file}`).matchAll(/^\/\/ node_modules\/(?:.*node_modules\/)?((?:@[^/]+\/)?[^/\s]+)\//gm)].map(
      ([, name]) => name,
    ),
  );
  expect(named).toEqual(expect.arrayContaining(["zod", "yaml"]));
  expect(heads.map(({ name }) => name)).toEqual(expect.arrayContaining([...new Set(named)]));
});

test("has the framework, whose bundle has no comments", () => {
  expect(heads.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["cdktf", "constructs", "@cdktf/provider-aws", "preact"]),
  );
});

/** Words of each licence that allows redistribution in a package under Apache-2.0. */
const words: Readonly<Record<string, string>> = {
  MIT: "Permission is hereby granted, free of charge",
  ISC: "Permission to use, copy, modify, and",
  "Apache-2.0": "http://www.apache.org/licenses/",
  "MPL-2.0": "Mozilla Public License",
  "BSD-2-Clause": "Redistribution and use",
  "BSD-3-Clause": "Redistribution and use",
  "BlueOak-1.0.0": "Blue Oak Model License",
  "Public Domain": "In the public domain.",
};

test("every licence is one that allows redistribution, and its text is there", () => {
  expect(heads.length).toBeGreaterThan(50);
  expect(
    heads.filter(({ license, text }) => !text.replaceAll(/\s+/g, " ").includes(words[license] ?? "unknown licence")),
  ).toEqual([]);
});

test("has the address of the source, which MPL-2.0 requires", () => {
  for (const name of ["cdktf", "@cdktf/provider-aws"]) {
    expect(notices).toContain(`Source of ${name}: https://`);
  }
});

test("the programs name the file of licences at their start", () => {
  for (const file of ["rancher-sg.js", "framework.js"]) {
    expect(read(`lib/${file}`).slice(0, 200)).toContain("THIRD-PARTY-NOTICES.txt");
  }
});

test("a page has the notice of each package whose code is in it", async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["src/page/main.tsx"],
    outfile: "page.js",
    bundle: true,
    write: false,
    metafile: true,
  });
  const folders = Object.keys(metafile.inputs).flatMap(
    (path) => /^node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  const packages = [...new Set(folders)];
  expect(packages.length).toBeGreaterThan(1);
  const [, comment = ""] =
    /^<script>\/\*([\s\S]*?)\*\//m.exec(rancherSg("report --deployment production").stdout) ?? [];
  for (const folder of packages) {
    const { name, version } = JSON.parse(read(`${folder}/package.json`));
    const { text = "" } = heads.find((one) => one.name === name && one.version === version) ?? {};
    const [copyright = "no copyright"] = /^Copyright .*$/im.exec(text) ?? [];
    expect(comment).toContain(`${name} ${version}: ${copyright}`);
    for (const paragraph of text.slice(text.indexOf(copyright) + copyright.length).split(/\n{2,}/)) {
      expect(comment).toContain(paragraph.replaceAll(/\s+/g, " ").trim());
    }
  }
});

test.each([
  ["without a text", {}, /node_modules\/a: has no text of its licence/],
  ["with a text in the readme", { "readme.md": "# a\n\n## License\n\nPermission is hereby granted" }, /Permission/],
  ["with a file", { "LICENCE.txt": "Permission is hereby granted" }, /Permission/],
])("the build needs the licence of a package %s", (_, files, expected) => {
  inFolder({}, (folder) => {
    const path = join(folder, "node_modules/a");
    mkdirSync(path, { recursive: true });
    const all = { "package.json": JSON.stringify({ name: "a", version: "1.0.0", license: "MIT" }), ...files };
    for (const [file, text] of Object.entries(all)) writeFileSync(join(path, file), text);
    const program = `import { bundledPackages } from ${JSON.stringify(join(root, "scripts/notices.mjs"))};
      console.log(bundledPackages(${JSON.stringify(folder)}, ["node_modules/a/index.js"]));`;
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
    expect(`${run.stdout}${run.stderr}`).toMatch(expected);
    expect(run.status === 0).toBe(Object.keys(files).length > 0);
  });
});
