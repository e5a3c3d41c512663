import { DataAwsSecurityGroups } from "@cdktf/provider-aws/lib/data-aws-security-groups";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { Ec2ManagedPrefixList } from "@cdktf/provider-aws/lib/ec2-managed-prefix-list";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn, Lazy, TerraformHclModule, type TerraformStack, TerraformVariable, Token } from "cdktf";
import { type Binding, ClusterSecurityGroups } from "../../src";
import { verifySynthesized } from "../../src/entries/questions";
import { expectReachability } from "../../src/entries/testing";
import {
  type Attributes,
  counts,
  inApp,
  linesOf,
  pathOf,
  peersOf,
  type Synthesized,
  stackOf,
  synthesize,
  synthesizeApp,
} from "./synthesized";

type Clients = Exclude<Binding, string>;

/** Adds a cluster whose API clients, who may use 443 and 80 of Rancher's group, have this binding. */
const add = (stack: TerraformStack, apiClients: Clients, vpcId = "vpc-0a1b2c3d") =>
  new ClusterSecurityGroups(stack, "production", {
    vpcId,
    provisioning: "custom",
    rancherVersion: "2.x",
    parties: { rancher: { create: true }, apiClients, workloadClients: "none" },
  });

/** The rules on 443 of Rancher's group for the clients. Also checks the numbers of other rules. */
function clientRules(bind: (stack: TerraformStack) => Clients): readonly Attributes[] {
  const synthesized = synthesize((stack) => add(stack, bind(stack)));
  const rules = clientRulesOf(synthesized);
  const [, ingress, egress] = counts(synthesized);
  const [, least] = counts(synthesize((stack) => add(stack, { cidrs: ["203.0.113.0/24"] })));
  // One CIDR makes a rule on 80 and one on 443. The binding in its place makes the same number of rules on both ports.
  expect([ingress - 2 * rules.length, egress]).toEqual([least - 2, 4]);
  return rules;
}

function clientRulesOf(synthesized: Synthesized): readonly Attributes[] {
  return synthesized
    .rules()
    .filter((rule) => /rancher\/ingress-tcp-443-(?!(etcd|worker|controlplane)$)/.test(pathOf(rule)));
}

/** The end of the construct's path, the attribute that names the peer, and its value. */
const summaryOf = (rule: Attributes) => [
  pathOf(rule).replace("stack/production/rancher/ingress-tcp-443-", ""),
  peersOf(rule).join(),
  ...peersOf(rule).map((attribute) => rule[attribute]),
];

const vpcOf = (stack: TerraformStack) =>
  new Vpc(stack, "main", { cidrBlock: "10.0.0.0/16", assignGeneratedIpv6CidrBlock: true });
const moduleOf = (stack: TerraformStack) => new TerraformHclModule(stack, "net", { source: "example/vpc/aws" });

test.each<[string, (stack: TerraformStack) => Clients, string, string]>([
  ["an attribute", (stack) => ({ cidrs: [vpcOf(stack).cidrBlock] }), "cidr_ipv4", "aws_vpc.main.cidr_block"],
  [
    "a function",
    (stack) => ({ cidrs: [Fn.cidrsubnet(vpcOf(stack).cidrBlock, 8, 1)] }),
    "cidr_ipv4",
    "cidrsubnet(aws_vpc.main.cidr_block, 8, 1)",
  ],
  [
    "a data source",
    (stack) => ({ cidrs: [new DataAwsVpc(stack, "shared", { default: true }).cidrBlock] }),
    "cidr_ipv4",
    "data.aws_vpc.shared.cidr_block",
  ],
  [
    "an output of a module",
    (stack) => ({ cidrs: [moduleOf(stack).getString("cidr")] }),
    "cidr_ipv4",
    "module.net.cidr",
  ],
  [
    "a variable",
    (stack) => ({ cidrs: [new TerraformVariable(stack, "office", {}).stringValue] }),
    "cidr_ipv4",
    "var.office",
  ],
  [
    "a prefix list",
    (stack) => ({
      prefixListIds: [
        new Ec2ManagedPrefixList(stack, "offices", { name: "offices", addressFamily: "IPv4", maxEntries: 2 }).id,
      ],
    }),
    "prefix_list_id",
    "aws_ec2_managed_prefix_list.offices.id",
  ],
  [
    "a group",
    (stack) => ({ securityGroupIds: [new SecurityGroup(stack, "clients", {}).id] }),
    "referenced_security_group_id",
    "aws_security_group.clients.id",
  ],
])("accepts %s as a peer, and names the rule after its expression", (_, bind, attribute, expression) => {
  expect(clientRules(bind).map(summaryOf)).toEqual([[expression, attribute, `\${${expression}}`]]);
});

