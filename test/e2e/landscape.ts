/** The sites of the suite. Each is a set of configs, deployed to one emulator, every config into a separate VPC. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EC2Client } from "@aws-sdk/client-ec2";
import { stringify } from "yaml";
import { type ReportedGroup, readGroups } from "../../scripts/emulator/ec2-readback";
import { emulatedConfig } from "../../scripts/emulator/emulated-config";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import type { Toolchain } from "../../scripts/emulator/toolchain";
import { type StackOutputs, Workspace } from "../../scripts/emulator/workspace";
import { isRecord } from "../../src/model/is-record";
import { combinations, deployCombinations } from "./combinations";
import { createStandIns, type StandIns, withStandIns } from "./stand-ins";
import { createStateBucket } from "./state-bucket";

const stacksFolder = join(__dirname, "..", "..", "stacks");
const examplesFolder = join(stacksFolder, "examples");
const textOf = (...path: readonly string[]) => readFileSync(join(...path), "utf8");

/** The source of each site: config texts by file name. */
export const siteConfigs = {
  sample: { "rancher-sg.yaml": textOf(stacksFolder, "rancher-sg.yaml") },
  examples: {
    ...Object.fromEntries(
      readdirSync(examplesFolder)
        .filter((name) => name.endsWith(".yaml"))
        .map((name) => [name, textOf(examplesFolder, name)]),
    ),
    "remembered.yaml": textOf(__dirname, "remembered.yaml"),
    "narrowed-nodes.yaml": textOf(__dirname, "..", "fixtures", "narrowed-nodes.yaml"),
  },
  combinations: Object.fromEntries(
    combinations.map((deployment) => [deployment.name, stringify({ deployments: [deployment] })]),
  ),
} satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;
export type SiteName = keyof typeof siteConfigs;
export const siteNames = Object.keys(siteConfigs) as readonly SiteName[];

/** The VPC of one config, and EC2's report of it. */
export interface Place {
  readonly vpcId: string;
  /** The real ids for those in the config. */
  readonly standIns: StandIns;
  readonly before: readonly ReportedGroup[];
  readonly groups: readonly ReportedGroup[];
}

/** Configs that were deployed together. */
export interface Site {
  readonly workspace: Workspace;
  /** By the names of the deployments. */
  readonly outputs: StackOutputs;
  /** By the names of the config files. */
  readonly places: Readonly<Record<string, Place>>;
}

/** An emulator, and the sites deployed to it so far. */
export class Landscape {
  readonly client: EC2Client;
  readonly #sites = new Map<SiteName, Site>();
  readonly #workspaces: Workspace[] = [];

  private constructor(
    readonly emulator: Emulator,
    private readonly tools: Toolchain,
    private readonly abort: AbortController,
  ) {
    this.client = emulatedEc2(emulator.url);
  }

  static async create(tools: Toolchain): Promise<Landscape> {
    const abort = new AbortController();
    const emulator = await Emulator.start(tools.motoServer, abort.signal);
    await createStateBucket(emulator.url);
    return new Landscape(emulator, tools, abort);
  }

  /** @throws Error with the emulator's error if the deploy fails. */
  async deploy(name: SiteName): Promise<Site> {
    // The sample is deployed as users do it: each run starts the provider.
    const create = name === "sample" ? Workspace.create : Workspace.keepingProvider;
    const workspace = create(this.tools, this.abort.signal);
    this.#workspaces.push(workspace);
    const prepared: Record<string, Omit<Place, "groups">> = {};
    const files: Record<string, string> = {};
    for (const [file, config] of Object.entries(siteConfigs[name])) {
      const vpcId = await createVpc(this.client, "10.0.0.0/16");
      const standIns = await createStandIns(this.client, vpcId, config, file);
      prepared[file] = { vpcId, standIns, before: await readGroups(this.client, vpcId) };
      files[file] = emulatedConfig(withStandIns(config, standIns), { vpcId, endpoint: this.emulator.url });
    }
    const deploying = name === "combinations" ? deployCombinations(workspace, files) : workspace.deploy(files);
    const outputs = await deploying.catch((error: Error) => {
      throw new Error(`${error.message}\n${this.failures()}`);
    });
    const places: Record<string, Place> = {};
    for (const [file, place] of Object.entries(prepared)) {
      places[file] = { ...place, groups: await readGroups(this.client, place.vpcId) };
    }
    const site = { workspace, outputs: byDeployment(outputs), places };
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
    this.abort.abort();
    await this.emulator.stop();
    for (const workspace of this.#workspaces) workspace.remove();
  }

  /** The emulator's messages about requests that it could not serve. */
  private failures(): string {
    const lines = this.emulator.log.split("\n").filter((line) => !/" [23]\d\d -$/.test(line));
    return `the emulator's log, but for what went well:\n${lines.slice(-60).join("\n")}`;
  }
}

/**
 * The outputs of a stack that deployments share are maps. The file that cdktf writes has the ids of their constructs, which
 * are `groups-of-` and the deployment, and not their names in Terraform.
 */
function byDeployment(outputs: Readonly<Record<string, StackOutputs | StackOutputs[string]>>): StackOutputs {
  const isShared = (values: StackOutputs | StackOutputs[string]): values is StackOutputs =>
    Object.values(values).some((value: unknown) => isRecord(value));
  return Object.fromEntries(
    Object.entries(outputs).flatMap(([stack, values]) =>
      isShared(values)
        ? Object.entries(values).map(([id, groups]) => [id.replace("groups-of-", ""), groups] as const)
        : [[stack, values] as const],
    ),
  );
}
