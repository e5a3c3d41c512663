/**
 * Constructs in a user's stack with existing groups, with the real Terraform and AWS provider: values that only
 * Terraform knows, a lookup, connections, and a rename of the construct.
 */
import { join } from "node:path";
import {
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { App, Fn, LocalBackend, TerraformStack, TerraformVariable } from "cdktf";
import { type ReportedGroup, readGroups } from "../../scripts/emulator/ec2-readback";
import { emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { type Finished, Workspace } from "../../scripts/emulator/workspace";
import {
  ClusterSecurityGroups,
  type ClusterSecurityGroupsProps,
  Peer,
  Port,
  RancherNodesSecurityGroup,
  SecurityGroupRef,
} from "../../src";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);
if (missing) process.stderr.write(`e2e skipped, ${missing}\n`);

(tools ? describe : describe.skip)("constructs among existing groups", () => {
  const abort = new AbortController();
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(tools as Toolchain, abort.signal);
  }, 10 * minutes);
  afterAll(async () => {
    abort.abort();
    await site?.close();
  }, minutes);

  const deployed = { groups: [] as readonly ReportedGroup[] };

  test(
    "create rules from values that only Terraform knows, in created groups and in looked-up ones",
    async () => {
      site.synth((stack) => site.cluster(stack, "old"));
      await site.terraform("init");
      await site.terraform("apply", "-auto-approve");
      deployed.groups = await site.groups();
      expect(deployed.groups.map((group) => [group.name, rulesOf(group, deployed.groups)])).toEqual([
        ["lab-rancher", site.rancherRules()],
        ["workers-from-before", site.workerRules()],
      ]);
    },
    10 * minutes,
  );

  test(
    "keep every resource if the construct is renamed: a plan shows only moves",
    async () => {
      site.synth((stack) => site.cluster(stack, "new", { movedFrom: "network/old" }));
      const before = site.addresses();
      expect(await site.changes()).toEqual([]);
      await site.terraform("apply", "-auto-approve");
      expect(site.addresses()).toEqual(before.map((address) => address.replace(".old_", ".new_")));
      expect(await site.groups()).toEqual(deployed.groups);
    },
    10 * minutes,
  );

  test(
    "remove the rules that reference a group before a renamed group is replaced",
    async () => {
      const named = (name: string) =>
        site.synth((stack) => {
          const cluster = site.cluster(stack, "new", { movedFrom: "network/old", name });
          cluster.findGroup("worker").allowFrom(cluster.findGroup("rancher"), Port.tcp(9796), "Node metrics");
        });
      named("lab");
      await site.terraform("apply", "-auto-approve");
      named("lab-2");
      const changes = (await site.changes()).filter((change) => !change.startsWith("delete,create "));
      expect(changes).toEqual([]);
      await site.terraform("apply", "-auto-approve");
      expect(await site.changes()).toEqual([]);
      const groups = await site.groups();
      const worker = groups.find(({ name }) => name === "workers-from-before") as ReportedGroup;
      expect(groups.map(({ name }) => name).sort()).toEqual(["lab-2-rancher", "workers-from-before"]);
      expect(rulesOf(worker, groups)).toContain("ingress tcp 9796 lab-2-rancher Node metrics");
    },
    10 * minutes,
  );

  test(
    "keep the description of a rule that references a group of another account, and the next plan is empty",
    async () => {
      // The emulator has the group in its own account, but reports the account that the rule names.
      const workers = (await site.groups()).find(({ name }) => name === "workers-from-before");
      const foreign = (purpose: string) =>
        site.synth((stack) => {
          const nodes = new RancherNodesSecurityGroup(stack, "nodes", {
            edition: "2.x",
            vpcId: site.vpcId,
            name: "lab-foreign",
          });
          const { securityGroupId } = SecurityGroupRef.fromId(`210987654321/${workers?.id}`);
          nodes.allowFrom({ securityGroupId }, Port.tcp(8443), purpose);
        });
      foreign("API of the shop");
      await site.terraform("apply", "-auto-approve");
      foreign("Another purpose");
      expect(await site.changes()).toEqual([]);
      await site.terraform("destroy", "-auto-approve");
    },
    10 * minutes,
  );

  test(
    "fail in Terraform with an explanation if the elements of a list are not known before the deploy",
    async () => {
      site.synth((stack) => {
        const cluster = site.cluster(stack, "new", { movedFrom: "network/old" });
        const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.1.0.0/16", assignGeneratedIpv6CidrBlock: true });
        const list = Fn.cidrsubnets(vpc.ipv6CidrBlock, [8, 8]);
        cluster.findGroup("rancher").allowFrom({ cidrs: list }, Port.tcp(9100), "Metrics");
      });
      const { exitCode, said } = await site.tried("plan", "-input=false", "-no-color");
      expect(exitCode).toBe(1);
      expect(said.replaceAll(/\s+/g, " ")).toContain(
        'The "for_each" set includes values derived from resource attributes that cannot be determined until apply',
      );
    },
    10 * minutes,
  );
});

