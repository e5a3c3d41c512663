/** Complete messages of findings. */
import { type Audit, audit } from "../../src/audit/audit";
import { findingsOf } from "../../src/audit/findings";
import type { DeploymentInput } from "../../src/model/deployment";
import { parseDeployment } from "../../src/model/parse-deployment";
import { parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deployed, describeSecurityGroups, type ExistingRule, groupIdOf, vpcId } from "./emulated-answers";

const input = {
  type: "cluster",
  name: "shop",
  provisioning: "custom",
  distribution: "k3s",
  rancherVersion: "2.13",
  egress: "required",
  parties: { rancher: "none", apiClients: { cidrs: ["203.0.113.0/24"] }, workloadClients: "none" },
  groups: { all: { parties: ["etcd", "controlplane", "worker"] }, servers: { parties: ["etcd", "controlplane"] } },
  pools: { servers: ["etcd", "controlplane"], agents: ["worker"] },
  rules: {
    add: [
      { id: "ping", from: ["etcd"], to: ["worker"], protocol: "icmp", ports: "8/0", purpose: "Ping" },
      { id: "unreachable", from: ["etcd"], to: ["worker"], protocol: "icmp", ports: 3, purpose: "Unreachable" },
      { id: "esp", from: ["etcd"], to: ["worker"], protocol: "50", purpose: "ESP" },
    ],
  },
} as unknown as DeploymentInput;
const plan = planDeployment(parseDeployment(input));
const [all, servers] = [groupIdOf(plan, "all"), groupIdOf(plan, "servers")];

/** Messages about these groups and network interfaces, by the kind of finding. */
function messages(
  id: string,
  change: (rules: readonly ExistingRule[], group: string) => readonly ExistingRule[],
  NetworkInterfaces?: readonly object[],
): readonly string[] {
  const groups = deployed(plan).map((group) => ({ ...group, rules: change(group.rules, group.id) }));
  const answer = { ...describeSecurityGroups(groups), ...(NetworkInterfaces ? { NetworkInterfaces } : {}) };
  const [one] = audit([{ plan, vpcId }], [{ plan, vpcId }], ec2Network(parseEc2Answer(answer)));
  return findingsOf(one as Audit)
    .filter((finding) => finding.id === id)
    .map(({ message }) => message);
}
const unchanged = (rules: readonly ExistingRule[]) => rules;
const with1 = (rule: Partial<ExistingRule>) => (rules: readonly ExistingRule[], group: string) =>
  group === all
    ? [
        ...rules,
        {
          id: "",
          direction: "ingress" as const,
          ipProtocol: "tcp",
          peer: { type: "cidrIpv4" as const, value: "192.0.2.0/24" },
          ...rule,
        },
      ]
    : rules;

test("names a closed ICMP flow by type and code", () => {
  const withoutIcmp = (rules: readonly ExistingRule[]) =>
    rules.filter(({ ipProtocol, direction }) => !["icmp", "50"].includes(ipProtocol) || direction === "egress");
  expect(messages("closed-flow", withoutIcmp)).toEqual([
    `icmp type 8 code 0 from etcd to worker: no rule admits inbound icmp type 8 code 0 from ${all}`,
    `icmp type 3 from etcd to worker: no rule admits inbound icmp type 3 from ${all}`,
    `protocol 50 from etcd to worker: no rule admits inbound protocol 50 from ${all}`,
  ]);
});

test("names only inbound port rules as documented for inbound ports, and outbound ones for outbound ports", () => {
  const ldap = { fromPort: 389, toPort: 389 };
  expect(messages("unrequired-flow", with1(ldap))).toEqual(["shop-all: tcp 389 from 192.0.2.0/24; in no table"]);
  expect(messages("unrequired-flow", with1({ ...ldap, direction: "egress" }))).toEqual([
    "shop-all: tcp 389 to 192.0.2.0/24; documented for other peers as outbound-directory-ldap-tcp",
  ]);
});

test("reports a rule for all traffic on one line, however many ranges it opens", () => {
  expect(messages("unrequired-flow", with1({ ipProtocol: "-1" }))).toEqual(["shop-all: all traffic from 192.0.2.0/24"]);
  const toItself = { ipProtocol: "-1", peer: { type: "securityGroup", value: all } } as const;
  expect(messages("unrequired-flow", with1(toItself))).toEqual([
    "shop-all: all traffic beyond what is required from itself",
  ]);
});

describe("a node that attaches the groups of no pool", () => {
  const anInterface = (digit: number, instance: number, ...groups: readonly string[]) => ({
    NetworkInterfaceId: `eni-0000000000000000${digit}`,
    VpcId: vpcId,
    SubnetId: "subnet-0123456789abcdef0",
    Groups: groups.map((GroupId) => ({ GroupId })),
    PrivateIpAddress: `10.0.0.${digit}`,
    Attachment: { InstanceId: `i-0000000000000000${instance}` },
  });
  const half = (...interfaces: readonly object[]) => messages("half-attached-node", unchanged, interfaces);
  const without = `shop-servers (${servers}) and not shop-all (${all}): these are the groups of no pool`;

  test("is reported with the names and ids of the groups", () => {
    expect(half(anInterface(1, 1, all, servers), anInterface(2, 2, all), anInterface(3, 3, servers))).toEqual([
      `i-00000000000000003 attaches ${without}`,
    ]);
  });

  test("is judged by interface: two interfaces with half of the groups each are not enough", () => {
    expect(half(anInterface(1, 1, all), anInterface(2, 1, servers))).toEqual([
      `i-00000000000000001 (eni-00000000000000002) attaches ${without}`,
    ]);
  });

  test("does not depend on duplicate interfaces, or on interfaces without groups of the deployment", () => {
    const others = [anInterface(1, 1, all), anInterface(2, 1, "sg-0fedcba9876543210")];
    expect(half(...others)).toEqual([]);
    expect(half(anInterface(3, 1, servers), anInterface(4, 1, servers))).toEqual([
      `i-00000000000000001 attaches ${without}`,
    ]);
  });

  test("may have the groups of two named pools; without named pools it then has the roles of both", () => {
    const perRole = (pools: object | undefined) => {
      const two = planDeployment(
        parseDeployment({ ...input, groups: "per-role", rules: {}, pools } as DeploymentInput),
      );
      const roles = ["etcd", "controlplane", "worker"].map((role) => groupIdOf(two, role));
      const answer = { ...describeSecurityGroups(deployed(two)), NetworkInterfaces: [anInterface(1, 1, ...roles)] };
      const [one] = audit([{ plan: two, vpcId }], [{ plan: two, vpcId }], ec2Network(parseEc2Answer(answer)));
      return (one as Audit).nodes?.map((node) => [node.pools, node.lacks, node.surplus.map((id) => roles.indexOf(id))]);
    };
    expect(perRole({ servers: ["etcd", "controlplane"], agents: ["worker"] })).toEqual([[[], [], [2]]]);
    expect(perRole(undefined)).toEqual([[["etcd", "controlplane", "worker"], [], []]]);
  });
});
