import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeptProvider } from "./kept-provider";
import { LeashedProcess } from "./leashed-process";
import { packageRoot } from "./package-root";
import type { Toolchain } from "./toolchain";

const program = join(packageRoot, "lib", "rancher-sg.js");

/** The outputs of each stack: their values by their names in Terraform. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Config files of one deploy: their texts by file name. */
export type ConfigFiles = Readonly<Record<string, string>>;

export interface Finished {
  readonly exitCode: number | null;
  readonly said: string;
}

/**
 * A folder outside the checkout, from which the stacks of a config file are deployed with the real cdktf and Terraform.
 * Generated code, state and caches stay in it.
 */
export class Workspace {
  /** `cdktf.out/stacks` of this workspace. */
  readonly stacksFolder: string;
  readonly #config: string;
  /** The environment of each program that runs here: no real account, and the AWS provider from a local folder. */
  readonly env: NodeJS.ProcessEnv;
  #keepsProvider = false;
  #provider: KeptProvider | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly folder: string,
    private readonly tools: Toolchain,
    private readonly signal?: AbortSignal,
    env: NodeJS.ProcessEnv = {},
    hasProject = true,
  ) {
    this.stacksFolder = join(folder, "cdktf.out", "stacks");
    this.#config = join(folder, "config");
    const cliConfig = join(folder, "terraform.rc");
    this.env = { ...offlineEnvironment(), CDKTF_HOME: folder, TF_CLI_CONFIG_FILE: cliConfig, ...env };
    writeFileSync(cliConfig, terraformCliConfig(tools));
    if (hasProject) writeFileSync(join(folder, "cdktf.json"), JSON.stringify(projectFile()));
  }

  /** A folder without a cdktf project. */
  static empty(folder: string, tools: Toolchain, env: NodeJS.ProcessEnv): Workspace {
    return new Workspace(folder, tools, undefined, env, false);
  }

  static create(tools: Toolchain, signal?: AbortSignal): Workspace {
    return new Workspace(mkdtempSync(join(tmpdir(), "rancher-security-groups-")), tools, signal);
  }

  /**
   * A workspace whose runs follow one another and share one process of the provider, which takes a quarter of the time.
   * For stacks with one provider each, and runs that are not interrupted. With FULL=1, or if the mirror has only an
   * archive of the provider, it works like `create`.
   */
  static keepingProvider(tools: Toolchain, signal?: AbortSignal): Workspace {
    const workspace = Workspace.create(tools, signal);
    workspace.#keepsProvider = tools.provider !== undefined;
    return workspace;
  }

  /** Writes the config file, or a folder of them, deploys all its stacks and returns their outputs. */
  async deploy(config: string | ConfigFiles): Promise<StackOutputs> {
    mkdirSync(this.#config);
    const files = typeof config === "string" ? { "rancher-sg.yaml": config } : config;
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.#config, name), text);
    const outputs = join(this.folder, "outputs.json");
    await this.cdktf("deploy", "*", "--auto-approve", "--outputs-file", outputs);
    return JSON.parse(readFileSync(outputs, "utf8"));
  }

  /** Writes the config file and synthesises its stacks, as `npm run synth` does. */
  async synth(config: string): Promise<void> {
    writeFileSync(this.#config, config);
    const { exitCode, said } = await this.run(process.execPath, [program, "synth"], this.folder);
    if (exitCode !== 0) throw new Error(`the synth ended with ${exitCode}:\n${said}`);
  }

  async destroy(): Promise<void> {
    await this.cdktf("destroy", "*", "--auto-approve");
  }

  /** Runs a shell command line in the folder. */
  async shell(line: string): Promise<Finished> {
    return this.run("bash", ["-c", line], this.folder);
  }

  /** Runs `terraform` with `args` in the folder of a deployed stack. */
  async terraform(stack: string, ...args: readonly string[]): Promise<Finished> {
    return this.run(this.tools.terraform, args, join(this.stacksFolder, stack));
  }

  /** Like `terraform`, but returns at once and starts a separate provider, because such a run may be killed. */
  startTerraform(stack: string, ...args: readonly string[]): LeashedProcess {
    return this.start(this.tools.terraform, args, join(this.stacksFolder, stack));
  }

  /** The names of the synthesised stacks. */
  get stacks(): readonly string[] {
    return readdirSync(this.stacksFolder);
  }

  /** The JSON that cdktf generated for a stack. */
  synthesized(stack: string): unknown {
    return JSON.parse(readFileSync(join(this.stacksFolder, stack, "cdk.tf.json"), "utf8"));
  }

  /** The Terraform state of a stack whose state is local. */
  state(stack: string): { readonly resources: readonly unknown[] } {
    return JSON.parse(readFileSync(join(this.folder, `terraform.${stack}.tfstate`), "utf8"));
  }

  remove(): void {
    void this.#provider?.stop();
    // An interrupted program may still be writing its last file.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  private async cdktf(...args: readonly string[]): Promise<void> {
    const parallelism = this.#keepsProvider ? "1" : "2";
    const all = [...args, "--parallelism", parallelism, "--skip-provider-lock", "--no-color"];
    const { exitCode, said } = await this.run(this.tools.cdktf, all, this.folder);
    if (exitCode !== 0) throw new Error(`cdktf ${args[0]} ended with ${exitCode}:\n${said.slice(-6000)}`);
  }

  private start(program: string, args: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): LeashedProcess {
    const config = existsSync(this.#config) ? { RANCHER_SG_CONFIG: this.#config } : {};
    return new LeashedProcess(program, args, { cwd, env: { ...this.env, ...config, ...more }, signal: this.signal });
  }

  private async run(program: string, args: readonly string[], cwd: string): Promise<Finished> {
    if (!this.#keepsProvider) return this.finish(this.start(program, args, cwd));
    const turn = this.#turn.then(async () => this.finish(this.start(program, args, cwd, await this.attachment())));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  private async finish(child: LeashedProcess): Promise<Finished> {
    const exitCode = await child.ended;
    this.signal?.throwIfAborted();
    return { exitCode, said: child.said };
  }

  private async attachment(): Promise<NodeJS.ProcessEnv> {
    const program = this.tools.provider as string;
    this.#provider ??= await KeptProvider.start(program, { cwd: this.folder, env: this.env, signal: this.signal });
    return { TF_REATTACH_PROVIDERS: this.#provider.attachment };
  }
}

/** This process's environment without any variable that points Terraform to a real account or another configuration. */
function offlineEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|TF|CDKTF|CHECKPOINT|RANCHER_SG)_/.test(name));
  return {
    ...Object.fromEntries(kept),
    AWS_EC2_METADATA_DISABLED: "true",
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    CHECKPOINT_DISABLE: "1",
    CI: "1",
    // The provider's schemas are large: with Go's default, garbage collection takes a third of Terraform's time.
    GOGC: "400",
    NO_PROXY: "127.0.0.1",
  };
}

function terraformCliConfig({ providerMirror }: Toolchain): string {
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(providerMirror)}
    include = ["registry.terraform.io/hashicorp/*"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/*"]
  }
}
disable_checkpoint = true
`;
}

/** The project's cdktf.json, with the full path of the app, because it does not run in the checkout. */
function projectFile(): object {
  const project = JSON.parse(readFileSync(join(packageRoot, "cdktf.json"), "utf8"));
  return { ...project, app: `node ${JSON.stringify(program)} synth` };
}
