/** The sample and its variants, deployed to one emulator. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  type EC2Client,
  RevokeSecurityGroupEgressCommand,
} from "@aws-sdk/client-ec2";
import { type ReportedGroup, readGroups } from "../../scripts/emulator/ec2-readback";
import { emulatedConfig } from "../../scripts/emulator/emulated-config";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import type { Toolchain } from "../../scripts/emulator/toolchain";
import { type StackOutputs, Workspace } from "../../scripts/emulator/workspace";

export const sampleConfig = readFileSync(join(__dirname, "..", "..", "stacks", "rancher-sg.yaml"), "utf8");
export const variantsConfig = readFileSync(join(__dirname, "variants.yaml"), "utf8");

/** One config file, deployed into a VPC of its own. */
export interface Site {
  readonly vpcId: string;
  readonly workspace: Workspace;
  readonly outputs: StackOutputs;
  /** What EC2 reported after the deploy. */
  readonly groups: readonly ReportedGroup[];
}

export interface Landscape {
  readonly client: EC2Client;
  readonly sample: Site;
  readonly variants: Site;
  readonly existing: ExistingResources;
  /** Stops the emulator and removes the folders. */
  clear(): Promise<void>;
}

/** What was there before, and the deployment `bound` binds parties to. */
export interface ExistingResources {
  readonly workersGroupId: string;
  readonly clientsGroupId: string;
  readonly prefixListId: string;
}

/** Deploys both at once: one config's small stacks fill the gaps of the other's large ones. */
export async function buildLandscape(tools: Toolchain, attempts = 3): Promise<Landscape> {
  const abort = new AbortController();
  const emulator = await Emulator.start(tools.motoServer, abort.signal);
  const endpoint = emulator.url;
  const client = emulatedEc2(endpoint);
  const workspaces = { sample: Workspace.create(tools, abort.signal), variants: Workspace.create(tools, abort.signal) };
  const clear = async () => {
    abort.abort();
    await emulator.stop();
    for (const workspace of Object.values(workspaces)) workspace.remove();
  };
  const deploy = async (workspace: Workspace, text: string, vpcId: string): Promise<Site> => {
    const outputs = await workspace.deploy(emulatedConfig(text, { vpcId, endpoint }));
    return { vpcId, workspace, outputs, groups: await readGroups(client, vpcId) };
  };
  try {
    const [sampleVpc, variantsVpc] = [await createVpc(client, "10.0.0.0/16"), await createVpc(client, "10.0.0.0/16")];
    const existing = await createExisting(client, variantsVpc);
    const [sample, variants] = await Promise.all([
      deploy(workspaces.sample, sampleConfig, sampleVpc),
      deploy(workspaces.variants, bindExisting(variantsConfig, existing), variantsVpc),
    ]);
    return { client, sample, variants, existing, clear };
  } catch (error) {
    await clear();
    if (attempts === 1) throw error;
    // Not our doing: the emulator at times reports a rule as a duplicate of itself. A new one starts from nothing.
    process.stderr.write(`deploy failed, trying again with a new emulator: ${(error as Error).message.slice(-300)}\n`);
    return buildLandscape(tools, attempts - 1);
  }
}

async function createExisting(client: EC2Client, vpcId: string): Promise<ExistingResources> {
  const prefixList = await client.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: "offices",
      AddressFamily: "IPv4",
      MaxEntries: 2,
      Entries: [{ Cidr: "203.0.113.64/26" }, { Cidr: "192.0.2.10/32" }],
    }),
  );
  return {
    workersGroupId: await createClosedGroup(client, vpcId, "workers-from-before"),
    clientsGroupId: await createGroup(client, vpcId, "clients-from-before"),
    prefixListId: prefixList.PrefixList?.PrefixListId ?? "",
  };
}

async function createGroup(client: EC2Client, vpcId: string, name: string): Promise<string> {
  const { GroupId = "" } = await client.send(
    new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: name, Description: name }),
  );
  return GroupId;
}

/** EC2 gives a new group a way out to everywhere, which would hide what the deployment opens. */
async function createClosedGroup(client: EC2Client, vpcId: string, name: string): Promise<string> {
  const groupId = await createGroup(client, vpcId, name);
  await client.send(
    new RevokeSecurityGroupEgressCommand({
      GroupId: groupId,
      IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
    }),
  );
  return groupId;
}

function bindExisting(text: string, { workersGroupId, clientsGroupId, prefixListId }: ExistingResources): string {
  return text
    .replace("sg-0123456789abcdef0", workersGroupId)
    .replace("sg-0fedcba9876543210", clientsGroupId)
    .replace("pl-0123456789abcdef0", prefixListId);
}
