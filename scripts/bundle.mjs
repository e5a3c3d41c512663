// Puts the program into one file, and the framework into another that only `synth` reads: a start reads one file instead
// of hundreds. The package contains both, so that `synth` needs no other package. The AWS SDK stays outside, since the
// user chooses its version. The page's program and style go into every page.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { bundledPackages, noticesComment, noticesFile } from "./notices.mjs";

const frameworkModules = /^(cdktf|constructs|@cdktf\/provider-aws\/lib\/.+)$/;

/** `lib` is the folder that tsc wrote; `root` has the sources. */
export async function bundle(root, lib) {
  const options = {
    absWorkingDir: root,
    allowOverwrite: true,
    bundle: true,
    platform: "node",
    target: "node20",
    external: ["@aws-sdk/*"],
    logLevel: "warning",
    metafile: true,
    banner: { js: "// Licences of the packages in this file: THIRD-PARTY-NOTICES.txt" },
  };
  const used = new Set();
  const framework = {
    name: "framework",
    setup: (program) =>
      program.onResolve({ filter: frameworkModules }, ({ path }) => {
        used.add(path);
        return { path: "./framework.js", external: true };
      }),
  };
  const program = await build({
    ...options,
    entryPoints: ["stacks/main.ts"],
    outfile: join(lib, "rancher-sg.js"),
    plugins: [framework],
  });
  const contents = [...used]
    .sort()
    .map((path) => `export * from ${JSON.stringify(path)};`)
    .join("\n");
  const synth = await build({
    ...options,
    stdin: { contents, resolveDir: root },
    outfile: join(lib, "framework.js"),
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
  });

  const page = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: { page: "src/page/main.tsx", style: "src/page/page.css" },
    outdir: join(lib, "page"),
    bundle: true,
    minify: true,
    platform: "browser",
    target: "es2022",
    // Escapes of Chinese characters take twice the space.
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  const inputsOf = ({ metafile }) => Object.keys(metafile.inputs);
  // A page is copied without the other files.
  const file = join(lib, "page/page.js");
  writeFileSync(file, noticesComment(bundledPackages(root, inputsOf(page))) + readFileSync(file, "utf8"));
  const all = bundledPackages(root, [program, synth, page].flatMap(inputsOf));
  writeFileSync(join(lib, "THIRD-PARTY-NOTICES.txt"), noticesFile(all));
}
