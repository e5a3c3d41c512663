import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LeashedProcess } from "../../scripts/emulator/leashed-process";

const options = { cwd: __dirname, env: process.env };
const startsAnother = "sleep 300 & echo $!; wait";

describe("a leashed process", () => {
  test("returns its output and its exit code", async () => {
    const child = new LeashedProcess("sh", ["-c", "echo out; echo err >&2; exit 7"], options);
    expect(await child.ended).toBe(7);
    expect(child.said.split("\n").sort()).toEqual(["", "err", "out"]);
    expect(child.running).toBe(false);
  });

  test("is stopped together with every process it started", async () => {
    const child = new LeashedProcess("sh", ["-c", startsAnother], options);
    const started = await firstNumber(() => child.said);
    await child.stop();
    expect(await isGone(started)).toBe(true);
  });

  test("is stopped when its signal is aborted, before or after it starts", async () => {
    const abort = new AbortController();
    const early = new LeashedProcess("sleep", ["300"], { ...options, signal: abort.signal });
    abort.abort();
    const late = new LeashedProcess("sleep", ["300"], { ...options, signal: abort.signal });
    expect([await early.ended, await late.ended]).toEqual([null, null]);
  });

  test("is stopped when the process that started it is killed", async () => {
    const compiled = join(__dirname, "..", "..", "lib", "scripts", "emulator", "leashed-process.js");
    const program = `
      const { LeashedProcess } = require(${JSON.stringify(compiled)});
      const child = new LeashedProcess("sh", ["-c", ${JSON.stringify(startsAnother)}], { cwd: ".", env: process.env });
      setInterval(() => child.said && process.stdout.write(child.said), 50);
    `;
    const owner = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    const [output] = await once(owner.stdout, "data");
    const started = Number.parseInt(`${output}`, 10);
    expect(await isGone(started, 0)).toBe(false);
    owner.kill("SIGKILL");
    expect(await isGone(started)).toBe(true);
  });
});

async function firstNumber(output: () => string): Promise<number> {
  while (!/\d+\n/.test(output())) await delay(20);
  return Number.parseInt(output(), 10);
}

/** A process that has ended but was not yet reaped counts as gone. */
async function isGone(pid: number, withinMs = 30_000): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  do {
    if (!(await isRunning(pid))) return true;
    await delay(50);
  } while (Date.now() < deadline);
  return false;
}

async function isRunning(pid: number): Promise<boolean> {
  const ps = spawn("ps", ["-o", "stat=", "-p", `${pid}`], { stdio: ["ignore", "pipe", "ignore"] });
  let stat = "";
  ps.stdout.on("data", (text) => {
    stat += text;
  });
  await once(ps, "close");
  return stat.trim() !== "" && !stat.startsWith("Z");
}
