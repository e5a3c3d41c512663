/**
 * Three VPCs of an emulator with the groups of a config, 60 instances that attach them, load balancers, prefix lists
 * and network ACLs, all created through the API of EC2.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  DescribeNetworkAclsCommand,
  type EC2Client,
  type IpPermission,
  paginateDescribeNetworkInterfaces,
  ReplaceNetworkAclAssociationCommand,
  RevokeSecurityGroupEgressCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { type ReportedGroup, readGroups } from "../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { loadConfig } from "../../src/config/load-config";
import type { Peer, Plan } from "../../src/model/plan";

/** A network interface of EC2. */
export interface Attached {
  readonly id: string;
  readonly instanceId?: string;
  readonly address: string;
  readonly subnetId: string;
  readonly groupIds: readonly string[];
}

export interface AclEntry {
  readonly number: number;
  readonly isEgress: boolean;
  readonly cidr: string;
  /** `6`, `17`, or `-1` for every protocol. */
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly allows: boolean;
}

/** EC2's report of one VPC. */
export interface VpcState {
  readonly groups: readonly ReportedGroup[];
  readonly interfaces: readonly Attached[];
  /** By the id of the subnet. */
  readonly acls: ReadonlyMap<string, { readonly id: string; readonly entries: readonly AclEntry[] }>;
}

/** CIDRs of the subnets of each VPC, and the VPC. */
const networks = [0, 1, 2].map((second) => ({
  vpc: `10.${second}.0.0/16`,
  subnets: [0, 1, 2].map((third) => `10.${second}.${third}.0/24`),
}));

const prefixLists = { offices: ["198.51.100.0/25", "203.0.113.64/26"], monitors: ["192.0.2.16/28"] };

/** Names such as `vpc1` and `offices` are replaced by ids. */
const config = `defaults: { region: us-east-1, tags: { team: platform } }
deployments:
  - name: rancher-prod
    type: rancher-server
    rancherVersion: "2.14"
    vpcId: vpc0
    distribution: rke2
    egress: required
    loadBalancer: { terminatesTls: true }
    parties:
      apiClients: { cidrs: [203.0.113.0/26], prefixListIds: [offices] }
      rancherCatalog: { cidrs: [192.0.2.128/28] }
      clusterNodes: { cidrs: [10.1.0.0/16, 10.2.0.0/16] }
      nodeDriverNodes: none
      hostedCluster: none
  - name: shop
    type: cluster
    rancherVersion: "2.14"
    vpcId: vpc0
    provisioning: node-pools
    distribution: rke2
    cni: cilium
    egress: required
    loadBalancer: { terminatesTls: true }
    addons: [monitoring]
    groups:
      all: { parties: [etcd, controlplane, worker] }
      servers: { parties: [etcd, controlplane] }
      agents: { parties: [worker] }
    pools: { servers: [etcd, controlplane], agents: [worker] }
    parties:
      rancher: { deployment: rancher-prod, manageRules: true }
      loadBalancer: { deployment: rancher-prod, manageRules: true }
      workloadClients: { cidrs: [203.0.113.0/24] }
  - name: batch
    type: cluster
    rancherVersion: "2.14"
    vpcId: vpc1
    provisioning: custom
    distribution: k3s
    pools: { servers: [etcd, controlplane], agents: [worker] }
    parties:
      rancher: { cidrs: [10.0.0.0/24, 10.0.1.0/24] }
      workloadClients: anywhere
    tags: { environment: test }
  - name: drivers
    type: rancher-nodes
    vpcId: vpc2
    edition: 2025-09
    sources:
      rancher-nodes-ssh-tcp: { prefixListIds: [offices] }
      rancher-nodes-docker-tls-tcp: none
      rancher-nodes-kube-api-tcp: { cidrs: [10.0.0.0/16, 10.2.0.0/16] }
      rancher-nodes-webhook-tcp: { cidrs: [10.2.0.0/16] }
  - name: orders
    type: cluster
    rancherVersion: "2.14"
    vpcId: vpc2
    provisioning: custom
    distribution: rke2
    egress: required
    groups: shared-and-roles
    authorizedClusterEndpoint: true
    parties:
      rancher: { cidrs: [10.0.0.0/24] }
      apiLoadBalancer: { create: true }
      kubernetesApiClients: { cidrs: [203.0.113.128/25], prefixListIds: [offices, monitors] }
      workloadClients: { prefixListIds: [monitors] }
  - name: edge
    type: cluster
    rancherVersion: "2.14"
    vpcId: vpc1
    provisioning: node-pools
    distribution: k3s
    groups: single
    egress: required
    parties:
      rancher: { cidrs: [10.0.1.0/24] }
      workloadClients: { cidrs: [198.51.100.128/25] }
`;

/**
 * The number of instances that attach the groups of these keys. The last two are load balancers, which have no
 * instances.
 */
