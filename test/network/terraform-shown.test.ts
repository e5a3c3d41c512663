/**
 * `terraform show -json` of plans and states. The plan in test/fixtures/terraform was written by Terraform 1.11 with version
 * 5.100 of the AWS provider, from the files next to it; the smaller JSONs here have its shape.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SecurityGroupsError } from "../../src/errors";
import { ruleIdentity } from "../../src/model/rule-identity";
import type { Ec2Network } from "../../src/network/ec2-network";
import { isPlan, isTerraformShown, parseTerraformShown } from "../../src/network/terraform-shown";

type Json = Readonly<Record<string, unknown>>;

const groupId = "sg-0123456789abcdef0";
const otherId = "sg-0123456789abcdef1";

const resource = (address: string, values: Json, more: Json = {}) => {
  const [type = "", name = ""] = address
    .replace(/^data\./, "")
    .replace(/\[.*$/, "")
    .split(".");
  return { address, mode: address.startsWith("data.") ? "data" : "managed", type, name, values, ...more };
};
const state = (...resources: readonly Json[]) => ({
  format_version: "1.0",
  values: { root_module: { resources } },
});
const group = (values: Json = {}) =>
  resource("aws_security_group.web", { id: groupId, name: "web", vpc_id: "vpc-0a1b2c3d4e5f60718", ...values });
const block = (more: Json = {}) => ({ from_port: 22, to_port: 22, protocol: "tcp", ...more });
const rule = (values: Json, name = "in") =>
  resource(`aws_vpc_security_group_ingress_rule.${name}`, {
    security_group_id: groupId,
    security_group_rule_id: "sgr-0123456789abcdef0",
    ip_protocol: "tcp",
    from_port: 22,
    to_port: 22,
    ...values,
  });

/** A plan: `unknown` and `expressions` by address. */
function plan(
  resources: readonly Json[],
  unknown: Readonly<Record<string, Json>>,
  expressions: Readonly<Record<string, Json>>,
  more: Json = {},
) {
  return {
    format_version: "1.2",
    planned_values: { root_module: { resources } },
    resource_changes: Object.entries(unknown).map(([address, after_unknown]) => ({
      address,
      change: { actions: ["create"], before: null, after_unknown },
    })),
    configuration: {
      root_module: {
        resources: Object.entries(expressions).map(([address, of]) => ({ address, expressions: of })),
      },
    },
    ...more,
  };
}

const linesOf = ({ groups }: Ec2Network) =>
  groups.flatMap(({ id, rules }) => rules.map((one) => `${id} ${ruleIdentity(one)} ${one.key}`));
function refusal(json: Json): readonly string[] | string {
  try {
    return linesOf(parseTerraformShown(json, "plan.json")).join();
  } catch (error) {
    if (error instanceof SecurityGroupsError) return error.message.split("\n");
    throw error;
  }
}

test("distinguishes plans and states from other JSON", () => {
  expect([isTerraformShown(state()), isPlan(state())]).toEqual([true, false]);
  expect([isTerraformShown(plan([], {}, {})), isPlan(plan([], {}, {}))]).toEqual([true, true]);
  for (const other of [{ format_version: "1.0" }, { values: {} }, { version: 4, resources: [] }, [], "x"]) {
    expect(isTerraformShown(other)).toBe(false);
  }
});

