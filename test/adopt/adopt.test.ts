import { type Adoption, adopt } from "../../src/adopt/adopt";
import { keepingOf } from "../../src/adopt/keep";
import type { DeploymentInput } from "../../src/model/deployment";
import { parseDeployment } from "../../src/model/parse-deployment";
import { ruleKey } from "../../src/model/rule-identity";
import { mergeEc2Answers, parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
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

const planOf = (input: DeploymentInput) => planDeployment(parseDeployment(input));
const nodesInput: DeploymentInput = { type: "rancher-nodes", edition: "2.x", name: "nodes" };
const nodes = planOf(nodesInput);
const clusterInput: DeploymentInput = {
  type: "cluster",
  rancherVersion: "2.x",
  name: "production",
  provisioning: "node-pools",
  parties: { rancher: { create: true }, apiClients: { cidrs: ["203.0.113.0/24"] }, workloadClients: "anywhere" },
};

const found = (groups: readonly ExistingGroup[]) =>
  ec2Network(
    mergeEc2Answers(
      [describeSecurityGroups(groups), describeSecurityGroupRules(groups)].map((answer) => parseEc2Answer(answer)),
    ),
  );
const only = ({ groups: [group] }: Adoption) => group as Adoption["groups"][number];

/** What exists of the nodes' group, changed. */
function changed(change: (group: ExistingGroup) => ExistingGroup): Adoption {
  return adopt({ plan: nodes, vpcId }, found(deployed(nodes).map(change)));
}

const ruleOf = (rule: Partial<ExistingRule>): ExistingRule => ({
  id: "sgr-00000000000000001",
  direction: "ingress",
  ipProtocol: "tcp",
  fromPort: 8443,
  toPort: 8443,
  peer: { type: "cidrIpv4", value: "0.0.0.0/0" },
  ...rule,
});

test("a protocol by its number, a CIDR in capitals and a description of its own are the same rule", () => {
  const plan = planOf({
    ...nodesInput,
    sources: { "rancher-nodes-ssh-tcp": { cidrs: ["2001:db8:1::/48"] } },
  } as DeploymentInput);
  const existing = deployed(plan).map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({
      ...rule,
      ipProtocol: { tcp: "6", udp: "17" }[rule.ipProtocol] ?? rule.ipProtocol,
      peer: { ...rule.peer, value: rule.peer.value.replace("2001:db8:1::", "2001:0DB8:1:0::") },
      description: "opened in a hurry",
    })),
  }));
  expect(only(adopt({ plan, vpcId }, found(existing)))).toMatchObject({ missing: [], extra: [] });
});

test("a group of the same name in another VPC is another group", () => {
  const adoption = changed((group) => ({ ...group, vpcId: "vpc-00000000000000001" }));
  expect(only(adoption)).toEqual({
    planned: nodes.groups[0],
    matching: [],
    missing: nodes.groups[0]?.rules,
    extra: [],
    lostTags: {},
  });
  expect(adoption.importMap).toEqual({ deployment: "nodes", vpcId, groups: {} });
});

test("a rule whose peer is a group that does not exist is missing", () => {
  const plan = planOf(clusterInput);
  const withoutEtcd = deployed(plan).filter(({ name }) => name !== "production-etcd");
  const { groups } = adopt({ plan, vpcId }, found(withoutEtcd));
  const controlplane = groups.find(({ planned }) => planned.key === "controlplane");
  expect(controlplane?.missing.map(ruleKey)).toEqual(
    plan.groups
      .find(({ key }) => key === "controlplane")
      ?.rules.filter(({ peer }) => peer.value === "etcd")
      .map(ruleKey),
  );
  expect(controlplane?.missing.length).toBeGreaterThan(0);
});

test("tags that the deployment does not have are lost, but for the Name, those of AWS and that of the driver", () => {
  const tags = {
    Name: "x",
    team: "platform",
    "kubernetes.io/cluster/a": "owned",
    "rancher-nodes": "v1",
    "aws:cloudformation:stack-id": "y",
  };
  const existing = found(deployed(nodes).map((group) => ({ ...group, tags })));
  const { lostTags } = only(adopt({ plan: nodes, vpcId, tags: { team: "other" } }, existing));
  expect(lostTags).toEqual({ "kubernetes.io/cluster/a": "owned" });
});

