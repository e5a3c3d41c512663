// Puts each program into one file: a start reads it instead of hundreds. The synth of this folder brings the framework
// that the lock file names, a third of its start; the AWS SDK stays outside, since the application chooses its version.
// The page's program and style go into every page.
import { join } from "node:path";
import { build } from "esbuild";

const programs = { "src/cli/main.ts": "rancher-sg.js", "stacks/main.ts": "stacks/main.js" };

/** `lib` is the folder that tsc wrote; `root` has the sources. */
export async function bundle(root, lib) {
  for (const [entry, outfile] of Object.entries(programs)) {
    await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: join(lib, outfile),
      allowOverwrite: true,
      bundle: true,
      platform: "node",
      target: "node20",
      external: ["@aws-sdk/*"],
      logLevel: "warning",
    });
  }

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
