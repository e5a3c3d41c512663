// Puts each program into one file: a start reads it instead of some two hundred. Outside stay the framework and the AWS
// SDK, since the application chooses their versions, and nothing else. The page's program and style go into every page.
import { build } from "esbuild";

const programs = { "src/cli/main.ts": "lib/rancher-sg.js", "stacks/main.ts": "lib/stacks/main.js" };

for (const [entry, outfile] of Object.entries(programs)) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    external: ["cdktf", "constructs", "@cdktf/*", "@aws-sdk/*"],
    logLevel: "warning",
  });
}

await build({
  entryPoints: { page: "src/page/main.tsx", style: "src/page/page.css" },
  outdir: "lib/page",
  bundle: true,
  minify: true,
  platform: "browser",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});
