/**
 * Programs that never outlive this process. Each runs in a separate process group under a shell that holds one end of a
 * pipe. If the other end closes, in whatever way this process ended, the whole group ends.
 */
import { type ChildProcess, spawn } from "node:child_process";

const leash = `
exec 3<&0 </dev/null
"$@" 3<&- &
work=$!
{ cat <&3; trap '' TERM; kill -s TERM -- -$$; sleep 5; kill -s KILL -- -$$; } >/dev/null 2>&1 &
exec 3<&-
wait $work
status=$?
trap '' TERM
kill -s TERM -- -$$
exit $status
`;

export interface LeashedOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the program early. Default: it runs until it ends or is stopped. */
  readonly signal?: AbortSignal | undefined;
}

/** A running program and its output so far. */
export class LeashedProcess {
  /** The exit code; null if a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #said = "";
  #running = true;

  constructor(program: string, args: readonly string[], { cwd, env, signal }: LeashedOptions) {
    this.#child = spawn("/bin/sh", ["-c", leash, "leash", program, ...args], { cwd, env, detached: true });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#said += text;
      });
    }
    const stop = () => this.release();
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    this.ended = new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (code) => {
        this.#running = false;
        signal?.removeEventListener("abort", stop);
        resolve(code);
      });
    });
  }

  get running(): boolean {
    return this.#running;
  }

  /** Output and errors, in order. */
  get said(): string {
    return this.#said;
  }

  /** Ends the program and everything it started. */
  async stop(): Promise<void> {
    this.release();
    await this.ended;
  }

  /** Kills the program and everything it started at once, like a power failure. */
  async kill(): Promise<void> {
    const { pid } = this.#child;
    if (pid !== undefined && this.#running) process.kill(-pid, "SIGKILL");
    await this.ended;
  }

  private release(): void {
    this.#child.stdin?.end();
  }
}
