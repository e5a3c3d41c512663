/** Network ACLs that drop required flows, by the addresses that both ends have. */
import { type Audit, audit } from "../../src/audit/audit";
import { parseDeployment } from "../../src/model/parse-deployment";
import { parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deployed, describeSecurityGroups, groupIdOf, vpcId } from "./emulated-answers";

const list = "pl-0123456789abcdef0";
const subnet = "subnet-0123456789abcdef0";
const plan = planDeployment(
  parseDeployment({
    type: "rancher-nodes",
    edition: "2025-09",
    name: "nodes",
    sources: { "rancher-nodes-ssh-tcp": { prefixListIds: [list] } },
  }),
);

/** Flows dropped by an ACL with these rules for inbound traffic, and no limits for outbound traffic. */
function dropped(entries: readonly object[], ipv6: readonly string[] = []): readonly string[] {
  const anyAddress = (Egress: boolean) => [
    { RuleNumber: 100, Egress, Protocol: "-1", CidrBlock: "0.0.0.0/0", RuleAction: "allow" },
    ...(ipv6.length > 0
      ? [{ RuleNumber: 101, Egress, Protocol: "-1", Ipv6CidrBlock: "::/0", RuleAction: "allow" }]
      : []),
  ];
  const answer = {
    ...describeSecurityGroups(deployed(plan)),
    PrefixLists: [{ PrefixListId: list, Cidrs: ["198.51.100.0/24"] }],
    Subnets: [{ SubnetId: subnet, VpcId: vpcId, CidrBlock: "10.0.0.0/24" }],
    NetworkInterfaces: [
      {
        NetworkInterfaceId: "eni-00000000000000001",
        VpcId: vpcId,
        SubnetId: subnet,
        Groups: [{ GroupId: groupIdOf(plan, "nodes") }],
        PrivateIpAddress: "10.0.0.5",
        Ipv6Addresses: ipv6.map((Ipv6Address) => ({ Ipv6Address })),
      },
    ],
    NetworkAcls: [
      {
        NetworkAclId: "acl-0123456789abcdef0",
        VpcId: vpcId,
        IsDefault: false,
        Associations: [{ SubnetId: subnet }],
        Entries: [...entries, ...anyAddress(false), ...anyAddress(true)],
      },
    ],
  };
  const [one] = audit([{ plan, vpcId }], [{ plan, vpcId }], ec2Network(parseEc2Answer(answer)));
  return (one as Audit).blocked.map(({ portRule, direction, flows }) => `${portRule} ${direction} ${flows}`);
}

const denied = (port: number, cidr: object) => ({
  RuleNumber: 10,
  Egress: false,
  Protocol: "6",
  PortRange: { From: port, To: port },
  RuleAction: "deny",
  ...cidr,
});

test("reports nothing for an ACL without IPv6 if the node has no IPv6 address", () => {
  expect(dropped([])).toEqual([]);
});

test("reports dropped traffic if an ACL denies IPv6 to a node with an IPv6 address", () => {
  expect(dropped([denied(443, { Ipv6CidrBlock: "2001:db8::/32" })], ["2001:db8:1::5"])).toEqual([
    "rancher-nodes-https-tcp ingress tcp 443 from 2001:db8::/32",
  ]);
});

test("reports dropped traffic if an ACL denies a member of a prefix list", () => {
  expect(dropped([denied(22, { CidrBlock: "198.51.100.128/25" })])).toEqual([
    "rancher-nodes-ssh-tcp ingress tcp 22 from 198.51.100.128/25",
  ]);
});

test("reports nothing for an ACL that limits outbound traffic, because open egress requires no particular flow", () => {
  expect(dropped([{ ...denied(8080, { CidrBlock: "203.0.113.0/24" }), Egress: true }])).toEqual([]);
  const answers = { ...denied(40_000, { CidrBlock: "203.0.113.0/24" }), Egress: true };
  expect(dropped([answers]).length).toBeGreaterThan(0);
});
