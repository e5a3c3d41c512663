import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { TerraformOutput, Token } from "cdktf";
import { RancherNodesSecurityGroup, type RancherNodesSecurityGroupProps } from "../../src";
import { nodesLines } from "../oracle/tables";
import { counts, expressionOf, peersOf, synthesize } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const standard = (props: Partial<RancherNodesSecurityGroupProps> = {}) =>
  synthesize((stack) => {
    new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId, ...props });
  });

test("has one group, 12 ingress rules and 1 egress rule", () => {
  expect(counts(standard())).toEqual([1, 12, 1]);
});

test("is named rancher-nodes, in the VPC, with a constant description and no inline rules", () => {
  const [group] = Object.values(standard().resources("aws_security_group"));
  expect(group).toEqual({
    "//": expect.anything(),
    name: "rancher-nodes",
    description: "Rancher: cluster nodes",
    vpc_id: vpcId,
    tags: { Name: "rancher-nodes" },
    lifecycle: { ignore_changes: ["description"] },
  });
});

test("has exactly the rules of the table, with the group's own id for its own members", () => {
  const synthesized = standard();
  const [name = ""] = Object.keys(synthesized.resources("aws_security_group"));
  const own = `\${aws_security_group.${name}.id}`;
  const asLine = (rule: Readonly<Record<string, unknown>>) => [
    rule.ip_protocol,
    rule.from_port,
    rule.to_port,
    rule.cidr_ipv4 ?? rule.referenced_security_group_id,
  ];
  const linesOf = (direction: "ingress" | "egress") =>
    nodesLines
      .filter((line) => line.direction === direction)
      .map(({ protocol, fromPort, toPort, peer }) => [protocol, fromPort, toPort, peer === "self" ? own : "0.0.0.0/0"]);
  for (const direction of ["ingress", "egress"] as const) {
    const rules = Object.values(synthesized.resources(`aws_vpc_security_group_${direction}_rule`)).map(asLine);
    expect([...rules].sort()).toEqual([...linesOf(direction)].sort());
  }
  expect(synthesized.rules().map((rule) => rule.security_group_id)).toEqual(Array.from({ length: 13 }, () => own));
});

test("has exactly one peer on each rule", () => {
  expect(
    standard()
      .rules()
      .map((rule) => peersOf(rule).length),
  ).toEqual(Array.from({ length: 13 }, () => 1));
});

test("has no ports on the rule for every protocol", () => {
  const [egress] = Object.values(standard().resources("aws_vpc_security_group_egress_rule"));
  expect(egress).toMatchObject({ ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" });
  expect(Object.keys(egress ?? {}).filter((key) => key.endsWith("_port"))).toEqual([]);
});

test("returns its resource, its id and its rules by port rule id", () => {
  synthesize((stack) => {
    const nodes = new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId });
    expect(nodes.resource).toBeInstanceOf(SecurityGroup);
    expect(expressionOf(nodes.id, stack)).toBe(expressionOf(nodes.resource.id, stack));
    expect([...nodes.rules.keys()].sort()).toEqual(
      nodes.plan.groups.flatMap(({ rules }) => rules.flatMap((rule) => rule.portRules)).sort(),
    );
    const [etcd] = nodes.rules.get("rancher-nodes-etcd-tcp") ?? [];
    expect([etcd?.fromPortInput, etcd?.toPortInput]).toEqual([2379, 2380]);
  });
});

test("accepts a token as the VPC's id", () => {
  const synthesized = synthesize((stack) => {
    const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
    new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId: vpc.id });
  });
  expect(Object.values(synthesized.resources("aws_security_group"))[0]?.vpc_id).toBe("${aws_vpc.vpc.id}");
});

test("accepts another name and tags; a Name among them overrides the default", () => {
  const synthesized = standard({ name: "lab-nodes", tags: { team: "platform" } });
  const [group] = Object.values(synthesized.resources("aws_security_group"));
  expect(group).toMatchObject({ name: "lab-nodes", tags: { Name: "lab-nodes", team: "platform" } });
  expect(synthesized.rules().filter(({ tags }) => (tags as { team?: string }).team !== "platform")).toEqual([]);
  const [named] = Object.values(standard({ tags: { Name: "mine" } }).resources("aws_security_group"));
  expect(named).toMatchObject({ name: "rancher-nodes", tags: { Name: "mine" } });
});

test("lists in the tag of each rule the port rules that require it", () => {
  const ssh = standard()
    .rules()
    .find((rule) => rule.from_port === 22);
  expect(ssh?.tags).toEqual({ Name: "rancher-nodes-ssh-tcp" });
});

test("narrows the source of one port rule and leaves the others as documented", () => {
  const ids = { cidrs: ["203.0.113.0/24", "2001:db8::/32"], prefixListIds: ["pl-0123456789abcdef0"] };
  const synthesized = standard({ sources: { "rancher-nodes-ssh-tcp": ids } });
  expect(counts(synthesized)).toEqual([1, 14, 1]);
  const ssh = synthesized.rules().filter((rule) => rule.from_port === 22);
  expect(ssh.flatMap((rule) => peersOf(rule).map((peer) => rule[peer])).sort()).toEqual([
    "2001:db8::/32",
    "203.0.113.0/24",
    "pl-0123456789abcdef0",
  ]);
  const world = Object.values(synthesized.resources("aws_vpc_security_group_ingress_rule"));
  expect(world.filter((rule) => rule.cidr_ipv4 === "0.0.0.0/0")).toHaveLength(6);
});

test("omits a port rule whose source is none", () => {
  const synthesized = standard({ sources: { "rancher-nodes-docker-tls-tcp": "none" } });
  expect(counts(synthesized)).toEqual([1, 11, 1]);
  expect(synthesized.rules().filter((rule) => rule.from_port === 2376)).toEqual([]);
});

test("reads the id of its group once", () => {
  const read = jest.spyOn(SecurityGroup.prototype, "id", "get");
  try {
    synthesize((stack) => {
      const nodes = new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId });
      new TerraformOutput(stack, "id", { value: nodes.id });
      expect(read).toHaveBeenCalledTimes(1);
    });
  } finally {
    read.mockRestore();
  }
});

test("accepts tokens without validating them", () => {
  const synthesized = synthesize((stack) => {
    const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
    new RancherNodesSecurityGroup(stack, "nodes", {
      edition: "2.x",
      vpcId: vpc.id,
      name: `${vpc.id}-nodes`,
      tags: { vpc: vpc.id, [`${Token.asString({ resolve: () => "key" })}`]: "value" },
      sources: { "rancher-nodes-ssh-tcp": { cidrs: [vpc.cidrBlock], securityGroupIds: [vpc.defaultSecurityGroupId] } },
    });
  });
  const ssh = synthesized.rules().filter((rule) => rule.from_port === 22);
  expect(ssh.flatMap((rule) => peersOf(rule).map((peer) => [peer, rule[peer]])).sort()).toEqual([
    ["cidr_ipv4", "${aws_vpc.vpc.cidr_block}"],
    ["referenced_security_group_id", "${aws_vpc.vpc.default_security_group_id}"],
  ]);
  expect(Object.values(synthesized.resources("aws_security_group"))[0]).toMatchObject({
    name: "${aws_vpc.vpc.id}-nodes",
    tags: { vpc: "${aws_vpc.vpc.id}", key: "value" },
  });
});
