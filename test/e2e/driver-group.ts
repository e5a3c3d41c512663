/** An emulated EC2 with the group `rancher-nodes` as Rancher's node driver leaves it, and a workspace to import it. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  type EC2Client,
  type IpPermission,
} from "@aws-sdk/client-ec2";
import { type ReportedGroup, type ReportedRule, readGroups } from "../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import type { Toolchain } from "../../scripts/emulator/toolchain";
import { type Finished, Workspace } from "../../scripts/emulator/workspace";
import { bundle, type Run } from "../cli/command";
import { rancherNodesLines } from "./source-tables";

export class DriverGroupSite {
  private constructor(
    private readonly client: EC2Client,
    private readonly emulator: Emulator,
    private readonly vpcId: string,
    readonly workspace: Workspace,
  ) {}

  static async open(tools: Toolchain): Promise<DriverGroupSite> {
    const emulator = await Emulator.start(tools.motoServer);
    const client = emulatedEc2(emulator.url);
    const site = new DriverGroupSite(
      client,
      emulator,
      await createVpc(client, "10.0.0.0/16"),
      Workspace.keepingProvider(tools),
    );
    await site.createGroup();
    return site;
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.emulator.stop();
    this.workspace.remove();
  }

  /** The group as EC2 reports it. */
  async group(): Promise<ReportedGroup> {
    const groups = await readGroups(this.client, this.vpcId);
    return groups.find(({ name }) => name === "rancher-nodes") as ReportedGroup;
  }

  /** A config of the group's deployment, with `more` keys. */
  config(more = ""): string {
    const place = `region: us-east-1, vpcId: ${this.vpcId}, endpoint: "${this.emulator.url}"`;
    return `deployments:\n  - { name: nodes, type: rancher-nodes, edition: 2.x, ${place}${more} }\n`;
  }

  /** Runs `rancher-sg audit --imports` on a config with `more` keys against the emulator. */
  audit(more = ""): Promise<Run> {
    const config = this.write("nodes.yaml", this.config(more));
    const args = [bundle, "audit", "--config", config, "--imports", "nodes.import.json"];
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: this.workspace.folder }, (error, stdout, stderr) => {
        resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  }

  terraform(...args: readonly string[]): Promise<Finished> {
    return this.workspace.terraform("nodes", ...args, "-no-color");
  }

  /** The Terraform address of the group. */
  address(): string {
    const { resource } = this.workspace.synthesized("nodes") as { resource: { aws_security_group: object } };
    return `aws_security_group.${Object.keys(resource.aws_security_group)[0]}`;
  }

  /** Writes a map that would import a group of this id. */
  writeImportMap(name: string, securityGroupId: string): void {
    const groups = { nodes: { securityGroupId, rules: {} } };
    this.write(name, JSON.stringify({ deployment: "nodes", vpcId: this.vpcId, groups }));
  }

  private write(name: string, text: string): string {
    const file = join(this.workspace.folder, name);
    writeFileSync(file, text);
    return file;
  }

  /**
   * Name, description and tag are those in drivers/amazonec2/amazonec2.go of rancher/machine; AWS adds the outbound
   * rule.
   */
  private async createGroup(): Promise<void> {
    const group = { GroupName: "rancher-nodes", Description: "Rancher Nodes", VpcId: this.vpcId };
    const { GroupId = "" } = await this.client.send(new CreateSecurityGroupCommand(group));
    const Tags = [{ Key: "rancher-nodes", Value: "v0.15.0" }];
    await this.client.send(new CreateTagsCommand({ Resources: [GroupId], Tags }));
    const lines = rancherNodesLines().filter(({ direction }) => direction === "ingress");
    const permissions = lines.map(({ protocol, fromPort, toPort, peer }): IpPermission => {
      const peers = peer === "self" ? { UserIdGroupPairs: [{ GroupId }] } : { IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
      return { IpProtocol: protocol, FromPort: fromPort, ToPort: toPort, ...peers };
    });
    const strange = { IpProtocol: "tcp", FromPort: 8443, ToPort: 8443 };
    const IpRanges = [{ CidrIp: "203.0.113.9/32", Description: "by hand" }];
    for (const permission of [...permissions, { ...strange, IpRanges }]) {
      const input = { GroupId, IpPermissions: [permission] };
      await this.client.send(new AuthorizeSecurityGroupIngressCommand(input));
    }
  }
}

/** The rule that was added by hand. */
export function byHand({ rules }: ReportedGroup): ReportedRule {
  return rules.find(({ fromPort }) => fromPort === 8443) as ReportedRule;
}