const nodes: Readonly<Record<string, readonly (readonly [keys: readonly string[], count: number])[]>> = {
  "rancher-prod": [[["rancher"], 3]],
  shop: [
    [["all", "servers"], 3],
    [["all", "agents"], 14],
  ],
  batch: [
    [["etcd", "controlplane"], 3],
    [["worker"], 11],
  ],
  drivers: [[["nodes"], 6]],
  orders: [
    [["nodes", "etcd"], 3],
    [["nodes", "controlplane"], 2],
    [["nodes", "worker"], 7],
    [["nodes", "etcd", "controlplane", "worker"], 1],
  ],
  edge: [[["nodes"], 7]],
};
const loadBalancers: Readonly<Record<string, string>> = { "rancher-prod": "loadBalancer", orders: "apiLoadBalancer" };

export class AuditedSite {
  private constructor(
    private readonly emulator: Emulator,
    readonly client: EC2Client,
    private readonly folder: string,
    readonly plans: readonly Plan[],
    /** The ids of the groups that deployments create, by deployment and key. */
    private readonly groupIds: Map<string, string>,
    readonly vpcIds: readonly string[],
    /** The CIDR of each subnet. */
    readonly subnets: ReadonlyMap<string, string>,
    readonly prefixLists: ReadonlyMap<string, readonly string[]>,
  ) {}

  static async open(motoServer: string): Promise<AuditedSite> {
    const emulator = await Emulator.start(motoServer);
    try {
      return await AuditedSite.build(emulator);
    } catch (error) {
      await emulator.stop();
      throw error;
    }
  }

  private static async build(emulator: Emulator): Promise<AuditedSite> {
    const client = emulatedEc2(emulator.url);
    const vpcIds: string[] = [];
    const subnets = new Map<string, string>();
    for (const { vpc, subnets: cidrs } of networks) {
      const VpcId = await createVpc(client, vpc);
      vpcIds.push(VpcId);
      for (const CidrBlock of cidrs) {
        const { Subnet } = await client.send(new CreateSubnetCommand({ VpcId, CidrBlock }));
        subnets.set(Subnet?.SubnetId as string, CidrBlock);
      }
    }
    const lists = new Map<string, readonly string[]>();
    let text = vpcIds.reduce((before, id, index) => before.replaceAll(`vpc${index}`, id), config);
    for (const [PrefixListName, cidrs] of Object.entries(prefixLists)) {
      const Entries = cidrs.map((Cidr) => ({ Cidr }));
      const list = { PrefixListName, AddressFamily: "IPv4", MaxEntries: 4, Entries };
      const { PrefixList } = await client.send(new CreateManagedPrefixListCommand(list));
      const id = PrefixList?.PrefixListId as string;
      lists.set(id, cidrs);
      text = text.replaceAll(PrefixListName, id);
    }
    const folder = mkdtempSync(join(tmpdir(), "rancher-sg-audited-"));
    const file = join(folder, "rancher-sg.yaml");
    writeFileSync(file, text.replace("defaults: {", `defaults: { endpoint: "${emulator.url}",`));
    const plans = loadConfig(file).map(({ plan }) => plan);
    const site = new AuditedSite(emulator, client, folder, plans, new Map(), vpcIds, subnets, lists);
    await site.createGroups();
    await site.createAcls();
    await site.launch();
    return site;
  }

  get configFile(): string {
    return join(this.folder, "rancher-sg.yaml");
  }

