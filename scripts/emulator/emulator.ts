import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LeashedProcess } from "./leashed-process";
import { packageRoot } from "./package-root";

const readyWithinMs = 180_000;

/** An EC2 API on a separate loopback port. It forgets everything when it stops. */
export class Emulator {
  private constructor(
    readonly url: string,
    private readonly server: LeashedProcess,
  ) {}

  /** @throws Error with the output of the server if it does not answer. */
  static async start(motoServer: string, signal?: AbortSignal): Promise<Emulator> {
    const port = await freePort();
    const corrections = join(packageRoot, "scripts", "emulator");
    const server = new LeashedProcess(motoServer, ["-H", "127.0.0.1", "-p", `${port}`], {
      cwd: packageRoot,
      env: {
        ...process.env,
        PYTHONPATH: [corrections, process.env.PYTHONPATH ?? ""].join(":"),
        PYTHONDONTWRITEBYTECODE: "1",
      },
      signal,
    });
    const emulator = new Emulator(`http://127.0.0.1:${port}`, server);
    const deadline = Date.now() + readyWithinMs;
    while (server.running && Date.now() < deadline) {
      if (await emulator.answers()) return emulator;
      await delay(100);
    }
    await server.stop();
    signal?.throwIfAborted();
    throw new Error(`${motoServer} did not start on port ${port}:\n${server.said}`);
  }

  /** A line for each request so far, with its method, path and status, and the server's own errors. */
  get log(): string {
    return this.server.said;
  }

  async answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/moto-api/`)).ok;
    } catch {
      return false;
    }
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