test("reads a plan of groups that do not exist yet, with modules, for_each, count, outputs and variables", () => {
  const json = JSON.parse(readFileSync(join(__dirname, "../fixtures/terraform/plan.json"), "utf8"));
  const network = parseTerraformShown(json, "plan.json");
  expect(network.groups.map(({ id, name, vpcId }) => [id, name, vpcId].join(" "))).toEqual([
    "aws_default_security_group.d default vpc-0a1b2c3d4e5f60718",
    "aws_security_group.counted[0] aws_security_group.counted[0] vpc-0a1b2c3d4e5f60718",
    "aws_security_group.counted[1] aws_security_group.counted[1] vpc-0a1b2c3d4e5f60718",
    "aws_security_group.lb lb vpc-0a1b2c3d4e5f60718",
    'aws_security_group.node["agent"] node-agent vpc-0a1b2c3d4e5f60718',
    'aws_security_group.node["server"] node-server vpc-0a1b2c3d4e5f60718',
    'module.peer["a"].aws_security_group.this peer vpc-0a1b2c3d4e5f60718',
    'module.peer["b"].aws_security_group.this peer vpc-0a1b2c3d4e5f60718',
  ]);
  const ofPeer = (key: string) => [
    `module.peer["${key}"].aws_security_group.this ingress tcp 9 9 securityGroup aws_security_group.lb module.peer["${key}"].aws_security_group_rule.in`,
    ...["agent", "server"].map(
      (node, index) =>
        `module.peer["${key}"].aws_security_group.this ingress tcp 11 11 securityGroup aws_security_group.node["${node}"] module.peer["${key}"].aws_security_group_rule.nodes[${index}]`,
    ),
  ];
  const ofNode = (key: string) => [
    `aws_security_group.node["${key}"] ingress -1 securityGroup aws_security_group.node["${key}"] aws_vpc_security_group_ingress_rule.each["${key}"]`,
    `aws_security_group.node["${key}"] ingress tcp 22 22 cidrIpv4 10.0.0.0/8 aws_security_group.node["${key}"].ingress[0]`,
    `aws_security_group.node["${key}"] ingress tcp 443 443 securityGroup aws_security_group.lb aws_security_group.node["${key}"].ingress[1]`,
  ];
  expect(linesOf(network)).toEqual([
    "aws_default_security_group.d ingress -1 securityGroup aws_default_security_group.d aws_default_security_group.d.ingress[0]",
    "aws_security_group.counted[0] ingress tcp 1 2 securityGroup aws_security_group.counted[0] aws_security_group_rule.counted[0]",
    "aws_security_group.counted[1] ingress tcp 1 2 securityGroup aws_security_group.counted[0] aws_security_group_rule.counted[1]",
    "aws_security_group.lb egress -1 cidrIpv4 0.0.0.0/0 aws_vpc_security_group_egress_rule.anywhere",
    'aws_security_group.lb egress tcp 9 9 securityGroup module.peer["a"].aws_security_group.this aws_vpc_security_group_egress_rule.to_module["a"]',
    'aws_security_group.lb egress tcp 9 9 securityGroup module.peer["b"].aws_security_group.this aws_vpc_security_group_egress_rule.to_module["b"]',
    'aws_security_group.lb egress tcp 10 10 securityGroup module.peer["a"].aws_security_group.this aws_vpc_security_group_egress_rule.to_module_a',
    "aws_security_group.lb ingress tcp 443 443 prefixList aws_ec2_managed_prefix_list.office aws_vpc_security_group_ingress_rule.office",
    ...ofNode("agent"),
    ...ofNode("server"),
    ...ofPeer("a"),
    ...ofPeer("b"),
  ]);
  expect([...(network.prefixLists ?? [])]).toEqual([["aws_ec2_managed_prefix_list.office", ["192.0.2.0/24"]]]);
});

