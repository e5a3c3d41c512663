/**
 * Deployments that are renamed, gathered in stacks and moved between stacks by the steps of docs/stacks.md, with the real
 * Terraform and an emulator of EC2: `npm run stack-runs -- --count 20 --killed 6 --seed 1` makes random sequences. In the
 * first `--killed N`, a deploy is killed at a random moment, and run again. After each step, EC2 has the same groups and rules
 * under the same ids, and the next plan of each changed stack is empty. Exit code 1 if that is wrong once.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { App } from "cdktf";
import fc from "fast-check";
import { readGroups } from "../../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../../scripts/emulator/emulator";
import { packageRoot } from "../../../scripts/emulator/package-root";
import { findToolchain, type Toolchain } from "../../../scripts/emulator/toolchain";
import { type Finished, Workspace } from "../../../scripts/emulator/workspace";
import { loadConfig } from "../../../src/config/load-config";
import { addStacks } from "../../../stacks/add-stacks";
import {
  afterStep,
  configOf,
  firstMembers,
  isDeployable,
  type Member,
  type StackStep,
  sequences,
  stackOf,
} from "./stack-sequence";

const bundle = join(packageRoot, "lib", "rancher-sg.js");
const applying = ["apply", "-auto-approve", "-input=false", "-no-color"] as const;

/** When to kill: in which of the deploys of the sequence, how many of its changes have begun, and how much later. */
interface Kill {
  readonly step: number;
  readonly share: number;
  readonly delayMs: number;
}

interface Sequence {
  readonly steps: readonly StackStep[];
  readonly kill?: Kill;
}

/** The stacks of one sequence, with their states and an emulated EC2. */
class StackSite {
  readonly #config: string;
  readonly #initialized = new Set<string>();
  /** Stack files of the deploy before. */
  #deployed = new Map<string, string>();
  killed = 0;

  private constructor(
    private readonly emulator: Emulator,
    private readonly workspace: Workspace,
    private readonly vpcId: string,
  ) {
    this.#config = join(workspace.folder, "rancher-sg.yaml");
  }

  static async open(tools: Toolchain, signal: AbortSignal): Promise<StackSite> {
    const emulator = await Emulator.start(tools.motoServer, signal);
    const vpcId = await createVpc(emulatedEc2(emulator.url), "10.0.0.0/16");
    return new StackSite(emulator, Workspace.keepingProvider(tools, signal), vpcId);
  }

  async close(): Promise<void> {
    await this.emulator.stop();
    this.workspace.remove();
  }

  /** Ids of all groups and rules, each with its content. */
  async existing(): Promise<string> {
    const groups = await readGroups(emulatedEc2(this.emulator.url), this.vpcId);
    const lines = groups.flatMap(({ id, name, rules }) => [
      `${id} ${name}`,
      ...rules.map(({ id: rule, direction, protocol, fromPort, toPort, peer }) =>
        JSON.stringify([id, rule, direction, protocol, fromPort, toPort, peer]),
      ),
    ]);
    return lines.sort().join("\n");
  }

