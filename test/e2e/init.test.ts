/**
 * The existing setups of test/fixtures/found, created through the EC2 API of an emulator. `init` writes a config for
 * each, `audit --imports` the import maps, and a real plan imports all rules: it adds, replaces and destroys nothing.
 */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { packageRoot } from "../../scripts/emulator/package-root";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { Workspace } from "../../scripts/emulator/workspace";
import { bundle } from "../cli/command";

jest.setTimeout(10 * 60_000);

const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

/**
 * The deployments that `init` writes, each with the number of imported rules, and the groups if they are imported too.
 */
const imported: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  a: { "quick-all": 1 },
  b: { "demo-allow-nodes": 5 },
  c: { edge: 7 },
  // For rancher-nodes the deployment also manages the group and its outbound rule.
  d: { "perf-private-security-group": 13, "perf-public-security-group": 19 },
  e: { "lab-sg-rke": 19, "lab-sg-rke2": 16 },
  f: { "proj-control-plane": 46 },
  g: { "sre-dev-rke2": 13 },
  h: { "demo-vpc-private": 12 },
};
const some = process.env.FULL === "1" ? Object.keys(imported) : ["c", "d", "h"];

(tools ? describe : describe.skip)("a config from init", () => {
  let emulator: Emulator;
  let client: EC2Client;

  beforeAll(async () => {
    emulator = await Emulator.start((tools as Toolchain).motoServer);
    client = emulatedEc2(emulator.url);
  });

  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
  });

  test.each(some)("imports everything of setup %s and changes nothing else", async (setup) => {
    const workspace = Workspace.keepingProvider(tools as Toolchain);
    try {
      const { groups } = await copyOf(client, setup, workspace.folder);
      const config = join(workspace.folder, "config");
      const files = ["groups.json", "rules.json"];
      const written = await rancherSg(workspace, "init", ...files, "--region", "us-east-1", "--output", "config");
      expect(written).toMatchObject({ exitCode: 0, stderr: "" });
      const text = readFileSync(config, "utf8").replace("region: us-east-1", `$&, endpoint: "${emulator.url}"`);
      writeFileSync(config, text);
      const deployments = Object.entries(imported[setup] ?? {});
      for (const [name] of deployments) {
        const found = await rancherSg(
          ...([workspace, "audit", ...files, "--config", "config", "--deployment", name] as const),
          ...["--imports", `${name}.import.json`],
        );
        expect(found.stdout).not.toMatch(/closed today|open already|does not have/);
      }
      await workspace.synth(text.replaceAll(/^ {2}- name: (.*)$/gm, "$&\n    adopt: $1.import.json"));
      for (const [name, count] of deployments) {
        expect(await workspace.terraform(name, "init", "-no-color")).toMatchObject({ exitCode: 0 });
        const plan = await workspace.terraform(name, "plan", "-out=imports.tfplan", "-no-color");
        expect(plan.said).toMatch(new RegExp(`Plan: ${count} to import, 0 to add, \\d+ to change, 0 to destroy\\.`));
        const { said } = await workspace.terraform(name, "show", "-json", "imports.tfplan");
        for (const { change } of (JSON.parse(said) as PlanJson).resource_changes) {
          expect(changedKeys(change).filter((key) => !["description", "tags", "tags_all"].includes(key))).toEqual([]);
        }
      }
      expect(groups).toBeGreaterThan(0);
    } finally {
      workspace.remove();
    }
  });
});

interface PlanJson {
  readonly resource_changes: readonly { readonly change: Change }[];
}

interface Change {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Arguments with another value, except those that only Terraform itself uses. */
function changedKeys({ before, after }: Change): readonly string[] {
  // EC2 reports -1 for all of ICMP, the emulator nothing.
  const valueIn = (values: Change["before"], key: string) =>
    /^(from|to)_port$/.test(key) && /^icmp/.test(`${values.ip_protocol}`) ? (values[key] ?? -1) : values[key];
  return Object.keys(after).filter(
    (key) =>
      key !== "revoke_rules_on_delete" && JSON.stringify(valueIn(after, key)) !== JSON.stringify(valueIn(before, key)),
  );
}

/** The groups and rules of a setup in an emulated VPC, and EC2's answers about them in files. */
async function copyOf(client: EC2Client, setup: string, folder: string): Promise<{ readonly groups: number }> {
  const vpcId = await createVpc(client, "10.0.0.0/16");
  const file = join(packageRoot, "test/fixtures/found", setup, "groups.json");
  const { SecurityGroups } = JSON.parse(readFileSync(file, "utf8")) as { SecurityGroups: readonly SecurityGroup[] };
  const own = SecurityGroups.filter(({ GroupName }) => GroupName !== "default");
  const ids = new Map<string, string>();
  for (const { GroupId = "", GroupName, Description, Tags = [] } of own) {
    const input = { GroupName, Description, VpcId: vpcId };
    const tagged = Tags.length > 0 ? { TagSpecifications: [{ ResourceType: "security-group" as const, Tags }] } : {};
    const created = await client.send(new CreateSecurityGroupCommand({ ...input, ...tagged }));
    ids.set(GroupId, created.GroupId ?? "");
  }
  const lists = new Map<string, string>();
  const listOf = async (name: string) => {
    const known = lists.get(name);
    if (known !== undefined) return known;
    const input = { PrefixListName: name, MaxEntries: 1, AddressFamily: "IPv4" };
    const { PrefixList } = await client.send(new CreateManagedPrefixListCommand(input));
    lists.set(name, PrefixList?.PrefixListId ?? "");
    return PrefixList?.PrefixListId ?? "";
  };
  const permissionsOf = async (permissions: readonly IpPermission[]): Promise<IpPermission[]> =>
    Promise.all(
      permissions.map(async ({ IpProtocol, FromPort, ToPort, IpRanges, UserIdGroupPairs, PrefixListIds }) => ({
        ...{ IpProtocol, FromPort, ToPort, IpRanges },
        UserIdGroupPairs: UserIdGroupPairs?.map(({ GroupId = "", Description }) => ({
          GroupId: ids.get(GroupId) ?? GroupId,
          Description,
        })),
        PrefixListIds: await Promise.all(
          (PrefixListIds ?? []).map(async ({ PrefixListId = "" }) => ({ PrefixListId: await listOf(PrefixListId) })),
        ),
      })),
    );
  for (const { GroupId = "", IpPermissions = [], IpPermissionsEgress = [] } of own) {
    const id = ids.get(GroupId) ?? "";
    const inbound = await permissionsOf(IpPermissions);
    if (inbound.length > 0) {
      await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: inbound }));
    }
    if (IpPermissionsEgress.length === 1 && IpPermissionsEgress[0]?.IpProtocol === "-1") continue;
    const all = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
    await client.send(new RevokeSecurityGroupEgressCommand({ GroupId: id, IpPermissions: all }));
    if (IpPermissionsEgress.length === 0) continue;
    const outbound = await permissionsOf(IpPermissionsEgress);
    await client.send(new AuthorizeSecurityGroupEgressCommand({ GroupId: id, IpPermissions: outbound }));
  }
  const answered = await client.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] }),
  );
  const groupIds = (answered.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
  const { SecurityGroupRules } = await client.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: groupIds }] }),
  );
  writeFileSync(join(folder, "groups.json"), JSON.stringify({ SecurityGroups: answered.SecurityGroups }));
  writeFileSync(join(folder, "rules.json"), JSON.stringify({ SecurityGroupRules }));
  return { groups: own.length };
}

function rancherSg(workspace: Workspace, ...args: readonly string[]) {
  return new Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(process.execPath, [bundle, ...args], { cwd: workspace.folder }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
