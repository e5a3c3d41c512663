/**
 * Mutated configs, answers of EC2, JSON of Terraform and assertion files, and verbs that read them:
 * `npm run fuzz -- --seed 1 --count 1000`. A line for each fault, with the command that repeats its smallest input, and exit
 * code 1 if there is one. `--first N` starts at input N, and `--verbs 1` has each input read by one verb. `--only N` runs that
 * input alone, and `--keep 0,2` only with these of its mutations.
 */
import { type ChildProcess, fork } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { mistake, problems } from "../../src/errors";
import { commandsOfInput } from "./inputs";
import type { Fault } from "./properties";
import { bundle } from "./sites";
import type { Reply, Request } from "./worker";

/** A worker that takes longer for one input is ended. */
const hangSeconds = 120;
/** One input in so many runs again in a separate process. */
const comparedEvery = 50;
/** A worker runs so many inputs, so that no memory piles up. */
const inputsOfWorker = 2_000;

interface Options {
  readonly seed: number;
  readonly first: number;
  readonly count: number;
  /** The most verbs that read one input. */
  readonly verbs: number;
  readonly kept: readonly number[] | undefined;
}

function optionsOf(args: readonly string[]): Options {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seed: text, count: text, first: text, only: text, keep: text, verbs: text },
  });
  const number = (name: "seed" | "count" | "first" | "only" | "verbs", least: number, standard: number) => {
    const value = Number(values[name] ?? standard);
    if (Number.isInteger(value) && value >= least) return value;
    throw mistake(problems.outOfRange(`a whole number, ${least} or more`), [`--${name}`], values[name]);
  };
  const kept =
    values.keep === undefined
      ? undefined
      : values.keep
          .split(",")
          .filter((word) => word !== "none")
          .map(Number);
  const verbs = number("verbs", 1, commandsOfInput);
  const seed = number("seed", 0, 1);
  if (values.only !== undefined) return { seed, first: number("only", 1, 1), count: 1, verbs, kept };
  return { seed, first: number("first", 1, 1), count: number("count", 1, 200), verbs, kept };
}

/** A worker process that is started again after it hung or ended. */
class Worker {
  private child: ChildProcess | undefined;
  private runs = 0;

  constructor(
    private readonly sites: string,
    readonly folder: string,
  ) {}

  private async start(): Promise<ChildProcess> {
    if (this.child && this.runs < inputsOfWorker) return this.child;
    this.stop();
    this.runs = 0;
    const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: join(this.folder, "tmp") };
    for (const name of ["CDKTF_OUTDIR", "RANCHER_SG_CONFIG", "FORCE_COLOR", "NO_COLOR"]) delete env[name];
    const child = fork(join(__dirname, "worker.js"), [this.sites, this.folder], { env });
    this.child = child;
    if ((await messageOf(child)) !== "ready") throw new Error("the worker does not start");
    return child;
  }

  /** The reply, or why there is none. */
  async ask(request: Request): Promise<Reply | string> {
    const child = await this.start();
    this.runs += 1;
    child.send(request);
    const answer = await messageOf(child);
    if (typeof answer !== "string") return answer as Reply;
    this.stop();
    return answer;
  }

  stop(): void {
    this.child?.kill("SIGKILL");
    this.child = undefined;
  }
}

/** The next message of a process, or why there is none. */
function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((settle) => {
    const done = (value: unknown) => {
      clearTimeout(timer);
      child.removeAllListeners();
      settle(value);
    };
    const timer = setTimeout(() => done(`no answer within ${hangSeconds} s`), hangSeconds * 1000);
    child.once("message", done);
    child.once("exit", (code, signal) => done(`the process ended with ${signal ?? `exit code ${code}`}`));
  });
}

/** A fault of a command of an input. */
interface Found extends Fault {
  readonly number: number;
  readonly command: number;
  readonly words: readonly string[];
}

/** The same fault of another input has the same text: without numbers, names and values. */
const signatureOf = ({ property, witness }: Found) =>
  `${property}: ${witness.replaceAll(/"(?:[^"\\]|\\.)*"?|\d+|(?:in|out|tmp)\/\S+/g, "_").slice(0, 80)}`;

class Fuzz {
  readonly counts = {
    passed: 0,
    failed: 0,
    runs: 0,
    exits: new Map<string, number>(),
    kinds: new Map<string, number>(),
    mutations: new Map<string, number>(),
    cpuSeconds: 0,
  };
  /** Ends the run after the current input. */
  isStopped = false;
  private readonly known = new Map<string, number>();
  private slowest: { readonly seconds: number; readonly text: string } = { seconds: 0, text: "" };

  constructor(
    private readonly worker: Worker,
    private readonly options: Options,
    private readonly saved: string,
  ) {}

  async run(): Promise<void> {
    const { first, count } = this.options;
    for (let number = first; number < first + count && !this.isStopped; number++) await this.runInput(number);
  }

  private async runInput(number: number): Promise<void> {
    const { kept } = this.options;
    const request = this.requestOf(number, kept);
    const reply = await this.worker.ask(request);
    const found = typeof reply === "string" ? await this.hung(request, reply) : this.faultsIn(number, reply);
    if (typeof reply !== "string") this.count(number, reply);
    this.counts[found.length > 0 ? "failed" : "passed"] += 1;
    for (const fault of found) await this.report(fault);
  }

  private requestOf(number: number, kept: readonly number[] | undefined, command?: number): Request {
    return {
      seed: this.options.seed,
      number,
      verbs: this.options.verbs,
      isCompared: number % comparedEvery === 0,
      ...(kept ? { kept } : {}),
      ...(command === undefined ? {} : { command }),
    };
  }