describe("a state", () => {
  test("merges a rule that is a resource and is also listed in its group, with the id of the rule", () => {
    const json = state(group({ ingress: [block({ cidr_blocks: ["10.0.0.0/8"] })] }), rule({ cidr_ipv4: "10.0.0.0/8" }));
    expect(refusal(json)).toBe(`${groupId} ingress tcp 22 22 cidrIpv4 10.0.0.0/8 sgr-0123456789abcdef0`);
  });

  test("has names, VPC, description and tags of groups, in child modules too", () => {
    const inside = { ...group({ description: "d", tags_all: { a: "b" } }), address: "module.m.aws_security_group.web" };
    const json = {
      format_version: "1.0",
      values: { root_module: { child_modules: [{ address: "module.m", resources: [inside] }] } },
    };
    expect(parseTerraformShown(json, "s").groups).toEqual([
      {
        id: groupId,
        peer: { type: "securityGroup", value: groupId },
        name: "web",
        vpcId: "vpc-0a1b2c3d4e5f60718",
        description: "d",
        tags: { a: "b" },
        deployment: "",
        rules: [],
      },
    ]);
  });

  test("has a rule for each peer of a block, including the group itself", () => {
    const peers = { ipv6_cidr_blocks: ["::/0"], prefix_list_ids: ["pl-63a5400a"], security_groups: [otherId] };
    expect(refusal(state(group({ egress: [block({ ...peers, self: true, protocol: "-1" })] })))).toBe(
      ["cidrIpv6 ::/0", "prefixList pl-63a5400a", `securityGroup ${otherId}`, `securityGroup ${groupId}`]
        .map((peer) => `${groupId} egress -1 ${peer} aws_security_group.web.egress[0]`)
        .join(),
    );
  });

  test("omits the account in front of a group of the same account", () => {
    const valueFor = (owner_id: string) =>
      parseTerraformShown(
        state(group({ owner_id }), rule({ referenced_security_group_id: `123456789012/${otherId}` })),
        "s",
      ).groups[0]?.rules[0]?.peer.value;
    expect([valueFor("123456789012"), valueFor("210987654321")]).toEqual([otherId, `123456789012/${otherId}`]);
  });

  test("has only some rules of a group that is not in the state", () => {
    const json = state(rule({ cidr_ipv4: "10.0.0.0/8" }));
    expect(parseTerraformShown(json, "state.json").groups).toMatchObject([
      { id: groupId, name: groupId, unread: `state.json has only the rules that Terraform adds to ${groupId}` },
    ]);
    const data = resource("data.aws_security_group.web", { id: groupId, name: "web", vpc_id: "vpc-1" });
    expect(parseTerraformShown(state(rule({ cidr_ipv4: "10.0.0.0/8" }), data), "s").groups).toMatchObject([
      { id: groupId, name: "web", vpcId: "vpc-1" },
    ]);
  });

  test("has inline entries of prefix lists and those of separate resources", () => {
    const list = resource("aws_ec2_managed_prefix_list.a", { id: "pl-1", entry: [{ cidr: "10.0.0.0/8" }] });
    const entry = (id: string) =>
      resource("aws_ec2_managed_prefix_list_entry.b", { prefix_list_id: id, cidr: "192.0.2.0/24" });
    const read = resource("data.aws_ec2_managed_prefix_list.c", { id: "pl-2", entries: [{ cidr: "198.51.100.0/24" }] });
    const known = parseTerraformShown(state(list, entry("pl-1"), entry("pl-3"), read), "s").prefixLists;
    expect([...(known ?? [])]).toEqual([
      ["pl-1", ["10.0.0.0/8", "192.0.2.0/24"]],
      ["pl-2", ["198.51.100.0/24"]],
    ]);
  });
});

describe("a plan that changes what exists", () => {
  const listed = group({ ingress: [block({ cidr_blocks: ["10.0.0.0/8", "192.0.2.0/24"] })] });

  test("removes a rule that the plan deletes or changes, although its group still lists it", () => {
    const before = { security_group_id: groupId, ip_protocol: "tcp", from_port: 22, to_port: 22 };
    const change = (actions: readonly string[]) => [
      {
        address: "aws_vpc_security_group_ingress_rule.in",
        type: "aws_vpc_security_group_ingress_rule",
        name: "in",
        change: { actions, before: { ...before, cidr_ipv4: "10.0.0.0/8" }, after_unknown: {} },
      },
    ];
    const outcome = (actions: readonly string[]) =>
      refusal(plan([listed], {}, {}, { resource_changes: change(actions) }));
    const stays = `${groupId} ingress tcp 22 22 cidrIpv4 192.0.2.0/24 aws_security_group.web.ingress[0]`;
    expect(outcome(["delete"])).toBe(stays);
    expect(outcome(["no-op"])).toBe(
      `${groupId} ingress tcp 22 22 cidrIpv4 10.0.0.0/8 aws_security_group.web.ingress[0],${stays}`,
    );
  });
});

