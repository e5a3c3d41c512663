import { audit } from "../../src/audit/audit";
import { type Imports, importsOf } from "../../src/audit/imports";
import { keeping, keepingRules } from "../../src/audit/keep";
import type { DeploymentInput } from "../../src/model/deployment";
import { parseDeployment } from "../../src/model/parse-deployment";
import { ruleKey } from "../../src/model/rule-identity";
import { mergeEc2Answers, parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { keepingText } from "../../src/report/imports";
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
const only = ({ groups: [group] }: Imports) => group as Imports["groups"][number];

/** The imports after a change of the existing group of the nodes. */
function changed(change: (group: ExistingGroup) => ExistingGroup): Imports {
  return importsOf({ plan: nodes, vpcId }, found(deployed(nodes).map(change)));
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

test("treats a protocol number, a CIDR in capitals and another description as the same rule", () => {
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
  expect(only(importsOf({ plan, vpcId }, found(existing)))).toMatchObject({ created: [] });
});

test("does not match a group of the same name in another VPC", () => {
  const imports = changed((group) => ({ ...group, vpcId: "vpc-00000000000000001" }));
  const { found: none, matching, created } = only(imports);
  expect([none, matching, created.map(({ rule }) => rule)]).toEqual([undefined, [], nodes.groups[0]?.rules]);
  expect(imports.importMap).toEqual({ deployment: "nodes", vpcId, groups: {} });
});

test("reports a rule as missing if its peer is a group that does not exist", () => {
  const plan = planOf(clusterInput);
  const withoutEtcd = deployed(plan).filter(({ name }) => name !== "production-etcd");
  const { groups } = importsOf({ plan, vpcId }, found(withoutEtcd));
  const controlplane = groups.find(({ planned }) => planned.key === "controlplane");
  expect(controlplane?.created.map(({ rule }) => ruleKey(rule))).toEqual(
    plan.groups
      .find(({ key }) => key === "controlplane")
      ?.rules.filter(({ peer }) => peer.value === "etcd")
      .map(ruleKey),
  );
  expect(controlplane?.created.length).toBeGreaterThan(0);
});

test("imports single rules of a group that others own, and leaves their rules alone", () => {
  const securityGroupId = "sg-0000000000000abcd";
  const plan = planOf({
    ...clusterInput,
    parties: { ...clusterInput.parties, worker: { securityGroupId, manageRules: true } },
  } as DeploymentInput);
  const existing = deployed(plan).map((group) =>
    group.id === securityGroupId ? { ...group, rules: [...group.rules, ruleOf({})], tags: { theirs: "1" } } : group,
  );
  const { groups, importMap } = importsOf({ plan, vpcId }, found(existing));
  const worker = groups.find(({ planned }) => planned.key === securityGroupId);
  expect(worker).toMatchObject({ created: [] });
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
      apiClients: { cidrs: ["203.0.113.0/24"] },
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

  test("requires rules that the other deployment creates in a group", () => {
    expect(written.length).toBeGreaterThan(0);
    const both = Object.values(subjects);
    expect(audit([subjects.rancher], both, existing)[0]?.unrequired).toEqual([]);
    const alone = audit([subjects.rancher], [subjects.rancher], existing)[0]?.unrequired;
    expect(alone?.flatMap(({ by }) => by)).toHaveLength(written.length);
  });

  test("finds rules in the other deployment's group by the name of that group", () => {
    const { groups } = importsOf(subjects.shop, existing, [subjects.rancher]);
    const elsewhere = groups.find(({ planned }) => planned.existing);
    expect(elsewhere).toMatchObject({ found: { id: own.id }, created: [] });
    expect(elsewhere?.matching).toHaveLength(written.length);
  });
});

test("rejects a name that differs in case: it is the same name to EC2, but Terraform would create a second group", () => {
  expect(() => changed((group) => ({ ...group, name: "Rancher-Nodes" }))).toThrow(
    `nodes: rancher-nodes: is another name to Terraform than Rancher-Nodes (${groupIdOf(nodes, "nodes")}), and the same to EC2; write the name as EC2 has it`,
  );
});

test("rejects two planned rules that are the same to EC2", () => {
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
  expect(() => importsOf({ plan, vpcId }, found(deployed(plan)))).toThrow(
    `production: production-worker ingress-tcp-9796-${groupIdOf(plan, "etcd")}: is the same rule as ingress-tcp-9796-etcd to EC2, which refuses the second: two parties are one group; bind one of them to cidrs or to none`,
  );
});

describe("a rule that the deploy creates", () => {
  const input = { ...clusterInput, egress: "required" } as DeploymentInput;
  const plan = planOf(input);
  const [etcd, worker] = [groupIdOf(plan, "etcd"), groupIdOf(plan, "worker")];
  const list = "pl-0123456789abcdef0";
  const anInterface = (PrivateIpAddress: string, GroupId = etcd) => ({
    NetworkInterfaceId: `eni-${PrivateIpAddress.replaceAll(/\D/g, "").padStart(17, "0")}`,
    VpcId: vpcId,
    SubnetId: "subnet-0123456789abcdef0",
    Groups: [{ GroupId }],
    PrivateIpAddress,
  });
  const aSubnet = (CidrBlock: string) => ({ SubnetId: "subnet-0123456789abcdef0", VpcId: vpcId, CidrBlock });
  const isPeers = ({ direction, fromPort, peer }: ExistingRule) =>
    direction === "ingress" && fromPort === 2379 && peer.value === etcd;
  /** Etcd nodes reach each other on 2379-2380 through this peer, in place of the group. */
  const withPeer = (peer: ExistingRule["peer"]) =>
    deployed(plan).map((group) =>
      group.id === etcd
        ? { ...group, rules: group.rules.map((rule) => (isPeers(rule) ? { ...rule, peer } : rule)) }
        : group,
    );
  const createdWith = (groups: readonly ExistingGroup[], more: object) => {
    const answer = { ...describeSecurityGroups(groups), ...describeSecurityGroupRules(groups), ...more };
    const existing = ec2Network(parseEc2Answer(answer, `${list}.json`));
    const created = importsOf({ plan, vpcId }, existing).groups.flatMap((group) => group.created);
    return created.map(({ today, openBy }) => [today, openBy.map(({ peer }) => peer.value)]);
  };
  const vpc = { type: "cidrIpv4", value: "10.0.0.0/16" } as const;

  test.each<[string, ExistingRule["peer"], object, string, readonly string[]]>([
    ["a CIDR, if the addresses of the nodes are not known", vpc, {}, "unknown", ["10.0.0.0/16"]],
    ["a CIDR with all nodes", vpc, { NetworkInterfaces: [anInterface("10.0.1.4")] }, "open", ["10.0.0.0/16"]],
    [
      "a CIDR with one of two nodes",
      vpc,
      { NetworkInterfaces: [anInterface("10.0.1.4"), anInterface("10.1.1.4")] },
      "closed",
      [],
    ],
    [
      "a CIDR with nodes of another group",
      vpc,
      { NetworkInterfaces: [anInterface("10.0.1.4", worker)] },
      "unknown",
      ["10.0.0.0/16"],
    ],
    [
      "a CIDR that contains all subnets of the VPC",
      vpc,
      { Subnets: [aSubnet("10.0.4.0/22")] },
      "open",
      ["10.0.0.0/16"],
    ],
    ["a CIDR outside all subnets of the VPC", vpc, { Subnets: [aSubnet("10.7.4.0/22")] }, "closed", []],
    ["a prefix list whose entries are not known", { type: "prefixList", value: list }, {}, "unknown", [list]],
    [
      "a prefix list with all nodes",
      { type: "prefixList", value: list },
      { NetworkInterfaces: [anInterface("10.0.1.4")], Entries: [{ Cidr: "10.0.1.0/24" }] },
      "open",
      [list],
    ],
    [
      "a prefix list without the nodes",
      { type: "prefixList", value: list },
      { NetworkInterfaces: [anInterface("10.0.1.4")], Entries: [{ Cidr: "10.0.2.0/24" }] },
      "closed",
      [],
    ],
    ["another group", { type: "securityGroup", value: "sg-0fedcba9876543210" }, {}, "closed", []],
    ["every IPv4 address", { type: "cidrIpv4", value: "0.0.0.0/0" }, {}, "open", ["0.0.0.0/0"]],
    ["every IPv6 address, which nodes do not have", { type: "cidrIpv6", value: "::/0" }, {}, "unknown", ["::/0"]],
  ])("today, by %s", (_, peer, more, today, by) => {
    expect(createdWith(withPeer(peer), more)).toEqual([[today, by]]);
  });
});

describe("rules that are open already", () => {
  const plan = planOf({ ...clusterInput, egress: "required" } as DeploymentInput);
  const statesWith = (rulesOf: (rules: readonly ExistingRule[], group: ExistingGroup) => readonly ExistingRule[]) => {
    const groups = deployed(plan).map((group) => ({ ...group, rules: rulesOf(group.rules, group) }));
    const created = importsOf({ plan, vpcId }, found(groups)).groups.flatMap((group) => group.created);
    return created.map(({ today, openBy }) => [
      today,
      ...openBy.map(({ ipProtocol, fromPort }) => [ipProtocol, fromPort]),
    ]);
  };
  const etcd = groupIdOf(plan, "etcd");
  const isAmongEtcd = ({ direction, fromPort, peer }: ExistingRule) =>
    direction === "ingress" && fromPort === 2379 && peer.value === etcd;

  test("through all traffic from the group", () => {
    const {
      fromPort: _,
      toPort: __,
      ...all
    } = ruleOf({ ipProtocol: "-1", peer: { type: "securityGroup", value: etcd } });
    const states = statesWith((rules, { id }) =>
      id === etcd ? [...rules.filter((one) => !isAmongEtcd(one)), all] : rules,
    );
    expect(states).toEqual([["open", ["-1", undefined]]]);
  });

  test("through one range in place of two rules, if it has the ports of both", () => {
    const joined = (fromPort: number, toPort: number) =>
      statesWith((rules) =>
        rules.flatMap((rule) => {
          if (!isAmongEtcd({ ...rule, fromPort: 2379 }) || ![2379, 2380].includes(rule.fromPort ?? 0)) return [rule];
          return rule.fromPort === 2379 ? [{ ...rule, fromPort, toPort }] : [];
        }),
      );
    const by = ["tcp", 2379];
    expect(joined(2379, 2380)).toEqual([
      ["open", by],
      ["open", by],
    ]);
    expect(joined(2380, 2381)).toEqual([["closed"], ["open", ["tcp", 2380]]]);
  });
});

describe("keeping a rule that nothing requires", () => {
  const input = { ...clusterInput, egress: "required" } as DeploymentInput;
  const withRules = (rules: readonly Partial<ExistingRule>[]) =>
    found(
      deployed(planOf(input)).map((group) =>
        group.name === "production-etcd"
          ? {
              ...group,
              rules: [
                ...group.rules,
                ...rules.map((rule, index) => ruleOf({ id: `sgr-0000000000000000${index + 1}`, ...rule })),
              ],
            }
          : group,
      ),
    );
  const auditOf = (plan: ReturnType<typeof planOf>, existing: ReturnType<typeof found>) =>
    audit([{ plan, vpcId }], [{ plan, vpcId }], existing)[0] as ReturnType<typeof audit>[number];
  const worker = groupIdOf(planOf(clusterInput), "worker");
  const cidr = (value: string) => ({ type: value.includes(":") ? "cidrIpv6" : "cidrIpv4", value }) as const;

  test.each([
    ["from every address", [{ description: "by hand" }]],
    ["from another group of the plan", [{ peer: { type: "securityGroup", value: worker } }]],
    ["from a group of another account", [{ peer: { type: "securityGroup", value: "sg-0fedcba9876543210" } }]],
    ["from a prefix list", [{ peer: { type: "prefixList", value: "pl-0123456789abcdef0" } }]],
    ["from part of a client's network", [{ fromPort: 8000, toPort: 8080, peer: cidr("203.0.113.0/25") }]],
    ["from a network that belongs to no party", [{ peer: cidr("192.0.2.0/24") }]],
    ["from an IPv6 network", [{ peer: cidr("2001:db8::/32") }]],
    [
      "all protocols to every address",
      [{ direction: "egress", ipProtocol: "-1", fromPort: undefined, toPort: undefined }],
    ],
    [
      "one ICMP type, and one ICMP code",
      [
        { ipProtocol: "icmp", fromPort: 3, toPort: -1, peer: cidr("192.0.2.0/24") },
        { ipProtocol: "icmp", fromPort: 3, toPort: 1, peer: cidr("198.51.100.0/24") },
      ],
    ],
    ["all of ICMP", [{ ipProtocol: "icmp", fromPort: -1, toPort: -1 }]],
    ["all of TCP", [{ fromPort: 0, toPort: 65535, peer: cidr("192.0.2.0/24") }]],
    [
      "one ICMPv6 type, and one ICMPv6 code",
      [
        { ipProtocol: "icmpv6", fromPort: 128, toPort: -1, peer: cidr("2001:db8::/32") },
        { ipProtocol: "icmpv6", fromPort: 128, toPort: 0, peer: cidr("2001:db9::/32") },
      ],
    ],
    [
      "ranges with the ends of other rules",
      [
        { fromPort: 9000, toPort: 9001, peer: cidr("192.0.2.0/24") },
        { fromPort: 9000, toPort: 9000, peer: cidr("198.51.100.0/24") },
        { fromPort: 9001, toPort: 9001, peer: cidr("198.51.100.0/24") },
      ],
    ],
    ["a protocol whose number is that of an IP version", [{ ipProtocol: "4", fromPort: undefined, toPort: undefined }]],
    ["a protocol by number", [{ ipProtocol: "112", fromPort: undefined, toPort: undefined }]],
  ] as readonly [string, readonly Partial<ExistingRule>[]][])("%s: rules.add then requires it", (_, rules) => {
    const existing = withRules(rules);
    const kept = keepingRules(auditOf(planOf(input), existing));
    expect(new Set(kept.map(({ id }) => id)).size).toBe(kept.length);
    const plan = planOf({ ...input, rules: { add: kept } } as unknown as DeploymentInput);
    expect(auditOf(plan, existing).unrequired).toEqual([]);
    const { groups } = importsOf({ plan, vpcId }, existing);
    expect(groups.flatMap(({ created }) => created)).toEqual([]);
  });

  test("keeps the account of a group of another account, and does not suggest keeping a stale rule", () => {
    const plan = planOf(input);
    const pair = { GroupId: "sg-0fedcba9876543210", UserId: "210987654321", VpcPeeringConnectionId: "pcx-1" };
    const stale = { ...pair, GroupId: "sg-0aaaaaaaaaaaaaaaa", PeeringStatus: "deleted" };
    const { SecurityGroups } = describeSecurityGroups(deployed(plan));
    const permission = { IpProtocol: "tcp", FromPort: 9796, ToPort: 9796, UserIdGroupPairs: [pair, stale] };
    const answer = {
      SecurityGroups: SecurityGroups.map((group) =>
        group.GroupName === "production-etcd"
          ? { ...group, IpPermissions: [...(group.IpPermissions as readonly object[]), permission] }
          : group,
      ),
    };
    const { entries, inexpressible } = keeping(auditOf(plan, ec2Network(parseEc2Answer(answer))));
    expect([entries.map(({ peer }) => peer), inexpressible]).toEqual([
      [{ securityGroupIds: ["210987654321/sg-0fedcba9876543210"] }],
      [],
    ]);
  });

  test("keeps outbound traffic to every IPv6 address, although all IPv4 addresses are open", () => {
    const open = planOf({ ...clusterInput, egress: "all" } as DeploymentInput);
    const toIpv6 = ruleOf({ direction: "egress", ipProtocol: "-1", peer: cidr("::/0") });
    const { fromPort: _, toPort: __, ...rule } = toIpv6;
    const existing = found(
      deployed(open).map((group) =>
        group.name === "production-etcd" ? { ...group, rules: [...group.rules, rule] } : group,
      ),
    );
    expect(keepingRules(auditOf(open, existing))).toEqual([
      {
        id: "kept-etcd-peer-all",
        from: ["etcd"],
        to: ["peer"],
        protocol: "all",
        purpose: "As it was before",
        peer: { cidrs: ["::/0"] },
      },
    ]);
  });

  test("writes one entry for all peers of the same ports", () => {
    const peers = ["192.0.2.0/24", "198.51.100.0/24", "2001:db8::/32"].map((value) => ({ peer: cidr(value) }));
    expect(keepingRules(auditOf(planOf(input), withRules(peers)))).toEqual([
      {
        id: "kept-peer-etcd-tcp-8443",
        from: ["peer"],
        to: ["etcd"],
        protocol: "tcp",
        ports: { from: 8443, to: 8443 },
        purpose: "As it was before",
        peer: { cidrs: ["192.0.2.0/24", "198.51.100.0/24", "2001:db8::/32"] },
      },
    ]);
  });

  test("names no client that happens to have the same addresses", () => {
    const [kept] = keepingRules(auditOf(planOf(input), withRules([{ peer: cidr("203.0.113.0/24") }])));
    expect(kept?.from).toEqual(["peer"]);
  });

  describe("a rule in one of two groups that the nodes of a role attach", () => {
    const layout = {
      ...input,
      groups: {
        servers: { parties: ["etcd", "controlplane"] },
        agents: { parties: ["worker"] },
        more: { parties: ["worker"] },
      },
    } as DeploymentInput;
    const withRuleIn = (names: readonly string[]) =>
      found(
        deployed(planOf(layout)).map((group, index) =>
          names.includes(group.name)
            ? {
                ...group,
                rules: [...group.rules, ruleOf({ id: `sgr-0000000000000000${index}`, peer: cidr("192.0.2.0/24") })],
              }
            : group,
        ),
      );
    const keptIn = (...names: readonly string[]) => {
      const { entries, inexpressible } = keeping(auditOf(planOf(layout), withRuleIn(names)));
      return [entries.map(({ id }) => id), inexpressible.map(({ group }) => group.found?.name)];
    };

    test("is kept if an entry for the role creates it in this group, and reported if the entry creates it elsewhere", () => {
      expect(keptIn("production-agents")).toEqual([["kept-peer-worker-tcp-8443"], []]);
      expect(keptIn("production-more")).toEqual([[], ["production-more"]]);
      expect(keptIn("production-agents", "production-more")).toEqual([
        ["kept-peer-worker-tcp-8443"],
        ["production-more"],
      ]);
    });

    test("is reported if no entry creates it", () => {
      const plan = planOf(layout);
      const existing = withRuleIn(["production-more"]);
      const imports = importsOf({ plan, vpcId }, existing);
      const keptAs = keeping(auditOf(plan, existing));
      expect(keepingText({ plan, region: "us-east-1", imports, keeping: keptAs })).toBe(
        "no entry of rules.add writes only these in production-more; remove them, or change the layout of groups: sgr-00000000000000001\n",
      );
    });

    test("gets one entry for all roles if the roles share the group", () => {
      expect(keptIn("production-servers")).toEqual([["kept-peer-etcd-controlplane-tcp-8443"], []]);
    });
  });

  test("is kept by its entries although the deployment merges rules", () => {
    const joined = planOf({ ...input, optimize: true } as DeploymentInput);
    const ports = [8443, 8444].map((port) => ({ fromPort: port, toPort: port, peer: cidr("192.0.2.0/24") }));
    expect(keepingRules(auditOf(joined, withRules(ports))).map(({ id }) => id)).toEqual([
      "kept-peer-etcd-tcp-8443",
      "kept-peer-etcd-tcp-8444",
    ]);
  });
});
