/** The files for the previous owner of groups, from EC2's answers and the state or plan of that owner. */
import { execFileSync } from "node:child_process";
import { handoverOf } from "../../src/audit/handover";
import { importsOf } from "../../src/audit/imports";
import type { DeploymentInput } from "../../src/model/deployment";
import { parseDeployment } from "../../src/model/parse-deployment";
import { mergeEc2Answers, parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
import { terraformOwner } from "../../src/network/terraform-owner";
import { planDeployment } from "../../src/projection/plan-deployment";
import { handoverFiles, handoverJson, handoverWarnings } from "../../src/report/handover";
import {
  deployed,
  describeSecurityGroupRules,
  describeSecurityGroups,
  type ExistingGroup,
  type ExistingRule,
  vpcId,
} from "../audit/emulated-answers";

type Json = Readonly<Record<string, unknown>>;

const boundId = "sg-0123456789abcdef0";
const input: DeploymentInput = { type: "rancher-nodes", edition: "2.x", name: "nodes" };
const plan = planDeployment(parseDeployment(input));
const boundPlan = planDeployment(
  parseDeployment({
    type: "cluster",
    rancherVersion: "2.x",
    name: "production",
    provisioning: "node-pools",
    parties: {
      rancher: { create: true },
      apiClients: { cidrs: ["203.0.113.0/24"] },
      workloadClients: "anywhere",
      worker: { securityGroupId: boundId, manageRules: true },
    },
  }),
);
/** The group of the workers, which stays with its owner. */
const bound = deployed(boundPlan).find(({ id }) => id === boundId) as ExistingGroup;
const ofBound = bound.rules.find(
  ({ direction, peer }) => direction === "ingress" && peer.type === "cidrIpv4",
) as ExistingRule;
const [group] = deployed(plan) as [ExistingGroup];
const [first, second] = group.rules as [ExistingRule, ExistingRule];
const byHand: ExistingRule = {
  id: "sgr-0123456789abcdef0",
  direction: "ingress",
  ipProtocol: "tcp",
  fromPort: 8443,
  toPort: 8443,
  peer: { type: "cidrIpv4", value: "203.0.113.9/32" },
};

/** The handover of these groups. `terraform` is a list of resources of the owner's state, or a whole JSON. */
function handover({ groups = [group], of = plan, terraform }: Given = {}) {
  const answers = [describeSecurityGroups(groups), describeSecurityGroupRules(groups)].map((one) =>
    parseEc2Answer(one),
  );
  const imports = importsOf({ plan: of, vpcId }, ec2Network(mergeEc2Answers(answers)));
  const json = Array.isArray(terraform) ? stateOf(terraform) : terraform;
  return handoverOf(imports, "us-east-1", json && terraformOwner(json as Json, "state.json"));
}

interface Given {
  readonly groups?: readonly ExistingGroup[];
  readonly of?: typeof plan;
  readonly terraform?: Json | readonly Json[];
}

const stateOf = (resources: readonly Json[], child_modules: readonly Json[] = []) => ({
  format_version: "1.0",
  values: { root_module: { resources, child_modules } },
});

function resource(address: string, values: Json): Json {
  const [, type, name, key] = /(aws_[a-z_]+)\.([^.[]+)(?:\[(.*)\])?$/s.exec(address) ?? [];
  return { address, mode: "managed", type, name, ...(key ? { index: JSON.parse(key) } : {}), values };
}

const ownGroup = (address: string, values: Json = {}, of: ExistingGroup = group) =>
  resource(address, { id: of.id, name: of.name, vpc_id: vpcId, owner_id: "123456789012", ...values });

function ownRule(address: string, rule: ExistingRule, groupId = group.id): Json {
  const peer = { securityGroup: "referenced_security_group_id", cidrIpv4: "cidr_ipv4" }[rule.peer.type as "cidrIpv4"];
  return resource(address, {
    security_group_id: groupId,
    security_group_rule_id: rule.id,
    ip_protocol: rule.ipProtocol,
    from_port: rule.fromPort,
    to_port: rule.toPort,
    [peer]: rule.peer.value,
  });
}

const ingress = "aws_vpc_security_group_ingress_rule";
const block = (port: number) => ({ protocol: "tcp", from_port: port, to_port: port, cidr_blocks: ["10.0.0.0/8"] });

test("removes a group and its rules from the state by one block for each resource, and by one command", () => {
  const files = handoverFiles(
    handover({
      terraform: [
        ownGroup("aws_security_group.nodes"),
        ownRule(`${ingress}.documented["a"]`, first),
        ownRule(`${ingress}.documented["b"]`, second),
      ],
    }),
  );
  expect(files["removed.tf"]).toBe(`# Written by rancher-sg audit --handover. Needs Terraform 1.7 or later.

removed {
  from = aws_security_group.nodes

  lifecycle {
    destroy = false
  }
}

removed {
  from = aws_vpc_security_group_ingress_rule.documented

  lifecycle {
    destroy = false
  }
}
`);
  expect(files["state-rm.sh"]).toBe(`#!/bin/sh
# Written by rancher-sg audit --handover. Run it in the folder of the root module; with -dry-run it only lists.
terraform state rm "$@" \\
  'aws_security_group.nodes' \\
  'aws_vpc_security_group_ingress_rule.documented["a"]' \\
  'aws_vpc_security_group_ingress_rule.documented["b"]'
`);
  expect(Object.keys(files)).toEqual(["HANDOVER.md", "removed.tf", "state-rm.sh"]);
  expect(files["HANDOVER.md"]).toContain(`the group and 13 rules | Terraform, which has 2 of these rules |\n`);
});

test("writes no block for a resource if an instance of it stays", () => {
  const files = handoverFiles(
    handover({
      groups: [{ ...group, rules: [...group.rules, byHand] }],
      terraform: [
        ownGroup("aws_security_group.nodes"),
        ownRule(`${ingress}.some[0]`, first),
        ownRule(`${ingress}.some[1]`, byHand),
      ],
    }),
  );
  expect(files["removed.tf"]?.match(/^.*(from =|# Not).*$/gm)).toEqual([
    "# Not here, since other instances of the resource stay: aws_vpc_security_group_ingress_rule.some[0]",
    "  from = aws_security_group.nodes",
  ]);
  expect(files["state-rm.sh"]?.match(/^ {2}'.*'/gm)).toEqual([
    "  'aws_security_group.nodes'",
    "  'aws_vpc_security_group_ingress_rule.some[0]'",
  ]);
  expect(files["HANDOVER.md"]).toContain("### Rules that stay in your state\n");
  expect(files["HANDOVER.md"]).toContain(
    "- `aws_vpc_security_group_ingress_rule.some[1]`: `tcp 8443 from 203.0.113.9/32`\n",
  );
});

test("writes no block with module keys, and none if another instance of the module has the resource", () => {
  const other = { ...group, id: boundId, name: "other" };
  const child = (key: string, of: ExistingGroup) => ({
    address: `module.sg["${key}"]`,
    resources: [ownGroup(`module.sg["${key}"].aws_security_group.this[0]`, {}, of)],
  });
  const blocks = (children: readonly Json[]) => {
    const { terraform } = handover({ terraform: stateOf([], children) });
    return terraform?.moved.map(({ resource: { address, block: name }, isWhole }) => [address, name, isWhole]);
  };
  const address = 'module.sg["a"].aws_security_group.this[0]';
  const name = "module.sg.aws_security_group.this";
  expect(blocks([child("a", group)])).toEqual([[address, name, true]]);
  expect(blocks([child("a", group), child("b", other)])).toEqual([[address, name, false]]);
});

test("removes only the rules from the state if a group is only bound", () => {
  const files = handoverFiles(
    handover({
      groups: [bound],
      of: boundPlan,
      terraform: [ownGroup("aws_security_group.shared", {}, bound), ownRule(`${ingress}.one`, ofBound, boundId)],
    }),
  );
  expect(files["removed.tf"]?.match(/from = .*/g)).toEqual(["from = aws_vpc_security_group_ingress_rule.one"]);
  expect(files["HANDOVER.md"]).toMatch(/\| `sg-0123456789abcdef0` \| \d+ rules, not the group +\|/);
});

test("removes an older rule resource with several peers from the state, and lists its other rules", () => {
  const { terraform } = handover({
    groups: [{ ...group, rules: [first, { ...first, id: byHand.id, peer: byHand.peer }] }],
    terraform: [
      resource("aws_security_group_rule.old", {
        type: "ingress",
        security_group_id: group.id,
        protocol: first.ipProtocol,
        from_port: first.fromPort,
        to_port: first.toPort,
        cidr_blocks: [first.peer.value, byHand.peer.value],
      }),
    ],
  });
  expect(
    terraform?.moved.map(({ resource: { address }, left }) => [address, left.map(({ peer }) => peer.value)]),
  ).toEqual([["aws_security_group_rule.old", ["203.0.113.9/32"]]]);
});

describe("rules in the blocks of a group", () => {
  const state = [
    ownGroup("aws_security_group.nodes", { ingress: [block(22), block(80)] }),
    ownRule(`${ingress}.a`, first),
  ];

  test("are possible in a state, if they are not separate resources", () => {
    const { terraform, ...rest } = handover({ terraform: state });
    expect(handoverWarnings({ ...rest, ...(terraform ? { terraform } : {}) })).toBe(
      `warning: aws_security_group.nodes of the previous owner may have inline rules (blocks ingress): its state has 2 rules without a separate resource; if so, its next apply removes all other inbound rules of rancher-nodes (${group.id})\n`,
    );
  });

  test("are recognised in a plan, even if the values are those of separate resources", () => {
    const planOf = (expressions: Json) => ({
      format_version: "1.2",
      planned_values: { root_module: { resources: state } },
      configuration: { root_module: { resources: [{ address: "aws_security_group.nodes", expressions }] } },
    });
    expect(handoverWarnings(handover({ terraform: planOf({}) }))).toBe("");
    expect(handoverWarnings(handover({ terraform: planOf({ ingress: {}, egress: {} }) }))).toBe(
      `warning: aws_security_group.nodes of the previous owner has inline rules (blocks ingress and egress); its next apply removes all other rules of rancher-nodes (${group.id})\n`,
    );
  });

  test("are explained on the page if the group stays with its owner", () => {
    const shared = ownGroup("aws_security_group.shared", { egress: [block(443)] }, bound);
    const page = handoverFiles(handover({ groups: [bound], of: boundPlan, terraform: [shared] }))["HANDOVER.md"];
    expect(page).toContain("## Warning: your next apply removes rules\n");
    expect(page).toContain(
      "or add\n  `lifecycle { ignore_changes = [egress] }` to the resource. Neither closes a port.\n",
    );
  });

  test("removes a resource that lists all rules of a group from the state, even if the group stays", () => {
    const exclusive = resource("aws_vpc_security_group_rules_exclusive.x", { security_group_id: boundId });
    const found = handover({ groups: [bound], of: boundPlan, terraform: [exclusive] });
    expect(handoverFiles(found)["removed.tf"]).toContain("from = aws_vpc_security_group_rules_exclusive.x\n");
    expect(handoverWarnings(found)).toBe(
      `warning: aws_vpc_security_group_rules_exclusive.x of the previous owner lists all rules that the group may have; its next apply removes all other rules of ${bound.name} (sg-0123456789abcdef0)\n`,
    );
  });
});

test("keeps resources that leave the template of a CloudFormation stack", () => {
  const tags = { "aws:cloudformation:stack-name": "net", "aws:cloudformation:logical-id": "Nodes" };
  const files = handoverFiles(handover({ groups: [{ ...group, tags }] }));
  expect(files["cloudformation.yaml"]).toBe(`# Written by rancher-sg audit --handover
---
# Stack net: add these lines to the resources of its template.
Resources:
  Nodes:
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
`);
  expect(files["HANDOVER.md"]).toContain(
    "aws cloudformation list-stack-resources --region us-east-1 --stack-name 'net'\n",
  );
  expect(files["HANDOVER.md"]).not.toContain("not known");
});

test("explains on the page how to find the owner if there is neither a state nor tags", () => {
  const files = handoverFiles(handover());
  expect(Object.keys(files)).toEqual(["HANDOVER.md"]);
  expect(files["HANDOVER.md"]).toContain(
    `aws cloudformation describe-stack-resources --region us-east-1 --physical-resource-id '${group.id}'\n`,
  );
});

describe("hostile texts", () => {
  const name = "x'; touch pwned; echo '`@team`|<script>\n# Heading";
  const key = "'; touch pwned; '${file(\"x\")}\n";
  const address = `${ingress}.${name}`;
  const keyed = `${ingress}.ok["${key}"]`;
  const tags = { "aws:cloudformation:stack-name": "a\n---\nevil: 1 '`", "aws:cloudformation:logical-id": "B: {}\nC" };
  const bad = { ...ownRule(address, first), type: ingress, name };
  const odd = { ...ownRule(`${ingress}.ok`, second), address: keyed, index: key };
  const files = handoverFiles(handover({ groups: [{ ...group, tags }], terraform: [bad, odd] }));

  test("are passed to the shell as one argument each", () => {
    const script = `terraform() { printf '<%s>\\n' "$@"; }\n${files["state-rm.sh"]}`;
    expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(
      `<state>\n<rm>\n<${address.replace("\n", "\ufffd")}>\n<${keyed.replace("\n", "\ufffd")}>\n`,
    );
  });

  test("are not parsed as blocks in HCL, and start no line", () => {
    expect(
      files["removed.tf"]?.split("\n").filter((line) => !/^(removed \{| {2}lifecycle \{|[ }]*|)$/.test(line)),
    ).toEqual([
      "# Written by rancher-sg audit --handover. Needs Terraform 1.7 or later.",
      `# Not here, since other instances of the resource stay: ${address.replace("\n", "\ufffd")}`,
      "  from = aws_vpc_security_group_ingress_rule.ok",
      "    destroy = false",
    ]);
  });

  test("are code in Markdown, and keys in YAML", () => {
    const outside = files["HANDOVER.md"]
      ?.replaceAll(/^```[\s\S]*?^```$/gm, "")
      .replaceAll(/`[^`]*`|<code>.*?<\/code>/g, "");
    expect(outside).not.toMatch(/@team|<script>|^# Heading|touch/m);
    const stacks = handoverFiles(handover({ groups: [{ ...group, tags }] }))["cloudformation.yaml"];
    expect(stacks?.match(/^(?! {4}).*$/gm)).toEqual([
      "# Written by rancher-sg audit --handover",
      "---",
      "# Stack a\ufffd---\ufffdevil: 1 '`: add these lines to the resources of its template.",
      "Resources:",
      '  "B: {}\ufffdC":',
      "",
    ]);
  });
});

test("writes the addresses and the names for blocks into the JSON", () => {
  expect(handoverJson(handover({ terraform: [ownGroup("aws_security_group.nodes")] }))).toEqual({
    groups: [
      {
        securityGroupId: group.id,
        movesGroup: true,
        rules: group.rules.map(({ id }) => id),
        owner: { kind: "terraform", rules: 0 },
      },
    ],
    terraform: {
      file: "state.json",
      moved: [{ address: "aws_security_group.nodes", removed: "aws_security_group.nodes" }],
      staying: [],
      removing: [],
    },
  });
});
