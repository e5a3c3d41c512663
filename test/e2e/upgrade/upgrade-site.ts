/**
 * One emulator and one initialised Terraform folder, so that a deploy starts neither again. A config goes through the
 * same loader, stacks and command as a user's. Several stacks can be deployed together, as modules of one root, because
 * the provider describes its 1,500 resources at each start, which takes longer than everything else.
 */
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AuthorizeSecurityGroupEgressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  type EC2Client,
  RevokeSecurityGroupEgressCommand,
} from "@aws-sdk/client-ec2";
import { App } from "cdktf";
import { type ReportedGroup, readGroups } from "../../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../../scripts/emulator/emulator";
import type { LeashedProcess } from "../../../scripts/emulator/leashed-process";
import { packageRoot } from "../../../scripts/emulator/package-root";
import type { Toolchain } from "../../../scripts/emulator/toolchain";
import { type Finished, Workspace } from "../../../scripts/emulator/workspace";
import type { PlacedEntry } from "../../../src/config/config-file";
import { loadConfig } from "../../../src/config/load-config";
import { addStacks } from "../../../stacks/add-stacks";
import { groupIds, prefixListIds } from "../../oracle/pools";
import { createStateBucket } from "../state-bucket";
import { configText, deploymentName, type Place, type Side, type StatePlace } from "./upgrade-pair";

export class UpgradeSite {
  readonly client: EC2Client;
  readonly #configFile: string;
  readonly #initialized = new Set<string>();
  /** The folder in which Terraform runs: one for each number of stacks and state place. */
  #root = "";
  #stacks = 0;

  private constructor(
    private readonly emulator: Emulator,
    private readonly workspace: Workspace,
  ) {
    this.client = emulatedEc2(emulator.url);
    this.#configFile = join(workspace.folder, "rancher-sg.yaml");
  }

  static async open(tools: Toolchain, signal?: AbortSignal): Promise<UpgradeSite> {
    return new UpgradeSite(await Emulator.start(tools.motoServer, signal), Workspace.keepingProvider(tools, signal));
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.emulator.stop();
    this.workspace.remove();
  }

  /** Empties EC2 and the Terraform state. */
  async reset(): Promise<void> {
    for (const file of ["", ".backup"]) rmSync(`${this.stateFile}${file}`, { force: true });
    const { ok, status } = await fetch(`${this.emulator.url}/moto-api/reset`, { method: "POST" });
    if (!ok) throw new Error(`the emulator was not reset: ${status}`);
  }

  /**
   * Creates two VPCs, and the existing groups and prefix lists.
   * @param egress The egress of these groups. Default: that of a new group in EC2, which is everything over IPv4.
   */
  async newPlace(state: StatePlace = "local", egress?: "all" | "required"): Promise<Place> {
    const vpcIds = [await createVpc(this.client, "10.0.0.0/16"), await createVpc(this.client, "10.0.0.0/16")] as const;
    const groups: string[] = [];
    for (const id of groupIds) {
      const input = { VpcId: vpcIds[0], GroupName: `here before ${id}`.replace("sg-", ""), Description: "here before" };
      const { GroupId = "" } = await this.client.send(new CreateSecurityGroupCommand(input));
      if (egress === "all") await this.client.send(allEgress(GroupId));
      if (egress === "required") await this.client.send(noEgress(GroupId));
      groups.push(GroupId);
    }
    const lists = await Promise.all(prefixListIds.map(() => this.prefixList()));
    const endpoint = this.emulator.url;
    if (state === "s3") await createStateBucket(endpoint);
    return { vpcIds: [...vpcIds], groupIds: groups, prefixListIds: lists, endpoint, state };
  }

