import { build } from "esbuild";

test("consists of this package and three small ones, without modules of Node", async () => {
  const { metafile } = await build({
    entryPoints: ["src/page/main.tsx"],
    bundle: true,
    write: false,
    metafile: true,
    platform: "browser",
    outfile: "page.js",
  });
  const packages = Object.keys(metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  expect([...new Set(packages)].sort()).toEqual(["fastest-levenshtein", "ip-address", "preact", undefined]);
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.filter(({ external }) => external));
  expect(imports).toEqual([]);
});