/** An emulator with a VPC, a group of workers and a prefix list, and a folder to deploy from. */
class Site {
  private constructor(
    private readonly emulator: Emulator,
    private readonly client: EC2Client,
    private readonly workspace: Workspace,
    readonly vpcId: string,
    private readonly ipv6Cidr: string,
    private readonly prefixListId: string,
  ) {}

  static async open(toolchain: Toolchain, signal: AbortSignal): Promise<Site> {
    const emulator = await Emulator.start(toolchain.motoServer, signal);
    const client = emulatedEc2(emulator.url);
    const { Vpc: vpc } = await client.send(
      new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", AmazonProvidedIpv6CidrBlock: true }),
    );
    const vpcId = `${vpc?.VpcId}`;
    const tags = [{ ResourceType: "security-group" as const, Tags: [{ Key: "role", Value: "worker" }] }];
    const workers = { GroupName: "workers-from-before", Description: "Workers", VpcId: vpcId, TagSpecifications: tags };
    await client.send(new CreateSecurityGroupCommand(workers));
    const list = { PrefixListName: "offices", AddressFamily: "IPv4", MaxEntries: 2 };
    const { PrefixList } = await client.send(new CreateManagedPrefixListCommand(list));
    const ipv6 = `${vpc?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock}`;
    const workspace = Workspace.keepingProvider(toolchain, signal);
    return new Site(emulator, client, workspace, vpcId, ipv6, `${PrefixList?.PrefixListId}`);
  }

  async close(): Promise<void> {
    await this.emulator.stop();
    this.workspace.remove();
  }

  synth(build: (stack: TerraformStack) => void): void {
    const app = new App({ outdir: join(this.workspace.folder, "cdktf.out") });
    const stack = new TerraformStack(app, "network");
    const { url } = this.emulator;
    const endpoints = [{ ec2: url, sts: url, iam: url }];
    new AwsProvider(stack, "aws", { region: "us-east-1", accessKey: "emulator", secretKey: "emulator", endpoints });
    new LocalBackend(stack, { path: "../../../terraform.network.tfstate" });
    build(stack);
    app.synth();
  }

  /** A cluster with Rancher's group and the looked-up one. Every peer is a value that only Terraform knows. */
  cluster(stack: TerraformStack, id: string, more: Partial<ClusterSecurityGroupsProps> = {}): ClusterSecurityGroups {
    const vpc = new DataAwsVpc(stack, "here", { id: this.vpcId });
    const offices = new TerraformVariable(stack, "offices", {
      type: "list(string)",
      default: ["203.0.113.0/24", "198.51.100.0/24"],
    });
    const list = new TerraformVariable(stack, "list", { type: "string", default: this.prefixListId });
    const worker = SecurityGroupRef.fromLookup(stack, "workers", { tags: { role: "worker" } }, { manageRules: true });
    const cluster = new ClusterSecurityGroups(stack, id, {
      name: "lab",
      vpcId: vpc.id,
      provisioning: "custom",
      rancherVersion: "2.x",
      rules: { omit: ["rancher-client-http-tcp", "rke-node-ports-udp", "rke-node-ports-tcp", "rke-ingress-http-tcp"] },
      parties: {
        rancher: { create: true },
        etcd: "none",
        controlplane: "none",
        worker,
        apiClients: { cidrs: [vpc.cidrBlock, vpc.ipv6CidrBlock], prefixListIds: [list.stringValue] },
        workloadClients: { cidrs: [...offices.listValue, ...Fn.cidrsubnets(vpc.cidrBlock, [8, 8])] },
      },
      ...more,
    });
    const byName = SecurityGroupRef.fromLookup(stack, "same", { name: "workers-from-before", vpcId: vpc.id });
    cluster.findGroup("rancher").allowFrom(byName, Port.tcp(8443), "Own API");
    cluster.findGroup("worker").allowFrom(Peer.ipv6(vpc.ipv6CidrBlock), Port.icmpv6(128, 0), "Ping");
    return cluster;
  }

