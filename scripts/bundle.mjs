// Puts the program into one file, and the framework into another that only `synth` reads: a start reads one file instead
// of hundreds. The package contains both, so that `synth` needs no other package. The AWS SDK stays outside, since the
// user chooses its version. The page's program and style go into every page.
import { join } from "node:path";
import { build } from "esbuild";

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
  await build({
    ...options,
    entryPoints: ["stacks/main.ts"],
    outfile: join(lib, "rancher-sg.js"),
    plugins: [framework],
  });
  const contents = [...used]
    .sort()
    .map((path) => `export * from ${JSON.stringify(path)};`)
    .join("\n");
  await build({
    ...options,
    stdin: { contents, resolveDir: root },
    outfile: join(lib, "framework.js"),
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
  });

  await build({
    absWorkingDir: root,
    entryPoints: { page: "src/page/main.tsx", style: "src/page/page.css" },
    outdir: join(lib, "page"),
    bundle: true,
    minify: true,
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
  });
}
