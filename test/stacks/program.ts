/** The CDKTF app as a user runs it: `node lib/stacks/main.js` in a folder, compiled before the tests by test/build.cjs. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = join(__dirname, "../../lib/stacks/main.js");

export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the app in a folder on a config file. The output goes to `cdktf.out` in it unless `outdir` says otherwise. */
export function runApp(folder: string, config: string | undefined, outdir?: string): Run {
  const { CDKTF_OUTDIR: _outdir, RANCHER_SG_CONFIG: _config, ...rest } = process.env;
  const env = {
    ...rest,
    ...(config === undefined ? {} : { RANCHER_SG_CONFIG: config }),
    ...(outdir === undefined ? {} : { CDKTF_OUTDIR: outdir }),
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { cwd: folder, encoding: "utf8", env });
  return { exitCode: status, stdout, stderr };
}

/** Gives `use` an empty folder with these files, and removes it. */
export function inFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "app-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
