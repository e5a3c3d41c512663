/** Texts in props that Terraform would evaluate, and the lifecycle of rules whose description EC2 does not change. */
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack, Token } from "cdktf";
import { ClusterSecurityGroups, Peer, Port, RancherNodesSecurityGroup, SecurityGroupRef } from "../../src";
import { linesOf } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const directive = "contains %{, which starts a template directive that Terraform would evaluate";
const fix = "remove %{; to compute a value, pass a token";

test("rejects a template directive in keys and values of props, also next to a token", () => {
  const lines = linesOf(
    (stack) =>
      new RancherNodesSecurityGroup(stack, "nodes", {
        edition: "2.x",
        vpcId: "${aws_vpc.main.id}%{ if true }%{ endif }",
        tags: { "%{ if true }rancher-nodes%{ endif }": "x", a: "100%{done}" },
        sources: { "rancher-nodes-ssh-tcp": { cidrs: ["${var.office}%{ if true }%{ endif }"] } },
      }),
  );
  expect(lines).toEqual([
    `network/nodes vpcId: ${directive}, got "\${aws_vpc.main.id}%{ if true }%{ endif }"; ${fix}`,
    `network/nodes tags.%{ if true }rancher-nodes%{ endif }: ${directive}, got "%{ if true }rancher-nodes%{ endif }"; ${fix}`,
    `network/nodes tags.a: ${directive}, got "100%{done}"; ${fix}`,
    `network/nodes sources.rancher-nodes-ssh-tcp.cidrs[0]: ${directive}, got "\${var.office}%{ if true }%{ endif }"; ${fix}`,
  ]);
});

test("rejects a template directive in a connection and in a lookup", () => {
  const connected = linesOf((stack) => {
    const nodes = new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId });
    nodes.allowFrom(
      Peer.prefixList("${data.aws_ec2_managed_prefix_list.s3.id}%{ if true }%{ endif }"),
      Port.tcp(1),
      "Own",
    );
  });
  expect(connected).toEqual([
    expect.stringMatching(/^network\/nodes\/nodes allowFrom\.peer\.prefixListIds\[0\]: contains %\{, /),
  ]);
  const looked = linesOf((stack) =>
    SecurityGroupRef.fromLookup(stack, "workers", { tags: { role: "%{ if true }w%{ endif }" } }),
  );
  expect(looked).toEqual([`network/workers tags.role: ${directive}, got "%{ if true }w%{ endif }"; ${fix}`]);
});

test("reports every directive together with the other mistakes", () => {
  const lines = linesOf(
    (stack) =>
      new RancherNodesSecurityGroup(stack, "nodes", {
        edition: "2.x",
        vpcId: "vpc-1",
        tags: { a: "%{ if true }x%{ endif }" },
      }),
  );
  expect(lines).toEqual([
    expect.stringMatching(/^network\/nodes tags\.a: contains %\{, /),
    expect.stringMatching(/^network\/nodes vpcId: is not the id of a VPC/),
  ]);
});

test("rejects a map that only Terraform knows", () => {
  const tags = Token.asStringMap({ resolve: () => ({}), creationStack: [], toString: () => "" });
  expect(linesOf((stack) => new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId, tags }))).toEqual([
    "network/nodes tags: is a map that only Terraform knows; write its entries one by one; a value can be a token",
  ]);
});

test("rejects tokens in an import map, which has ids as EC2 reports them", () => {
  const lines = linesOf(
    (stack) =>
      new RancherNodesSecurityGroup(stack, "nodes", {
        edition: "2.x",
        vpcId,
        adopt: {
          deployment: "nodes",
          vpcId,
          groups: {
            nodes: {
              securityGroupId: "${data.aws_security_group.x.id}",
              rules: { "ingress-tcp-22-0.0.0.0/0": "%{ if true }x%{ endif }" },
            },
          },
        },
      }),
  );
  expect(lines).toEqual([
    expect.stringContaining("adopt.groups.nodes.securityGroupId: is not the id of a security group"),
    expect.stringContaining(
      "adopt.groups.nodes.rules.ingress-tcp-22-0.0.0.0/0: is not the id of a security group rule",
    ),
  ]);
});

interface RuleBody {
  readonly description: string;
  readonly referenced_security_group_id?: string;
  readonly lifecycle?: { readonly ignore_changes?: readonly string[]; readonly create_before_destroy?: boolean };
}

function clusterRules(workloadClients: object, lifecycle: object = {}): readonly RuleBody[] {
  const stack = new TerraformStack(new App(), "network");
  const parties = { apiClients: "none", workloadClients, rancher: "none" } as const;
  new ClusterSecurityGroups(stack, "production", {
    vpcId,
    provisioning: "custom",
    rancherVersion: "2.x",
    parties,
    lifecycle,
  } as never);
  const { resource } = stack.toTerraform();
  return Object.values({
    ...resource.aws_vpc_security_group_ingress_rule,
    ...resource.aws_vpc_security_group_egress_rule,
  });
}