  /** Writes the stacks of a config. Returns those that changed, in the order in which they refer to each other. */
  synth(members: readonly Member[]): readonly string[] {
    writeFileSync(this.#config, configOf(members, { vpcId: this.vpcId, endpoint: this.emulator.url }));
    const app = new App({ outdir: join(this.workspace.folder, "cdktf.out") });
    addStacks(app, loadConfig(this.#config));
    app.synth();
    const names = [...new Set(members.map(stackOf))];
    const texts = new Map(names.map((name) => [name, JSON.stringify(this.workspace.synthesized(name))]));
    const changed = names.filter((name) => texts.get(name) !== this.#deployed.get(name));
    this.#deployed = texts;
    const server = members.filter(({ kind }) => kind === "server").map(stackOf);
    return [...changed.filter((name) => server.includes(name)), ...changed.filter((name) => !server.includes(name))];
  }

  /** What `terraform` printed. @throws Error if it failed. */
  async terraform(stack: string, ...args: readonly string[]): Promise<string> {
    await this.init(stack);
    return outputOf(`terraform ${args[0]} of ${stack}`, await this.workspace.terraform(stack, ...args));
  }

  /** Applies a stack. If `kill` is set, it is killed, and then run again as docs/stacks.md says. */
  async apply(stack: string, kill?: Kill): Promise<void> {
    await this.init(stack);
    if (kill && (await this.isKilled(stack, kill))) {
      this.killed += 1;
      const state = join(this.workspace.folder, `terraform.${stack}.tfstate`);
      const pulled = await this.workspace.terraform(stack, "state", "pull");
      if (pulled.exitCode !== 0 || pulled.said.trim() === "") copyFileSync(`${state}.backup`, state);
    }
    const said = await this.terraform(stack, ...applying);
    if (!/ 0 destroyed\./.test(said)) throw new Error(`a resource of ${stack} was destroyed:\n${said.slice(-3000)}`);
  }

  /** Writes the import map and the handover of a deployment, by the state of its stack. */
  async audit({ name, ...member }: Member): Promise<string> {
    const state = await this.terraform(stackOf({ name, ...member }), "show", "-json");
    writeFileSync(join(this.workspace.folder, "state.json"), state);
    const adopt = `${name}.import.json`;
    const options = `--deployment ${name} --imports ${adopt} --handover handover --previous-owner state.json`;
    try {
      const args = [bundle, "audit", "--config", this.#config, ...options.split(" ")];
      execFileSync(process.execPath, args, { cwd: this.workspace.folder, env: this.workspace.env });
    } catch (error) {
      // Exit code 1: findings.
      if ((error as { status?: number }).status !== 1) throw error;
    }
    return adopt;
  }

  /** Releases the audited deployment from its former stack: at the next deploy, or at once if there will be none. */
  async release(stack: string, isLeft: boolean): Promise<void> {
    const folder = join(this.workspace.stacksFolder, stack);
    const handover = join(this.workspace.folder, "handover");
    if (isLeft) return copyFileSync(join(handover, "removed.tf"), join(folder, "removed.tf"));
    outputOf("state-rm.sh", await this.workspace.shell(`cd ${folder} && sh ${join(handover, "state-rm.sh")}`));
    const { resources } = this.workspace.state(stack) as { readonly resources: readonly { readonly mode: string }[] };
    const managed = resources.filter(({ mode }) => mode === "managed").length;
    if (managed > 0) throw new Error(`the state of ${stack} still has ${managed} resources`);
    rmSync(folder, { recursive: true });
    this.#initialized.delete(stack);
  }

  removeReleases(): void {
    for (const stack of readdirSync(this.workspace.stacksFolder)) {
      rmSync(join(this.workspace.stacksFolder, stack, "removed.tf"), { force: true });
    }
  }

  private async init(stack: string): Promise<void> {
    if (this.#initialized.has(stack)) return;
    // With a provider that is kept, nothing would be installed for runs that are killed.
    const init = this.workspace.startTerraform(stack, "init", "-input=false", "-no-color");
    outputOf(`terraform init of ${stack}`, { exitCode: await init.ended, said: init.said });
    this.#initialized.add(stack);
  }

  /** Whether an apply was still running when it was killed. */
  private async isKilled(stack: string, { share, delayMs }: Kill): Promise<boolean> {
    const apply = this.workspace.startTerraform(stack, ...applying);
    const isReached = () => {
      const [, summary] = /\nPlan: (.*)\n/.exec(apply.said) ?? [];
      if (summary === undefined) return /no changes are needed|has moved to/.test(apply.said);
      const planned = [...summary.matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0);
      const begun = apply.said.match(/: (Importing|Creating|Modifying|Import complete|Modifications complete)/g) ?? [];
      return begun.length >= planned * share;
    };
    while (apply.running && !isReached()) await delay(5);
    await delay(delayMs);
    if (!apply.running) return false;
    await apply.kill();
    // The emulator completes the requests that it received before.
    await delay(500);
    return !apply.said.includes("Apply complete!");
  }
}

function outputOf(what: string, { exitCode, said }: Finished): string {
  if (exitCode !== 0) throw new Error(`${what} ended with ${exitCode}:\n${said.slice(-3000)}`);
  return said;
}

/** Makes the steps. @throws Error on anything that must not happen. Returns a line for each step. */
async function runSequence(site: StackSite, { steps, kill }: Sequence): Promise<readonly string[]> {
  let members = firstMembers;
  for (const stack of site.synth(members)) await site.apply(stack);
  const before = await site.existing();
  const lines: string[] = [];
  for (const [index, step] of steps.entries()) {
    const next = afterStep(members, step, index);
    if (!isDeployable(next)) continue;
    const [from, to] = [members, next].map((some) => some.find(({ kind }) => kind === step.kind)) as [Member, Member];
    const isMove = stackOf(from) !== stackOf(to);
    const adopt = isMove ? await site.audit(from) : undefined;
    const changed = site.synth(next.map((one) => (one === to && adopt ? { ...one, adopt } : one)));
    if (isMove)
      await site.release(
        stackOf(from),
        next.some((one) => stackOf(one) === stackOf(from)),
      );
    // The stack of the deployment, or its former one, is the one to kill.
    const target = [stackOf(to), stackOf(from)].filter((stack) => changed.includes(stack))[(kill?.delayMs ?? 0) % 2];
    for (const stack of changed) {
      await site.apply(stack, kill?.step === index && stack === (target ?? stackOf(to)) ? kill : undefined);
    }
    site.removeReleases();
    const text = `${step.kind}: ${from.name} in ${stackOf(from)} to ${to.name} in ${stackOf(to)}`;
    if ((await site.existing()) !== before) throw new Error(`${text}: groups or rules of EC2 are not the same`);
    members = next.map(({ kind, name, stack }) => ({ kind, name, ...(stack === undefined ? {} : { stack }) }));
    site.synth(members);
    for (const stack of changed) await site.terraform(stack, "plan", "-detailed-exitcode", "-input=false", "-no-color");
    lines.push(text);
  }
  return lines;
}

const kills: fc.Arbitrary<Kill> = fc.record({
  step: fc.nat(2),
  share: fc.noBias(fc.integer({ min: 0, max: 90 })).map((percent) => percent / 100),
  delayMs: fc.noBias(fc.integer({ min: 0, max: 200 })),
});

async function main(): Promise<void> {
  const option = { type: "string" } as const;
  const { values } = parseArgs({ options: { count: option, seed: option, killed: option, only: option } });
  const [count, seed, killed] = [values.count ?? 2, values.seed ?? 1, values.killed ?? 0].map(Number) as [
    number,
    number,
    number,
  ];
  const { tools, missing } = findToolchain();
  if (missing !== undefined) throw new Error(missing);
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interruption.abort());
  const drawn = fc.sample(fc.record({ steps: sequences, kill: kills }), { numRuns: count, seed });
  const counts = { wrong: 0, steps: 0, killed: 0, sequences: 0 };
  for (const [index, { steps, kill }] of drawn.entries()) {
    if (values.only !== undefined && Number(values.only) !== index + 1) continue;
    const site = await StackSite.open(tools as Toolchain, interruption.signal);
    const start = performance.now();
    try {
      const lines = await runSequence(site, index < killed ? { steps, kill } : { steps });
      counts.steps += lines.length;
      process.stdout.write(`${index + 1}: right\n${lines.map((line) => `    ${line}\n`).join("")}`);
    } catch (error) {
      counts.wrong += 1;
      process.stdout.write(`${index + 1}: WRONG\n    ${(error as Error).message}\n`);
    } finally {
      counts.killed += site.killed;
      counts.sequences += 1;
      await site.close();
    }
    process.stdout.write(`    ${site.killed} killed, ${Math.round((performance.now() - start) / 1000)} s\n`);
    interruption.signal.throwIfAborted();
  }
  const { wrong, steps, sequences: all } = counts;
  process.stdout.write(
    `${all - wrong} of ${all} sequences right, ${steps} steps, ${counts.killed} deploys killed, seed ${seed}\n`,
  );
  if (wrong > 0) process.exitCode = 1;
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