  private faultsIn(number: number, { runs }: Reply, only?: number): readonly Found[] {
    return runs.flatMap(({ command, faults }, index) =>
      faults.map((fault) => ({ ...fault, number, command: only ?? index, words: command })),
    );
  }

  /** The commands of an input that do not return. */
  private async hung(request: Request, why: string): Promise<readonly Found[]> {
    const found: Found[] = [];
    for (let command = 0; command < commandsOfInput; command++) {
      const reply = await this.worker.ask({ ...request, command });
      if (typeof reply === "string")
        found.push({
          property: "the verb ends",
          witness: reply,
          number: request.number,
          command,
          words: [`command ${command}`],
        });
    }
    return found.length > 0
      ? found
      : [{ property: "the verb ends", witness: why, number: request.number, command: 0, words: ["all commands"] }];
  }

  private count(number: number, { kind, site, runs, mutations }: Reply): void {
    const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
    const { counts } = this;
    add(counts.kinds, kind);
    for (const { name } of mutations) add(counts.mutations, name);
    counts.runs += runs.length;
    for (const { command, exitCode, cpuSeconds } of runs) {
      add(counts.exits, `${command[0]} ${exitCode}`);
      counts.cpuSeconds += cpuSeconds;
      if (cpuSeconds > this.slowest.seconds)
        this.slowest = { seconds: cpuSeconds, text: `input ${number}, ${site}: ${command.join(" ")}` };
    }
  }

  /** The mutations without which the fault does not occur. */
  private async smallest(found: Found): Promise<readonly number[]> {
    const reply = await this.worker.ask({ ...this.requestOf(found.number, []), command: found.command });
    if (typeof reply === "string" || this.has(found, reply)) return [];
    let kept = (this.options.kept ?? reply.mutations.map(({ index }) => index)) as readonly number[];
    for (const index of kept) {
      const fewer = kept.filter((other) => other !== index);
      const shorter = await this.worker.ask(this.requestOf(found.number, fewer, found.command));
      if (this.has(found, shorter)) kept = fewer;
    }
    return kept;
  }

  private has(found: Found, reply: Reply | string): boolean {
    if (typeof reply === "string") return found.property === "the verb ends";
    return this.faultsIn(found.number, reply, found.command).some((fault) => fault.property === found.property);
  }

  private async report(found: Found): Promise<void> {
    const signature = signatureOf(found);
    const times = this.known.get(signature) ?? 0;
    this.known.set(signature, times + 1);
    if (times > 0) return;
    const { seed } = this.options;
    const kept = await this.smallest(found);
    // The worker's folder then has the smallest input.
    const reply = await this.worker.ask(this.requestOf(found.number, kept, found.command));
    const folder = join(this.saved, `seed-${seed}-input-${found.number}-${this.known.size}`);
    mkdirSync(folder, { recursive: true });
    cpSync(join(this.worker.folder, "in"), join(folder, "in"), { recursive: true });
    const names =
      typeof reply === "string"
        ? []
        : reply.mutations.filter(({ index }) => kept.includes(index)).map(({ name, file }) => `${name} in ${file}`);
    const lines = [
      `FAULT input ${found.number}: ${found.property}`,
      `    ${found.witness.replaceAll("\n", "\n    ")}`,
      `    mutations: ${names.join("; ") || "none"}`,
      `    repeat: npm run fuzz -- --seed ${seed} --only ${found.number} --keep ${kept.join(",") || "none"}`,
      `    or: cd ${folder} && mkdir -p out && node ${bundle} ${found.words.join(" ")}`,
    ];
    writeFileSync(join(folder, "fault.txt"), `${lines.join("\n")}\n`);
    process.stdout.write(`${lines.join("\n")}\n`);
  }

  summary(seconds: number): string {
    const { passed, failed, runs, exits, kinds, mutations, cpuSeconds } = this.counts;
    const listed = (map: ReadonlyMap<string, number>) =>
      [...map]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, times]) => `${key}: ${times}`)
        .join(", ");
    const repeated = [...this.known]
      .filter(([, times]) => times > 1)
      .map(([signature, times]) => `${times} times ${signature}`);
    return [
      ...repeated,
      `kinds: ${listed(kinds)}`,
      `exit codes: ${listed(exits)}`,
      `mutations: ${listed(mutations)}`,
      `slowest: ${this.slowest.seconds.toFixed(1)} s, ${this.slowest.text}`,
      `seed ${this.options.seed}: ${runs} runs of verbs, ${cpuSeconds.toFixed(0)} s of processor time, ${seconds.toFixed(0)} s in all`,
      `${passed} passed, ${failed} failed`,
      "",
    ].join("\n");
  }
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  const start = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "rancher-sg-fuzz-"));
  const [sites, work, saved] = ["sites", "work", "faults"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [sites, work, join(work, "tmp")]) mkdirSync(path);
  const worker = new Worker(sites, work);
  try {
    const fuzz = new Fuzz(worker, options, saved);
    for (const signal of ["SIGINT", "SIGTERM"]) {
      process.once(signal, () => {
        fuzz.isStopped = true;
      });
    }
    await fuzz.run();
    process.stdout.write(fuzz.summary((performance.now() - start) / 1000));
    if (fuzz.counts.failed > 0) process.exitCode = 1;
  } finally {
    worker.stop();
    for (const path of [sites, work]) rmSync(path, { recursive: true, force: true });
    if (!process.exitCode) rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