  /** Loads the config of a side. @throws the errors of the loader */
  load(side: Side, place: Place): PlacedEntry {
    writeFileSync(this.#configFile, configText(side, place));
    const [entry] = loadConfig(this.#configFile);
    return entry as PlacedEntry;
  }

  /** Writes the stacks of deployments into the folder in which Terraform runs. */
  async synth(entries: readonly PlacedEntry[]): Promise<void> {
    const isRemote = entries.some(
      ({
        plan: {
          deployment: { state },
        },
      }) => state !== "local",
    );
    this.#stacks = entries.length;
    this.#root = `${entries.length}-with-state-${isRemote ? "in-s3" : "here"}`;
    const folder = join(this.workspace.stacksFolder, this.#root);
    mkdirSync(folder, { recursive: true });
    const stacks = entries.map((entry) => this.stackOf(entry));
    const write = (name: string, json: object) => writeFileSync(join(folder, name), JSON.stringify(json));
    if (stacks.length === 1) write("cdk.tf.json", stacks[0] as StackJson);
    else {
      const imports: object[] = [];
      for (const [index, { provider: _inherited, terraform, import: adopted = [], ...stack }] of stacks.entries()) {
        mkdirSync(join(folder, `pair-${index}`), { recursive: true });
        const { backend: _ofRoot, ...requirements } = terraform;
        write(join(`pair-${index}`, "cdk.tf.json"), { ...stack, terraform: requirements });
        // A module has no import blocks.
        imports.push(...adopted.map((one) => ({ ...one, to: `${this.addressPrefix(index)}${one.to}` })));
      }
      const { provider, terraform } = stacks[0] as StackJson;
      const module = Object.fromEntries(stacks.map((_, index) => [`pair-${index}`, { source: `./pair-${index}` }]));
      const output = Object.fromEntries(Object.keys(module).map((name) => [name, { value: `\${module.${name}}` }]));
      write("main.tf.json", { provider, terraform, module, output, import: imports });
    }
    if (this.#initialized.has(this.#root)) return;
    // With a provider that is kept running, `init` would install none for runs that are killed.
    const init = this.workspace.startTerraform(this.#root, "init", "-input=false", "-no-color");
    if ((await init.ended) !== 0) throw new Error(`terraform init failed:\n${init.said}`);
    this.#initialized.add(this.#root);
  }

  terraform(...args: readonly string[]): Promise<Finished> {
    return this.workspace.terraform(this.#root, ...args);
  }

  apply(): Promise<Finished> {
    return this.terraform(...applying);
  }

  startApply(): LeashedProcess {
    return this.workspace.startTerraform(this.#root, ...applying);
  }

  /** The prefix of the addresses of resources, if there are several stacks. */
  addressPrefix(index: number): string {
    return `module.pair-${index}.`;
  }

  /** Plans again after an apply. The exit code is 0 only if there are no changes. */
  plan(): Promise<Finished> {
    return this.terraform("plan", "-detailed-exitcode", "-input=false", "-no-color");
  }

  /** The outputs of each stack. */
  async outputs(): Promise<readonly Outputs[]> {
    const { exitCode, said } = await this.terraform("output", "-json");
    if (exitCode !== 0) throw new Error(`terraform output ended with ${exitCode}:\n${said}`);
    const written: Readonly<Record<string, { readonly value: unknown }>> = JSON.parse(said);
    const values = Object.fromEntries(Object.entries(written).map(([name, { value }]) => [name, value]));
    return this.#stacks === 1 ? [values] : (Object.values(values) as readonly Outputs[]);
  }

  /** Runs `rancher-sg audit --imports FILE` on the config that was loaded last, against the emulator. */
  audit(imports: string): Promise<AuditRun> {
    const bundle = join(packageRoot, "lib", "rancher-sg.js");
    const args = [bundle, "audit", "--config", this.#configFile, "--imports", imports, "--format", "json"];
    return new Promise((resolve, reject) => {
      execFile(process.execPath, args, { cwd: this.workspace.folder, maxBuffer: 1e8 }, (error, stdout, stderr) => {
        const exitCode = error ? error.code : 0;
        if (exitCode === 0 || exitCode === 1) resolve({ exitCode, report: JSON.parse(stdout).imports });
        else reject(new Error(`rancher-sg audit ended with ${exitCode}:\n${stderr}`));
      });
    });
  }

  /** The ids of the resources in the state; `unreadable` if its file is truncated or empty. */
  async remembered(): Promise<ReadonlySet<string> | "unreadable"> {
    const { exitCode, said } = await this.terraform("state", "pull");
    if (exitCode !== 0 || said.trim() === "") return "unreadable";
    const { resources = [] } = JSON.parse(said) as Partial<State>;
    return new Set(resources.flatMap(({ instances }) => instances.map(({ attributes: { id } }) => id)));
  }

  /** Restores the backup, as Terraform's documentation advises for a truncated state. */
  restoreBackup(): void {
    copyFileSync(`${this.stateFile}.backup`, this.stateFile);
  }

  /** The groups of both VPCs. */
  async groups({ vpcIds }: Place): Promise<readonly ReportedGroup[]> {
    return (await Promise.all(vpcIds.map((vpcId) => readGroups(this.client, vpcId)))).flat();
  }

  private stackOf(entry: PlacedEntry): StackJson {
    const outdir = mkdtempSync(join(this.workspace.folder, "synth-"));
    try {
      const app = new App({ outdir });
      addStacks(app, [entry]);
      app.synth();
      return JSON.parse(readFileSync(join(outdir, "stacks", deploymentName, "cdk.tf.json"), "utf8"));
    } finally {
      rmSync(outdir, { recursive: true });
    }
  }

  private get stateFile(): string {
    return join(this.workspace.folder, `terraform.${deploymentName}.tfstate`);
  }

  private async prefixList(): Promise<string> {
    const input = {
      PrefixListName: "offices",
      AddressFamily: "IPv4",
      MaxEntries: 2,
      Entries: [{ Cidr: "203.0.113.64/26" }],
    };
    const { PrefixList } = await this.client.send(new CreateManagedPrefixListCommand(input));
    return PrefixList?.PrefixListId ?? "";
  }
}

const allEgress = (GroupId: string) =>
  new AuthorizeSecurityGroupEgressCommand({
    GroupId,
    IpPermissions: [{ IpProtocol: "-1", Ipv6Ranges: [{ CidrIpv6: "::/0" }] }],
  });
const noEgress = (GroupId: string) =>
  new RevokeSecurityGroupEgressCommand({
    GroupId,
    IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
  });

const applying = ["apply", "-auto-approve", "-input=false", "-no-color", "-parallelism=10"];

/** Values of the outputs of a stack, by their names. */
export type Outputs = Readonly<Record<string, unknown>>;

interface StackJson {
  readonly provider: object;
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly terraform: { readonly backend: object; readonly required_providers: object };
}

interface State {
  readonly resources: readonly { readonly instances: readonly { readonly attributes: { readonly id: string } }[] }[];
}

/** The part of the report of `rancher-sg audit --imports` that the tests use. */
export interface AuditRun {
  readonly exitCode: number;
  readonly report: {
    readonly groups: readonly {
      readonly securityGroupId?: string;
      readonly isBound: boolean;
      readonly others: readonly { readonly id: string; readonly direction: "ingress" | "egress" }[];
    }[];
  };
}