test("accepts a text around a token as a peer", () => {
  const rules = clientRules((stack) => ({ cidrs: [`${new TerraformVariable(stack, "host", {}).stringValue}/32`] }));
  expect(rules.map(summaryOf)).toEqual([["var.host--32", "cidr_ipv4", "${var.host}/32"]]);
});

test("creates one rule for a token that is read twice, and for a text that resolves to the same value", () => {
  const rules = clientRules((stack) => {
    const vpc = vpcOf(stack);
    const office = Lazy.stringValue({ produce: () => "203.0.113.0/24" });
    return { cidrs: [vpc.cidrBlock, vpc.cidrBlock, office, "203.0.113.0/24"] };
  });
  expect(rules.map((rule) => summaryOf(rule)[0])).toEqual(["203.0.113.0--24", "aws_vpc.main.cidr_block"]);
});

test("accepts the VPC's id from any origin", () => {
  const ids = (vpcId: (stack: TerraformStack) => string) =>
    Object.values(
      synthesize((stack) => add(stack, { cidrs: ["203.0.113.0/24"] }, vpcId(stack))).resources("aws_security_group"),
    ).map((group) => group.vpc_id);
  expect(ids((stack) => moduleOf(stack).getString("vpc_id"))).toEqual(Array(4).fill("${module.net.vpc_id}"));
  expect(ids((stack) => new TerraformVariable(stack, "vpc", {}).stringValue)).toEqual(Array(4).fill("${var.vpc}"));
});

test.each<[string, (stack: TerraformStack) => Clients]>([
  ["an attribute", (stack) => ({ cidrs: [vpcOf(stack).ipv6CidrBlock] })],
  ["a function of one", (stack) => ({ cidrs: [Fn.cidrsubnet(vpcOf(stack).ipv6CidrBlock, 8, 1)] })],
  ["an output", (stack) => ({ cidrs: [moduleOf(stack).getString("vpc_ipv6_cidr_block")] })],
  ["an element of an output", (stack) => ({ cidrs: [Fn.element(moduleOf(stack).getList("ipv6_cidr_blocks"), 0)] })],
  ["a variable under ipv6Cidrs", (stack) => ({ ipv6Cidrs: [new TerraformVariable(stack, "office", {}).stringValue] })],
])("treats as an IPv6 CIDR, by its name or its key: %s", (_, bind) => {
  expect(clientRules(bind).map(peersOf)).toEqual([["cidr_ipv6"]]);
});

test("treats as IPv4 an attribute of something that is named after IPv6", () => {
  const rules = clientRules((stack) => ({ cidrs: [new Vpc(stack, "ipv6_cidr_lab", {}).cidrBlock] }));
  expect(rules.map(peersOf)).toEqual([["cidr_ipv4"]]);
});

test.each<[keyof Clients, string, (stack: TerraformStack) => string[], string]>([
  [
    "cidrs",
    "cidr_ipv4",
    (stack) => Fn.cidrsubnets(vpcOf(stack).cidrBlock, [8, 8]),
    "cidrsubnets(aws_vpc.main.cidr_block, 8, 8)",
  ],
  ["cidrs", "cidr_ipv6", (stack) => moduleOf(stack).getList("ipv6_cidr_blocks"), "module.net.ipv6_cidr_blocks"],
  ["ipv6Cidrs", "cidr_ipv6", (stack) => new TerraformVariable(stack, "offices", {}).listValue, "var.offices"],
  ["prefixListIds", "prefix_list_id", (stack) => new TerraformVariable(stack, "lists", {}).listValue, "var.lists"],
  [
    "securityGroupIds",
    "referenced_security_group_id",
    (stack) => new DataAwsSecurityGroups(stack, "clients", { tags: { role: "client" } }).ids,
    "data.aws_security_groups.clients.ids",
  ],
])("creates one rule for each element of a list of unknown length: %s as %s", (key, attribute, list, expression) => {
  const rules = clientRules((stack) => ({ [key]: list(stack) }));
  expect(rules.map(summaryOf)).toEqual([[`toset(${expression})`, attribute, "${each.value}"]]);
  expect(rules.map((rule) => rule.for_each)).toEqual([`\${toset(${expression})}`]);
});