  async close(): Promise<void> {
    await this.emulator.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The id of a group of a plan, or of a peer that is a group. */
  groupId({ deployment, groups }: Plan, key: string): string {
    const existing = groups.find((group) => group.key === key)?.existing;
    const owner = existing && "deployment" in existing ? existing : { deployment: deployment.name, group: key };
    return this.groupIds.get(`${owner.deployment} ${owner.group}`) as string;
  }

  peerGroupId(plan: Plan, peer: Peer): string | undefined {
    if (peer.type === "deployment") return this.groupIds.get(`${peer.deployment} ${peer.group}`);
    return peer.type === "group" ? this.groupId(plan, peer.value) : undefined;
  }

  async state(vpcId: string): Promise<VpcState> {
    const filter = { Filters: [{ Name: "vpc-id", Values: [vpcId] }] };
    const groups = await readGroups(this.client, vpcId);
    const interfaces: Attached[] = [];
    for await (const page of paginateDescribeNetworkInterfaces({ client: this.client }, filter)) {
      for (const one of page.NetworkInterfaces ?? []) {
        interfaces.push({
          id: one.NetworkInterfaceId as string,
          ...(one.Attachment?.InstanceId ? { instanceId: one.Attachment.InstanceId } : {}),
          address: one.PrivateIpAddress as string,
          subnetId: one.SubnetId as string,
          groupIds: (one.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
        });
      }
    }
    const { NetworkAcls = [] } = await this.client.send(new DescribeNetworkAclsCommand(filter));
    const acls = NetworkAcls.flatMap((acl) => {
      const entries = (acl.Entries ?? []).map((entry) => ({
        number: entry.RuleNumber as number,
        isEgress: entry.Egress as boolean,
        cidr: entry.CidrBlock as string,
        protocol: entry.Protocol as string,
        ...(entry.PortRange?.From === undefined ? {} : { fromPort: entry.PortRange.From }),
        ...(entry.PortRange?.To === undefined ? {} : { toPort: entry.PortRange.To }),
        allows: entry.RuleAction === "allow",
      }));
      const value = { id: acl.NetworkAclId as string, entries: entries.sort((a, b) => a.number - b.number) };
      return (acl.Associations ?? []).map(({ SubnetId = "" }) => [SubnetId, value] as const);
    });
    return { groups, interfaces, acls: new Map(acls) };
  }

  private async createGroups(): Promise<void> {
    for (const { deployment, groups } of this.plans) {
      const { vpcId: VpcId, tags } = deployment as { readonly vpcId?: string; readonly tags?: Record<string, string> };
      for (const { key, name, description, existing } of groups) {
        if (existing) continue;
        const Tags = Object.entries({ Name: name, ...tags }).map(([Key, Value]) => ({ Key, Value }));
        const { GroupId } = await this.client.send(
          new CreateSecurityGroupCommand({
            VpcId,
            GroupName: name,
            Description: description,
            TagSpecifications: [{ ResourceType: "security-group", Tags }],
          }),
        );
        const IpPermissions = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
        await this.client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
        this.groupIds.set(`${deployment.name} ${key}`, GroupId as string);
      }
    }
    for (const plan of this.plans) {
      for (const { key, rules } of plan.groups) {
        const GroupId = this.groupId(plan, key);
        const permissions = (direction: string): IpPermission[] =>
          rules
            .filter((rule) => rule.direction === direction)
            .map(({ ipProtocol: IpProtocol, fromPort: FromPort, toPort: ToPort, peer }) => ({
              ...{ IpProtocol, FromPort, ToPort },
              ...peerOf(this.peerGroupId(plan, peer) ?? peer.value),
            }));
        const [ingress, egress] = [permissions("ingress"), permissions("egress")];
        if (ingress.length > 0)
          await this.client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: ingress }));
        if (egress.length > 0)
          await this.client.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: egress }));
      }
    }
  }

  /**
   * An ACL for each subnet of the first two VPCs; those of the first VPC drop Telnet. The third VPC has its default
   * ACL.
   */
  private async createAcls(): Promise<void> {
    for (const VpcId of this.vpcIds.slice(0, 2)) {
      const filter = { Filters: [{ Name: "vpc-id", Values: [VpcId] }] };
      const { NetworkAcls = [] } = await this.client.send(new DescribeNetworkAclsCommand(filter));
      for (const { NetworkAclAssociationId: AssociationId } of NetworkAcls.flatMap((acl) => acl.Associations ?? [])) {
        const { NetworkAcl } = await this.client.send(new CreateNetworkAclCommand({ VpcId }));
        const NetworkAclId = NetworkAcl?.NetworkAclId as string;
        for (const Egress of [false, true]) {
          const about = { NetworkAclId, Egress, CidrBlock: "0.0.0.0/0" };
          const telnet = { ...about, RuleNumber: 90, Protocol: "6", PortRange: { From: 23, To: 23 } } as const;
          if (VpcId === this.vpcIds[0])
            await this.client.send(new CreateNetworkAclEntryCommand({ ...telnet, RuleAction: "deny" }));
          const all = { ...about, RuleNumber: 100, Protocol: "-1", RuleAction: "allow" } as const;
          await this.client.send(new CreateNetworkAclEntryCommand(all));
        }
        await this.client.send(new ReplaceNetworkAclAssociationCommand({ NetworkAclId, AssociationId }));
      }
    }
  }

  private async launch(): Promise<void> {
    for (const plan of this.plans) {
      const { name, vpcId } = plan.deployment as { readonly name: string; readonly vpcId?: string };
      const index = this.vpcIds.indexOf(vpcId as string);
      const subnetIds = [...this.subnets.keys()].slice(3 * index, 3 * index + 3);
      for (const [keys, count] of nodes[name] ?? []) {
        const SecurityGroupIds = keys.map((key) => this.groupId(plan, key));
        for (const [at, SubnetId] of subnetIds.entries()) {
          const instances = Math.floor((count + 2 - at) / 3);
          if (instances === 0) continue;
          const about = { ImageId: "ami-12345678", MinCount: instances, MaxCount: instances };
          await this.client.send(new RunInstancesCommand({ ...about, SubnetId, SecurityGroupIds }));
        }
      }
      const key = loadBalancers[name];
      if (key === undefined) continue;
      for (const SubnetId of subnetIds.slice(0, 2)) {
        const Groups = [this.groupId(plan, key)];
        await this.client.send(new CreateNetworkInterfaceCommand({ SubnetId, Groups }));
      }
    }
  }
}

/** A peer of a rule as a parameter of the EC2 API, by its value. */
export function peerOf(value: string): IpPermission {
  if (value.startsWith("sg-")) return { UserIdGroupPairs: [{ GroupId: value }] };
  if (value.startsWith("pl-")) return { PrefixListIds: [{ PrefixListId: value }] };
  return value.includes(":") ? { Ipv6Ranges: [{ CidrIpv6: value }] } : { IpRanges: [{ CidrIp: value }] };
}
