/**
 * A group with rules from another Terraform state, imported by a real deploy, and then handed over with the files that
 * `audit --handover` writes for the previous owner.
 */
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AuthorizeSecurityGroupIngressCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { type ReportedGroup, readGroups } from "../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { type Finished, Workspace } from "../../scripts/emulator/workspace";
import { bundle, type Run } from "../cli/command";
import { rancherNodesLines } from "./source-tables";

jest.setTimeout(10 * 60_000);

const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

(tools ? describe : describe.skip)("handing over a group of another Terraform state", () => {
  let owner: PreviousOwner;
  let before: ReportedGroup;

  beforeAll(async () => {
    owner = await PreviousOwner.open(tools as Toolchain);
    before = await owner.group();
  });

  afterAll(() => owner?.close());

  test("the audit writes blocks for whole resources, and the command for every instance", async () => {
    const { stdout } = await owner.audit();
    expect(stdout).toContain(
      "wrote handover/HANDOVER.md for the previous owner, with removed.tf, state-rm.sh\nafter that deploy",
    );
    expect(owner.handover("removed.tf").match(/^ {2}from = .*$/gm)).toEqual([
      "  from = aws_security_group.nodes",
      "  from = aws_vpc_security_group_egress_rule.all",
      "  from = aws_vpc_security_group_ingress_rule.members",
      "  from = aws_vpc_security_group_ingress_rule.world",
    ]);
    expect(owner.handover("state-rm.sh").match(/^ {2}'.*'/gm)).toHaveLength(14);
    expect(owner.handover("HANDOVER.md")).toContain(
      "- `aws_vpc_security_group_ingress_rule.by_hand`: `tcp 8443 from 203.0.113.9/32`\n",
    );
  });

  test("the deploy imports everything while the other state still has it", async () => {
    await owner.workspace.synth(owner.config(", adopt: nodes.import.json"));
    expect(await owner.deployer("init")).toMatchObject({ exitCode: 0 });
    const { said } = await owner.deployer("apply", "-auto-approve");
    expect(said).toMatch(/Apply complete! Resources: 14 imported, 0 added, \d+ changed, 0 destroyed\./);
  });

  test("the previous owner would destroy the imported resources after only deleting its code", async () => {
    owner.writeCode({ by_hand: owner.byHand(before.id) });
    expect((await owner.terraform("plan")).said).toContain("Plan: 0 to add, 0 to change, 14 to destroy.");
  });

  test("the previous owner has nothing to do after state-rm.sh", async () => {
    const state = join(owner.folder, "terraform.tfstate");
    copyFileSync(state, `${state}.kept`);
    const { exitCode, said } = await owner.workspace.shell("cd owner && sh ../handover/state-rm.sh");
    expect([exitCode, said]).toEqual([0, expect.stringContaining("Successfully removed 14 resource instance(s).")]);
    expect(await owner.terraform("plan", "-detailed-exitcode")).toMatchObject({ exitCode: 0 });
    copyFileSync(`${state}.kept`, state);
  });

  test("the previous owner forgets everything with removed.tf, and the group keeps its id and its rules", async () => {
    writeFileSync(join(owner.folder, "removed.tf"), owner.handover("removed.tf"));
    const { exitCode, said } = await owner.terraform("apply", "-auto-approve");
    expect([exitCode, said]).toEqual([
      0,
      expect.stringContaining("Apply complete! Resources: 0 added, 0 changed, 0 destroyed."),
    ]);
    const after = await owner.group();
    expect([after.id, after.rules.map(({ id }) => id).sort()]).toEqual([
      before.id,
      before.rules.map(({ id }) => id).sort(),
    ]);
    expect(await owner.deployer("plan", "-detailed-exitcode")).toMatchObject({ exitCode: 0 });
  });

  test("a group with inline rules loses other rules at the next apply, unless its blocks are deleted or ignored", async () => {
    const changes = async (shared: Json) => {
      owner.writeCode({ by_hand: owner.byHand(before.id) }, owner.sharedGroup(shared));
      const { exitCode, said } = await owner.terraform("plan", "-detailed-exitcode");
      return exitCode === 0 ? "none" : said.match(/Plan: .*/)?.[0];
    };
    owner.writeCode({ by_hand: owner.byHand(before.id) }, owner.sharedGroup({ ingress: [inlineBlock] }));
    await owner.terraform("apply", "-auto-approve");
    await owner.openPort("shared", 443);
    expect(await changes({ ingress: [inlineBlock] })).toBe("Plan: 0 to add, 1 to change, 0 to destroy.");
    expect(await changes({ ingress: [inlineBlock], lifecycle: { ignore_changes: ["ingress"] } })).toBe("none");
    expect(await changes({})).toBe("none");
  });
});

type Json = Readonly<Record<string, unknown>>;

/** An emulated EC2 with the group of Rancher's nodes, as a Terraform configuration in the folder `owner` made it. */
class PreviousOwner {
  readonly folder: string;

  private constructor(
    private readonly client: EC2Client,
    private readonly emulator: Emulator,
    private readonly vpcId: string,
    readonly workspace: Workspace,
  ) {
    this.folder = join(workspace.folder, "owner");
    mkdirSync(this.folder);
  }

