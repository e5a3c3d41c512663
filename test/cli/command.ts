/** Runs `rancher-sg` as a user does: the bundle that test/build.cjs makes, in a separate process. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

export const root = join(__dirname, "../..");
export const bundle = join(root, "lib/rancher-sg.js");
export const sample = join(root, "stacks/rancher-sg.yaml");

export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Default: the repository, whose sample config is the default config. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a verb. Arguments are the words of a line, or a list if one of them has a space or is empty. */
export function rancherSg(args: string | readonly string[], { cwd = root, env = {} }: RunOptions = {}): Run {
  const words = typeof args === "string" ? args.split(" ").filter(Boolean) : args;
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...words], {
    cwd,
    encoding: "utf8",
    env: { ...ownEnv(), ...env },
  });
  return { exitCode: status, stdout, stderr };
}

/** Runs a verb with a terminal as standard output and standard error. A terminal ends its lines with CR LF. */
export function onTerminal(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = [process.execPath, bundle, ...args].map((word) => `'${word}'`).join(" ");
  const { error, status, stdout } = spawnSync("script", ["-qec", command, "/dev/null"], {
    cwd,
    env: { ...ownEnv(), TERM: "xterm", ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (error) throw error;
  return { exitCode: status, printed: stdout.replaceAll("\r\n", "\n") };
}

/** The environment without the variables that the verbs read. */
function ownEnv(): NodeJS.ProcessEnv {
  const read = ["CDKTF_OUTDIR", "RANCHER_SG_CONFIG", "FORCE_COLOR", "NO_COLOR"];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !read.includes(name)));
}

/** The lines of an error message. If the run did not fail with a usage error, its complete output. */
export function refusal(args: string | readonly string[], options: RunOptions = {}): readonly string[] | Run {
  const run = rancherSg(args, options);
  return run.exitCode === 2 && run.stdout === "" ? run.stderr.trimEnd().split("\n") : run;
}