test("into a group that others own rules are taken over one by one, and the others are theirs", () => {
  const securityGroupId = "sg-0000000000000abcd";
  const plan = planOf({
    ...clusterInput,
    parties: { ...clusterInput.parties, worker: { securityGroupId, manageRules: true } },
  } as DeploymentInput);
  const existing = deployed(plan).map((group) =>
    group.id === securityGroupId ? { ...group, rules: [...group.rules, ruleOf({})], tags: { theirs: "1" } } : group,
  );
  const { groups, importMap } = adopt({ plan, vpcId }, found(existing));
  const worker = groups.find(({ planned }) => planned.key === securityGroupId);
  expect(worker).toMatchObject({ missing: [], extra: [], lostTags: {} });
  expect(importMap.groups[securityGroupId]?.securityGroupId).toBe(securityGroupId);
});

describe("two deployments of one config", () => {
  const rancher = planOf({
    type: "rancher-server",
    rancherVersion: "2.x",
    name: "rancher-prod",
    parties: {
      clusterNodes: { cidrs: ["10.0.0.0/16"] },
      nodeDriverNodes: "none",
      hostedCluster: "none",
      apiClients: "anywhere",
    },
  });
  const shop = planOf({
    ...clusterInput,
    name: "shop",
    parties: { ...clusterInput.parties, rancher: { deployment: "rancher-prod", manageRules: true } },
  } as DeploymentInput);
  const [own] = deployed(rancher) as [ExistingGroup];
  const ofRancher = (rule: ExistingRule): ExistingRule =>
    rule.peer.type === "deployment" ? { ...rule, peer: { type: "securityGroup", value: own.id } } : rule;
  const shopGroups = deployed(shop)
    .filter(({ name }) => !name.includes("/"))
    .map((group) => ({ ...group, rules: group.rules.map(ofRancher) }));
  const idOf = (name: string) => shopGroups.find((group) => group.name === name)?.id ?? "";
  const written = shop.groups
    .find(({ existing }) => existing)
    ?.rules.map(({ direction, ipProtocol, fromPort, toPort, peer }, index) =>
      ruleOf({
        id: `sgr-${`${index + 900}`.padStart(17, "0")}`,
        direction,
        ipProtocol,
        ...(fromPort === undefined || toPort === undefined ? {} : { fromPort, toPort }),
        peer: { type: "securityGroup", value: idOf(`shop-${peer.value}`) },
      }),
    ) as readonly ExistingRule[];
  const existing = found([{ ...own, rules: [...own.rules, ...written] }, ...shopGroups]);
  const subjects = { rancher: { plan: rancher, vpcId }, shop: { plan: shop, vpcId } };

  test("what the other writes into a group is not extra", () => {
    expect(written.length).toBeGreaterThan(0);
    expect(only(adopt(subjects.rancher, existing, [subjects.shop]))).toMatchObject({ missing: [], extra: [] });
    expect(only(adopt(subjects.rancher, existing)).extra).toHaveLength(written.length);
  });

  test("what one writes into the other's group is found by that group's name", () => {
    const { groups } = adopt(subjects.shop, existing, [subjects.rancher]);
    const elsewhere = groups.find(({ planned }) => planned.existing);
    expect(elsewhere).toMatchObject({ found: { id: own.id }, missing: [], extra: [] });
    expect(elsewhere?.matching).toHaveLength(written.length);
  });
});

test("a name in another case is refused: EC2 takes it for the same, and Terraform would make a second", () => {
  expect(() => changed((group) => ({ ...group, name: "Rancher-Nodes" }))).toThrow(
    `nodes: rancher-nodes: is another name to Terraform than Rancher-Nodes (${groupIdOf(nodes, "nodes")}), and the same to EC2; write the name as EC2 has it`,
  );
});

