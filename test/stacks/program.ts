/** Runs `rancher-sg synth` in a folder like a user, compiled before the tests by test/build.cjs. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Run, rancherSg } from "../cli/command";

/** Runs it in a folder. */
export function runSynth(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  return rancherSg(["synth", ...args], { cwd: folder, env });
}

/** Writes the stacks of a config file as under cdktf, to `cdktf.out` in the folder unless `outdir` is set. */
export function runApp(folder: string, config: string | undefined, outdir?: string): Run {
  return runSynth(folder, [], {
    ...(config === undefined ? {} : { RANCHER_SG_CONFIG: config }),
    ...(outdir === undefined ? {} : { CDKTF_OUTDIR: outdir }),
  });
}

/** Calls `use` with an empty folder with these files, and removes the folder. */
export function inFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "app-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
