/** The sites of the suite, each deployed from config files of its own to one emulator. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EC2Client } from "@aws-sdk/client-ec2";
import { type ReportedGroup, readGroups } from "../../scripts/emulator/ec2-readback";
import { emulatedConfig } from "../../scripts/emulator/emulated-config";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import type { Toolchain } from "../../scripts/emulator/toolchain";
import { type ConfigFiles, type StackOutputs, Workspace } from "../../scripts/emulator/workspace";
import { combinationsConfig } from "./combinations";
import { createStandIns, type StandIns, withStandIns } from "./stand-ins";
import { createStateBucket } from "./state-bucket";

const stacksFolder = join(__dirname, "..", "..", "stacks");
const examplesFolder = join(stacksFolder, "examples");

function textOf(...path: readonly string[]): string {
  return readFileSync(join(...path), "utf8");
}

/** What each site is deployed from: the shipped files, and those of the suite. */
export const siteConfigs = {
  sample: { "rancher-sg.yaml": textOf(stacksFolder, "rancher-sg.yaml") },
  variants: { "variants.yaml": textOf(__dirname, "variants.yaml") },
  examples: Object.fromEntries(readdirSync(examplesFolder).map((name) => [name, textOf(examplesFolder, name)])),
  combinations: { "combinations.yaml": combinationsConfig },
} satisfies Readonly<Record<string, ConfigFiles>>;
export type SiteName = keyof typeof siteConfigs;
export const siteNames = Object.keys(siteConfigs) as readonly SiteName[];

/** Config files deployed into a VPC of its own. */
export interface Site {
  readonly vpcId: string;
  readonly workspace: Workspace;
  /** What the ids in the config files stand for. */
  readonly standIns: StandIns;
  readonly outputs: StackOutputs;
  /** What EC2 reported before the deploy, and after it. */
  readonly before: readonly ReportedGroup[];
  readonly groups: readonly ReportedGroup[];
}

/** An emulator, and the sites deployed to it so far. */
export class Landscape {
  readonly client: EC2Client;
  readonly #abort: AbortController;
  readonly #sites = new Map<SiteName, Site>();
  readonly #workspaces: Workspace[] = [];

  private constructor(
    readonly emulator: Emulator,
    private readonly tools: Toolchain,
    abort: AbortController,
  ) {
    this.#abort = abort;
    this.client = emulatedEc2(emulator.url);
  }

  static async create(tools: Toolchain): Promise<Landscape> {
    const abort = new AbortController();
    const emulator = await Emulator.start(tools.motoServer, abort.signal);
    await createStateBucket(emulator.url);
    return new Landscape(emulator, tools, abort);
  }

  /** @throws Error with what the emulator failed at, if the deploy does. */
  async deploy(name: SiteName): Promise<Site> {
    const workspace = Workspace.create(this.tools, this.#abort.signal);
    this.#workspaces.push(workspace);
    const vpcId = await createVpc(this.client, "10.0.0.0/16");
    const standIns: Record<string, StandIns> = {};
    const files: Record<string, string> = {};
    for (const [file, text] of Object.entries(siteConfigs[name])) {
      standIns[file] = await createStandIns(this.client, vpcId, text, file);
      files[file] = emulatedConfig(withStandIns(text, standIns[file]), { vpcId, endpoint: this.emulator.url });
    }
    const before = await readGroups(this.client, vpcId);
    const outputs = await workspace.deploy(files).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.failures()}`);
    });
    const groups = await readGroups(this.client, vpcId);
    const site = { vpcId, workspace, standIns: Object.assign({}, ...Object.values(standIns)), outputs, before, groups };
    this.#sites.set(name, site);
    return site;
  }

  site(name: SiteName): Site {
    const site = this.#sites.get(name);
    if (!site) throw new Error(`${name} is not deployed: see the first tests`);
    return site;
  }

  /** Stops the emulator and removes the folders. */
  async clear(): Promise<void> {
    this.#abort.abort();
    await this.emulator.stop();
    for (const workspace of this.#workspaces) workspace.remove();
  }

  /** What the emulator says of requests that it could not serve. */
  private failures(): string {
    const lines = this.emulator.log.split("\n").filter((line) => !/" [23]\d\d -$/.test(line));
    return `the emulator's log, but for what went well:\n${lines.slice(-60).join("\n")}`;
  }
}