test("accepts elements and lists of unknown length side by side", () => {
  const rules = clientRules((stack) => ({
    cidrs: [...new TerraformVariable(stack, "offices", {}).listValue, "203.0.113.0/24"],
    prefixListIds: new TerraformVariable(stack, "lists", {}).listValue,
  }));
  expect(rules.map((rule) => rule.for_each)).toEqual([undefined, "${toset(var.lists)}", "${toset(var.offices)}"]);
});

test("keeps construct ids, whatever number a token has", () => {
  const paths = (unrelated: number) =>
    clientRules((stack) => {
      const vpc = vpcOf(stack);
      for (let count = 0; count < unrelated; count++) vpc.arn;
      return { cidrs: [Fn.cidrsubnet(vpc.cidrBlock, 4, 2), ...Fn.cidrsubnets(vpc.cidrBlock, [8, 8])] };
    }).map(pathOf);
  expect(paths(7)).toEqual(paths(0));
  expect(paths(0).filter((path) => /TOKEN|TfToken/.test(path))).toEqual([]);
});

test("distinguishes resources of one name in two stacks, inside functions too", () => {
  const [synthesized] = synthesizeApp(
    (app) => {
      const [other, stack] = [stackOf(app, "other"), stackOf(app, "stack")];
      const [theirs, ours] = [vpcOf(other), vpcOf(stack)];
      const cidrs = [theirs, ours].flatMap(({ cidrBlock }) => [cidrBlock, Fn.cidrsubnet(cidrBlock, 8, 1)]);
      add(stack, { cidrs });
    },
    "stack",
    "other",
  );
  const remote =
    "data.terraform_remote_state.cross-stack-reference-input-other.outputs.cross-stack-output-aws_vpcmaincidr_block";
  expect(clientRulesOf(synthesized as Synthesized).map(summaryOf)).toEqual([
    ["aws_vpc.main.cidr_block", "cidr_ipv4", "${aws_vpc.main.cidr_block}"],
    ["cidrsubnet(aws_vpc.main.cidr_block, 8, 1)", "cidr_ipv4", "${cidrsubnet(aws_vpc.main.cidr_block, 8, 1)}"],
    ["cidrsubnet(other.aws_vpc.main.cidr_block, 8, 1)", "cidr_ipv4", `\${cidrsubnet(${remote}, 8, 1)}`],
    ["other.aws_vpc.main.cidr_block", "cidr_ipv4", `\${${remote}}`],
  ]);
});

test("rejects a list whose elements are known only when their resources are created", () => {
  const lines = linesOf((stack) => {
    const [one, other] = ["one", "other"].map((id) => new SecurityGroup(stack, id, {}));
    add(stack, {
      cidrs: ["203.0.113.0/24"],
      securityGroupIds: Token.asList(Fn.concat([[`${one?.id}`], [`${other?.id}`]])),
    });
  });
  expect(lines).toEqual([
    "network/production parties.apiClients.securityGroupIds[0]: is a list with aws_security_group.one.id in it, which Terraform knows after it has made the resource, and it makes rules of lists that it knows before; pass the elements one by one",
  ]);
});

test("ignores a list of unknown length in checks, and verify finds it both in the JSON and in the plan", () => {
  let cluster: ClusterSecurityGroups | undefined;
  const verification = inApp(
    (app) => {
      const stack = stackOf(app, "production");
      cluster = add(stack, { cidrs: Fn.cidrsubnets(vpcOf(stack).cidrBlock, [8, 8]) });
    },
    (outdir) => verifySynthesized(outdir, [(cluster as ClusterSecurityGroups).plan]),
  );
  expect(verification).toMatchObject({ violations: [], groups: 4 });
  const { plan } = cluster as ClusterSecurityGroups;
  expectReachability(plan).from("10.0.0.0/24").to("rancher").tcp(443).toBeDenied();
  expectReachability(plan).from("apiClients").to("rancher").tcp(443).toBeAllowed();
});