describe("a plan is rejected, with the address, because of", () => {
  const created = resource("aws_security_group.web", { name: "web" });
  const single = (expressions: Json, values: Json = {}) =>
    plan(
      [
        created,
        resource("aws_vpc_security_group_ingress_rule.in", { ip_protocol: "-1", cidr_ipv4: "::/0", ...values }),
      ],
      { "aws_vpc_security_group_ingress_rule.in": { security_group_id: true } },
      { "aws_vpc_security_group_ingress_rule.in": { security_group_id: expressions } },
    );
  const advice =
    "what the rule opens cannot be told; apply the plan, and name what terraform show -json writes of the state";

  test("a local value, which is not in the JSON of a plan", () => {
    expect(refusal(single({ references: ["local.web"] }, { cidr_ipv4: "10.0.0.0/8" }))).toEqual([
      `plan.json aws_vpc_security_group_ingress_rule.in.security_group_id: is known only after the apply (local.web), so what the rule opens cannot be told; apply the plan, and name what terraform show -json writes of the state`,
    ]);
  });

  test("one of two possible groups", () => {
    const other = resource("aws_security_group.other", { name: "other" });
    const json = single(
      { references: ["aws_security_group.web.id", "aws_security_group.other.id"] },
      { cidr_ipv4: "10.0.0.0/8" },
    );
    const resources = [...json.planned_values.root_module.resources, other];
    expect(refusal({ ...json, planned_values: { root_module: { resources } } })).toEqual([
      `plan.json aws_vpc_security_group_ingress_rule.in.security_group_id: is known only after the apply (aws_security_group.web.id, aws_security_group.other.id), so ${advice}`,
    ]);
  });

  test("a CIDR that is known after apply", () => {
    const json = plan(
      [created, resource("aws_security_group_rule.in", { type: "ingress", protocol: "-1", from_port: 0, to_port: 0 })],
      { "aws_security_group_rule.in": { security_group_id: true, cidr_blocks: true } },
      {
        "aws_security_group_rule.in": {
          security_group_id: { references: ["aws_security_group.web.id", "aws_security_group.web"] },
          cidr_blocks: { references: ["aws_eip.nat.public_ip", { no: "text" }] },
        },
      },
    );
    expect(refusal(json)).toEqual([
      `plan.json aws_security_group_rule.in.cidr_blocks: is known only after the apply (aws_eip.nat.public_ip), so ${advice}`,
    ]);
  });

  test("the groups of a dynamic block", () => {
    const json = plan(
      [resource("aws_security_group.web", { name: "web", ingress: [block()] })],
      { "aws_security_group.web": { ingress: [{ security_groups: true }] } },
      { "aws_security_group.web": {} },
    );
    expect(refusal(json)).toEqual([
      `plan.json aws_security_group.web.ingress: is known only after the apply, so ${advice}`,
    ]);
  });

  test("an unknown resource type that may open ports", () => {
    expect(refusal(state(resource("aws_security_group_rules.all", {})))).toEqual([
      "plan.json aws_security_group_rules.all: is a kind of resource that may open ports and is not known here; name EC2's answers in place of the plan or the state",
    ]);
  });

  test("an error that ended the plan", () => {
    expect(refusal({ ...plan([], {}, {}), errored: true })).toEqual([
      "plan.json: is a plan that ended in an error, so resources are missing; run terraform plan again",
    ]);
  });

  test("ports and CIDRs that EC2 does not allow", () => {
    expect(refusal(state(group(), rule({ cidr_ipv4: "10.0.0.5/8", to_port: 20 })))).toEqual([
      expect.stringMatching(/^plan\.json aws_vpc_security_group_ingress_rule\.in\.from_port: .*"22 to 20"/),
      expect.stringMatching(/^plan\.json aws_vpc_security_group_ingress_rule\.in\.cidr_ipv4: has host bits set/),
    ]);
  });

  test("ports that are no whole numbers, and a port without the other", () => {
    const told = (more: Json) => refusal(state(group(), rule({ cidr_ipv4: "10.0.0.0/8", ...more })));
    const address = "plan.json aws_vpc_security_group_ingress_rule.in";
    expect(told({ to_port: "22" })).toEqual([`${address}.to_port: must be a port, got "22"`]);
    expect(told({ from_port: 22.5 })).toEqual([`${address}.from_port: must be a port, got 22.5`]);
    expect(told({ to_port: null })).toEqual([
      `${address}.from_port: is out of range, got "22 to nothing"; ports are 0 to 65535`,
    ]);
  });
});
