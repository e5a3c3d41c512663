/** A config and EC2's answers with one fault of each kind, as files for `rancher-sg audit`. */
import type { DeploymentInput } from "../../src/model/deployment";
import { parseDeployment } from "../../src/model/parse-deployment";
import type { PlannedSecurityGroup } from "../../src/model/plan";
import { planDeployment } from "../../src/projection/plan-deployment";
import {
  deployed,
  describeSecurityGroupRules,
  describeSecurityGroups,
  type ExistingGroup,
  type ExistingRule,
  groupIdOf,
  vpcId,
} from "./emulated-answers";

const agents = "sg-0123456789abcdef0";
const subnetIds = ["subnet-00000000000000001", "subnet-00000000000000002"] as const;

const shop: DeploymentInput = {
  type: "cluster",
  name: "shop",
  distribution: "rke2",
  provisioning: "custom",
  rancherVersion: "2.13",
  groups: {
    nodes: { parties: ["etcd", "controlplane", "worker"], name: "shop-nodes" },
    servers: { parties: ["etcd", "controlplane"], name: "shop-servers" },
    agents: { parties: ["worker"], securityGroupId: agents, manageRules: true },
  },
  pools: { servers: ["etcd", "controlplane"], agents: ["worker"] },
  parties: {
    rancher: { cidrs: ["10.1.0.0/16"] },
    workloadClients: { cidrs: ["203.0.113.0/24"] },
  },
};
const lab: DeploymentInput = { type: "rancher-nodes", edition: "2.x", name: "lab" };
const gone = { ...lab, name: "gone", groupName: "gone-nodes" };
const place = { region: "us-east-1", vpcId };

/** Texts in EC2's answers: the name of a group, the description of a rule, and a tag. */
export interface ForeignTexts {
  readonly name: string;
  readonly description: string;
  readonly tag: string;
}

export const harmless: ForeignTexts = { name: "shop-agents", description: "by hand", tag: "operations" };

export const answerNames = ["groups.json", "rules.json", "interfaces.json", "subnets.json", "acls.json"] as const;

/** The files by name: `config.yaml` and the answers. */
export function auditedFiles({ name, description, tag }: ForeignTexts = harmless): Readonly<Record<string, string>> {
  const [shopPlan, labPlan] = [planDeployment(parseDeployment(shop)), planDeployment(parseDeployment(lab))];
  // Closes the supervisor port of RKE2.
  const exists = ({ key, rules }: PlannedSecurityGroup, index: number) =>
    key !== "servers" || !rules[index]?.portRules.includes("rke2-supervisor-tcp");
  const planned = deployed(shopPlan, exists);
  const [servers, nodes, workers] = ["shop-servers", "shop-nodes", agents].map((one) =>
    planned.find((group) => group.name === one),
  );
  if (!servers || !nodes || !workers) throw new Error("no groups");
  const rule = { id: "sgr-00000000000000001", direction: "ingress", ipProtocol: "tcp", description } as const;
  const byHand: readonly ExistingRule[] = [
    { ...rule, fromPort: 8443, toPort: 8443, peer: { type: "cidrIpv4", value: "0.0.0.0/0" } },
    {
      ...rule,
      id: "sgr-00000000000000002",
      fromPort: 10_250,
      toPort: 10_256,
      peer: { type: "cidrIpv4", value: "10.0.0.0/16" },
    },
    {
      id: "sgr-00000000000000003",
      direction: "egress",
      ipProtocol: "-1",
      peer: { type: "cidrIpv4", value: "0.0.0.0/0" },
    },
  ];
  // The entries of the prefix list are unknown.
  const ofClients = (one: ExistingRule): ExistingRule =>
    one.peer.value === "203.0.113.0/24" ? { ...one, peer: { type: "prefixList", value: "pl-0123456789abcdef0" } } : one;
  const groups: readonly ExistingGroup[] = [
    { ...servers, tags: { Name: "old", owner: tag } },
    nodes,
    { ...workers, name, rules: [...workers.rules.map(ofClients), ...byHand] },
    ...deployed(labPlan),
  ];
  const node = (number: number, subnet: number, held: readonly string[]) => ({
    NetworkInterfaceId: `eni-0000000000000000${number}`,
    VpcId: vpcId,
    SubnetId: subnetIds[subnet],
    Groups: held.map((GroupId) => ({ GroupId })),
    PrivateIpAddress: `10.0.${subnet}.${number}`,
    PrivateIpAddresses: [{ PrivateIpAddress: `10.0.${subnet}.${number}` }],
    Attachment: { InstanceId: `i-0000000000000000${number}` },
  });
  const interfaces = [
    node(1, 0, [servers.id, nodes.id]),
    node(2, 1, [agents, nodes.id]),
    node(3, 1, [agents]),
    node(4, 1, [groupIdOf(labPlan, "nodes")]),
  ];
  const answers = [
    describeSecurityGroups(groups),
    describeSecurityGroupRules(groups),
    { NetworkInterfaces: interfaces },
    { Subnets: subnetIds.map((SubnetId, index) => ({ SubnetId, VpcId: vpcId, CidrBlock: `10.0.${index}.0/24` })) },
    { NetworkAcls: [acl()] },
  ];
  const config = { deployments: [lab, shop, gone].map((one) => ({ ...one, ...place })) };
  return {
    "config.yaml": JSON.stringify(config, null, 2),
    ...Object.fromEntries(answerNames.map((file, index) => [file, JSON.stringify(answers[index])])),
  };
}

/** An ACL that drops only the kubelet's port, on its way into the subnets. */
function acl(): object {
  const entry = (RuleNumber: number, more: object) => ({
    RuleNumber,
    RuleAction: "allow",
    Egress: false,
    Protocol: "-1",
    CidrBlock: "0.0.0.0/0",
    ...more,
  });
  return {
    NetworkAclId: "acl-0123456789abcdef0",
    VpcId: vpcId,
    IsDefault: true,
    Associations: [],
    Entries: [
      entry(90, { RuleAction: "deny", Protocol: "6", PortRange: { From: 10_250, To: 10_250 } }),
      entry(100, {}),
      entry(100, { Egress: true }),
    ],
  };
}