  rancherRules(): readonly string[] {
    const peers = ["10.0.0.0/16", this.ipv6Cidr, this.prefixListId, "workers-from-before"];
    const api = "ingress tcp 8443 workers-from-before Own API";
    const https = peers.map(
      (peer) => `ingress tcp 443 ${peer} ${/^w/.test(peer) ? "Agents to Rancher" : httpsPurpose}`,
    );
    return ["egress -1 -1 0.0.0.0/0 Outbound traffic", ...https, api].sort();
  }

  workerRules(): readonly string[] {
    const clients = ["10.0.0.0/24", "10.0.1.0/24", "198.51.100.0/24", "203.0.113.0/24"];
    return [
      // The rules of a new group in a VPC with IPv6.
      "egress -1 -1 0.0.0.0/0 ",
      "egress -1 -1 ::/0 ",
      ...clients.map((cidr) => `ingress tcp 443 ${cidr} Ingress controller over HTTPS`),
      `ingress icmpv6 128 ${this.ipv6Cidr} Ping`,
      "ingress udp 8472 workers-from-before VXLAN overlay of Canal and Flannel",
    ].sort();
  }

  async groups(): Promise<readonly ReportedGroup[]> {
    return (await readGroups(this.client, this.vpcId)).filter(({ name }) => name !== "default");
  }

  async terraform(...args: readonly string[]): Promise<void> {
    const { exitCode, said } = await this.tried(...args, "-input=false", "-no-color");
    if (exitCode !== 0) throw new Error(`terraform ${args[0]} ended with ${exitCode}:\n${said.slice(-4000)}`);
  }

  async tried(...args: readonly string[]): Promise<Finished> {
    return this.workspace.terraform("network", ...args);
  }

  /** The changes that a plan would make, without moves. */
  async changes(): Promise<readonly string[]> {
    const plan = join(this.workspace.folder, "plan");
    await this.terraform("plan", `-out=${plan}`);
    const { said } = await this.tried("show", "-json", plan);
    const { resource_changes: changes } = JSON.parse(said) as {
      resource_changes: readonly { address: string; change: { actions: readonly string[] } }[];
    };
    expect(changes.length).toBeGreaterThan(0);
    return changes
      .filter(({ change }) => change.actions.join() !== "no-op")
      .map(({ address, change }) => `${change.actions} ${address}`);
  }

  /** The addresses of the state's resources, without the hash of their construct's path, sorted. */
  addresses(): readonly string[] {
    const { resources } = this.workspace.state("network") as {
      resources: readonly { mode: string; type: string; name: string }[];
    };
    return resources
      .filter(({ mode }) => mode === "managed")
      .map(({ type, name }) => `${type}.${name.replace(/_[0-9A-F]{8}$/, "")}`)
      .sort();
  }
}

const httpsPurpose = "Rancher UI and API";

/** `<direction> <protocol> <first port> <peer> <purpose>`, sorted. */
function rulesOf(group: ReportedGroup, groups: readonly ReportedGroup[]): readonly string[] {
  return group.rules
    .map(({ direction, protocol, fromPort, peer, description }) => {
      const other =
        "groupId" in peer
          ? groups.find(({ id }) => id === peer.groupId)?.name
          : "prefixListId" in peer
            ? peer.prefixListId
            : peer.cidrs[0];
      return `${direction} ${protocol} ${fromPort} ${other} ${description.replace(/ \[.*\]$/, "")}`;
    })
    .sort();
}