test.each([
  ["an id", "210987654321/sg-0a1b2c3d"],
  ["a token for the account", "${data.aws_caller_identity.shop.account_id}/sg-0a1b2c3d"],
])("lets Terraform never change the description of a rule that references a group of another account: %s", (_, id) => {
  // A slash inside an expression does not separate an account from an id.
  const own = '${data.aws_ssm_parameter.p["/prod/sg"].value}';
  const rules = clusterRules(
    { securityGroupIds: [id, own, "sg-0a1b2c3d"], cidrs: ["10.0.0.0/8"] },
    { namePrefix: true },
  );
  const ignoring = rules.filter((rule) => rule.lifecycle?.ignore_changes);
  expect(ignoring.length).toBeGreaterThan(0);
  expect(ignoring).toEqual(rules.filter((rule) => rule.referenced_security_group_id === id));
  for (const { lifecycle } of ignoring) {
    expect(lifecycle).toEqual({ create_before_destroy: true, ignore_changes: ["description"] });
  }
});

test.each([
  ["the account that it allows", { allowedAccountIds: ["123456789012"] }],
  ["a role", { assumeRole: [{ roleArn: "arn:aws:iam::123456789012:role/deployer" }] }],
  [
    "the last of several roles",
    { assumeRole: ["210987654321", "123456789012"].map((id) => ({ roleArn: `arn:aws:iam::${id}:role/deployer` })) },
  ],
])("rejects a group id with the account of the stack's provider, known by %s", (_, config) => {
  const lines = (account: string) => {
    const app = new App();
    const stack = new TerraformStack(app, "network");
    new AwsProvider(stack, "aws", { region: "us-east-1", ...config });
    const workloadClients = { securityGroupIds: [`${account}/sg-0a1b2c3d`] };
    const parties = { apiClients: "none", workloadClients, rancher: "none" } as const;
    const cluster = new ClusterSecurityGroups(stack, "production", {
      vpcId,
      provisioning: "custom",
      rancherVersion: "2.x",
      parties,
    });
    return cluster.node.validate();
  };
  expect(lines("123456789012")).toEqual([
    'parties.workloadClients.securityGroupIds[0]: names the account that the deployment is deployed to, so every plan would show a change, got "123456789012/sg-0a1b2c3d"; write sg-0a1b2c3d',
  ]);
  expect(lines("210987654321")).toEqual([]);
});

test("requires egress: required for managed rules in a group of another construct with restricted egress", () => {
  const stack = new TerraformStack(new App(), "network");
  const parties = { rancher: { create: true }, apiClients: "none", workloadClients: "none" } as const;
  const production = new ClusterSecurityGroups(stack, "production", {
    vpcId,
    provisioning: "custom",
    rancherVersion: "2.x",
    parties,
    rules: { omit: ["egress-nodes-all"] },
  });
  const shop = (egress: object) =>
    new ClusterSecurityGroups(stack, `shop${Object.keys(egress).length}`, {
      vpcId,
      provisioning: "node-pools",
      rancherVersion: "2.x",
      deployments: { production },
      parties: { ...parties, rancher: { deployment: "production", manageRules: true, ...egress } },
    });
  expect(() => shop({})).toThrow(
    "network/shop0 parties.rancher.deployment: is a group of production that lets out only the traffic of its port rules, and no outbound rules would be added to it; add egress: required, which adds the outbound rules of this deployment to that group",
  );
  expect(shop({ egress: "required" }).findGroup("rancher").rules.has("rke-node-ssh-tcp")).toBe(true);
});

test("opens the outbound side of a connection in a group whose rule for all egress is omitted", () => {
  const stack = new TerraformStack(new App(), "network");
  const nodes = (id: string, omit: boolean) =>
    new RancherNodesSecurityGroup(stack, id, {
      edition: "2.x",
      vpcId,
      name: id,
      ...(omit ? { rules: { omit: ["rancher-nodes-egress-all"] } } : {}),
    });
  const [closed, open, target] = [nodes("closed", true), nodes("open", false), nodes("target", false)];
  const sides = (source: RancherNodesSecurityGroup) =>
    target
      .allowFrom(source.findGroup("nodes"), Port.tcp(5432), "Database")
      .rules.map(({ terraformResourceType }) => terraformResourceType);
  expect(sides(open)).toEqual(["aws_vpc_security_group_ingress_rule"]);
  expect(sides(closed)).toEqual(
    ["aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"].reverse(),
  );
});