  static async open(tools: Toolchain): Promise<PreviousOwner> {
    const emulator = await Emulator.start(tools.motoServer);
    const client = emulatedEc2(emulator.url);
    const vpcId = await createVpc(client, "10.0.0.0/16");
    const owner = new PreviousOwner(client, emulator, vpcId, Workspace.keepingProvider(tools));
    await owner.workspace.synth(owner.config());
    owner.writeCode(owner.rules(), owner.ownGroup());
    for (const args of [["init"], ["apply", "-auto-approve"]]) {
      const { exitCode, said } = await owner.terraform(...args);
      if (exitCode !== 0) throw new Error(said);
    }
    return owner;
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.emulator.stop();
    this.workspace.remove();
  }

  async group(wanted = "rancher-nodes"): Promise<ReportedGroup> {
    const groups = await readGroups(this.client, this.vpcId);
    return groups.find(({ name }) => name === wanted) as ReportedGroup;
  }

  /** Adds a rule to a group, as another owner would. */
  async openPort(name: string, port: number): Promise<void> {
    const { id: GroupId } = await this.group(name);
    const permission = { IpProtocol: "tcp", FromPort: port, ToPort: port, IpRanges: [{ CidrIp: "10.0.0.0/8" }] };
    await this.client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] }));
  }

  /** A config of the deployment that imports the group, with `more` keys. */
  config(more = ""): string {
    const place = `region: us-east-1, vpcId: ${this.vpcId}, endpoint: "${this.emulator.url}"`;
    return `deployments:\n  - { name: nodes, type: rancher-nodes, edition: 2.x, ${place}${more} }\n`;
  }

  /** Runs `rancher-sg audit --imports --handover` on the previous owner's state and the emulator's answers. */
  async audit(): Promise<Run> {
    writeFileSync(join(this.workspace.folder, "nodes.yaml"), this.config());
    const { said } = await this.terraform("show", "-json");
    writeFileSync(join(this.workspace.folder, "state.json"), said);
    const words =
      "audit --config nodes.yaml --imports nodes.import.json --handover handover --previous-owner state.json";
    return new Promise((resolve) => {
      const cwd = this.workspace.folder;
      execFile(process.execPath, [bundle, ...words.split(" ")], { cwd }, (error, stdout, stderr) => {
        resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  }

  handover(name: string): string {
    return readFileSync(join(this.workspace.folder, "handover", name), "utf8");
  }

  /** Runs Terraform of the previous owner. */
  terraform(...args: readonly string[]): Promise<Finished> {
    return this.workspace.terraform("nodes", `-chdir=${this.folder}`, ...args, ...plain(args));
  }

  /** Runs Terraform of the importing deployment. */
  deployer(...args: readonly string[]): Promise<Finished> {
    return this.workspace.terraform("nodes", ...args, ...plain(args));
  }

  writeCode(ingress: Json, resources: Json = {}): void {
    const { provider, terraform } = this.workspace.synthesized("nodes") as {
      readonly provider: Json;
      readonly terraform: { readonly required_providers: Json };
    };
    const code = {
      provider,
      terraform: { required_providers: terraform.required_providers },
      resource: { ...resources, aws_vpc_security_group_ingress_rule: ingress },
    };
    writeFileSync(join(this.folder, "main.tf.json"), JSON.stringify(code, null, 2));
  }

  private ownGroup(): Json {
    return {
      aws_security_group: { nodes: { name: "rancher-nodes", description: "of the old code", vpc_id: this.vpcId } },
      aws_vpc_security_group_egress_rule: {
        all: { security_group_id: ownId, ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" },
      },
    };
  }

  /** A group that no deployment has. */
  sharedGroup(more: Json): Json {
    return { aws_security_group: { shared: { name: "shared", vpc_id: this.vpcId, ...more } } };
  }

  /** The documented rules, by peer, with `for_each`; and one rule that no table has. */
  private rules(): Json {
    const lines = rancherNodesLines().filter(({ direction }) => direction === "ingress");
    const resource = (isMember: boolean, peer: Json) => ({
      for_each: Object.fromEntries(
        lines
          .filter((line) => (line.peer === "self") === isMember)
          .map(({ protocol, fromPort, toPort }) => [`${protocol} ${fromPort}`, { protocol, fromPort, toPort }]),
      ),
      security_group_id: ownId,
      ip_protocol: each("protocol"),
      from_port: each("fromPort"),
      to_port: each("toPort"),
      ...peer,
    });
    return {
      members: resource(true, { referenced_security_group_id: ownId }),
      world: resource(false, { cidr_ipv4: "0.0.0.0/0" }),
      by_hand: this.byHand(ownId),
    };
  }

  byHand(groupId: string): Json {
    return {
      security_group_id: groupId,
      ip_protocol: "tcp",
      from_port: 8443,
      to_port: 8443,
      cidr_ipv4: "203.0.113.9/32",
    };
  }
}

/** Terraform's JSON requires every argument. */
const inlineBlock = {
  from_port: 22,
  to_port: 22,
  protocol: "tcp",
  cidr_blocks: ["10.0.0.0/8"],
  description: "",
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  security_groups: [],
  self: false,
};

const ownId = reference("aws_security_group.nodes.id");

const each = (key: string) => reference(`each.value.${key}`);

function reference(expression: string): string {
  return `\${${expression}}`;
}

const plain = (args: readonly string[]) => (args[0] === "show" ? [] : ["-no-color"]);
