import { type ChildProcess, spawn } from "node:child_process";

/** Terraform in one folder, in a separate process group: a Ctrl-C on the terminal does not reach it. */
export class Terraform {
  #child: ChildProcess | undefined;
  #isKilled = false;

  constructor(private readonly folder: string) {}

  /**
   * Returns the standard output. If `signal` is aborted, Terraform finishes what it has begun and saves its state.
   * @throws Error with what Terraform reports, if the exit code is not 0; the reason of the signal, if it is aborted.
   */
  async run(args: readonly string[], signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    if (this.#isKilled) return new Promise(() => {});
    const program = process.env.TERRAFORM_BINARY_NAME || "terraform";
    const env = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
    const child = spawn(program, args, { cwd: this.folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    const interrupt = () => child.kill("SIGINT");
    signal?.addEventListener("abort", interrupt);
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        output[stream] += text;
      });
    }
    return new Promise((resolve, reject) => {
      child.on("error", (error) => reject(new Error(`cannot start ${program}: ${error.message}`)));
      child.on("close", (code, killedBy) => {
        signal?.removeEventListener("abort", interrupt);
        const end = (output.stderr || output.stdout).slice(-3000).trim();
        if (this.#isKilled) return;
        if (signal?.aborted) reject(signal.reason);
        else if (code === 0) resolve(output.stdout);
        else reject(new Error(`${program} ${args[0]} ended with ${code ?? killedBy}:\n${end}`));
      });
    });
  }

  /** Ends Terraform and its providers at once. Promises of `run` stay pending. */
  kill(): void {
    this.#isKilled = true;
    const { pid, exitCode, signalCode } = this.#child ?? {};
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGKILL");
  }
}