test("two planned rules that are one to EC2 are refused", () => {
  const input = {
    ...clusterInput,
    parties: { ...clusterInput.parties, rancher: { securityGroupId: groupIdOf(planOf(clusterInput), "etcd") } },
    rules: {
      add: [
        { id: "metrics", from: ["rancher", "etcd"], to: ["worker"], protocol: "tcp", ports: 9796, purpose: "Metrics" },
      ],
    },
  };
  const plan = planOf(input as DeploymentInput);
  expect(() => adopt({ plan, vpcId }, found(deployed(plan)))).toThrow(
    `production: production-worker ingress-tcp-9796-${groupIdOf(plan, "etcd")}: is the same rule as ingress-tcp-9796-etcd to EC2, which refuses the second: two parties are one group; bind one of them to cidrs or to none`,
  );
});

describe("an extra rule can be kept", () => {
  /** What `rules.add` would have to say, for a rule in the group of the etcd nodes. */
  function keeping(
    rule: Partial<ExistingRule>,
    input: DeploymentInput = { ...clusterInput, egress: "required" } as DeploymentInput,
  ) {
    const deployment = parseDeployment(input);
    const plan = planDeployment(deployment);
    const existing = deployed(plan).map((group) =>
      group.name === "production-etcd" ? { ...group, rules: [...group.rules, ruleOf(rule)] } : group,
    );
    const { groups } = adopt({ plan, vpcId }, found(existing));
    const etcd = groups.find(({ planned }) => planned.key === "etcd") as Adoption["groups"][number];
    const [extra] = etcd.extra;
    return extra ? { ...keepingOf(plan, groups, etcd, extra), deployment, existing } : undefined;
  }

  test.each([
    ["from everybody", { description: "by hand" }],
    [
      "from another group of the plan",
      { peer: { type: "securityGroup", value: groupIdOf(planOf(clusterInput), "worker") } },
    ],
    [
      "from a client's network, a range of ports",
      { fromPort: 8000, toPort: 8080, peer: { type: "cidrIpv4", value: "203.0.113.0/24" } },
    ],
    ["to everybody, all protocols", { direction: "egress", ipProtocol: "-1", fromPort: undefined, toPort: undefined }],
    ["ICMP of one type", { ipProtocol: "icmp", fromPort: 8, toPort: -1 }],
    ["all of ICMP", { ipProtocol: "icmp", fromPort: -1, toPort: -1 }],
    ["a protocol by number", { ipProtocol: "112", fromPort: undefined, toPort: undefined }],
  ] as readonly [string, Partial<ExistingRule>][])(
    "%s: with it in rules.add, nothing is extra or missing",
    (_, rule) => {
      const kept = keeping(rule);
      expect(kept?.rule).toBeDefined();
      const input = { ...clusterInput, egress: "required", rules: { add: [kept?.rule] } };
      const plan = planOf(input as unknown as DeploymentInput);
      const { groups } = adopt({ plan, vpcId }, found(kept?.existing ?? []));
      const etcd = groups.find(({ planned }) => planned.key === "etcd");
      expect(etcd).toMatchObject({ missing: [], extra: [] });
    },
  );

  test.each([
    [
      "a network of nobody",
      { peer: { type: "cidrIpv4", value: "192.0.2.0/24" } },
      {},
      "no party is bound to 192.0.2.0/24 and to nothing else",
    ],
    [
      "a way out under open egress",
      { direction: "egress" },
      { egress: "all" },
      "the group's rule for all egress covers it",
    ],
    [
      "a network that is only a part of the party",
      { peer: { type: "cidrIpv4", value: "203.0.113.0/24" } },
      {
        parties: {
          rancher: { create: true },
          apiClients: { cidrs: ["203.0.113.0/24", "198.51.100.0/24"] },
          workloadClients: "anywhere",
        },
      },
      "no party is bound to 203.0.113.0/24 and to nothing else",
    ],
  ] as readonly [string, Partial<ExistingRule>, object, string][])(
    "but not by a rule that opens more: %s",
    (_, rule, change, because) => {
      const input = { ...clusterInput, egress: "required", ...change } as DeploymentInput;
      expect(keeping(rule, input)?.because).toBe(because);
    },
  );
});
