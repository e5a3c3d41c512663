// Puts the program into one file, and the framework into another that only `synth` reads: a start reads one file instead
// of hundreds. The package contains both, so that `synth` needs no other package. The AWS SDK stays outside, since the
// user chooses its version. The page's program and style go into every page.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
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
    metafile: true,
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
  const inputs = [program, synth, page].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(join(lib, "THIRD-PARTY-NOTICES.txt"), notices(root, inputs));
}

/** The name, version and licence of each package of which the files above contain code. */
function notices(root, inputs) {
  const folders = inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  const texts = [...new Set(folders)].map((folder) => {
    const { name, version, license, repository } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(join(root, folder)).find((entry) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(entry));
    if (file === undefined && license === undefined) throw new Error(`${folder}: has no licence`);
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(root, folder, file), "utf8").trim();
    // The Mozilla licence asks for it.
    const source = license === "MPL-2.0" ? `\nSource of ${name}: ${repository.url.replace(/^git\+/, "")}\n` : "";
    return `${name} ${version} (${license})\n\n${text}\n${source}`;
  });
  const rule = `\n${"-".repeat(80)}\n\n`;
  return `lib/rancher-sg.js, lib/framework.js and lib/page contain code of these packages.\n${rule}${texts.sort().join(rule)}`;
}
