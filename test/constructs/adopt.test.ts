import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, Aspects, TerraformResource, TerraformStack } from "cdktf";
import { ClusterSecurityGroups, type ImportMap, RancherNodesSecurityGroup } from "../../src";
import { synthesize } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const adopt: ImportMap = {
  deployment: "nodes",
  vpcId,
  groups: {
    nodes: {
      securityGroupId: "sg-0123456789abcdef0",
      rules: {
        "ingress-tcp-22-0.0.0.0/0": "sgr-0000000000000000a",
        "ingress-tcp-2379-2380-nodes": "sgr-0000000000000000b",
      },
    },
  },
};

/** The stack as text for Terraform. */
function textOf(build: (stack: TerraformStack) => void, hclOutput = false): string {
  const outdir = mkdtempSync(join(tmpdir(), "adopt-"));
  // cdktf-cli requests HCL in this way. The App's own option would write JSON into an HCL file.
  process.env.SYNTH_HCL_OUTPUT = `${hclOutput}`;
  try {
    const app = new App({ outdir });
    const stack = new TerraformStack(app, "stack");
    new AwsProvider(stack, "aws", { region: "us-east-1" });
    build(stack);
    app.synth();
    return readFileSync(join(outdir, "stacks/stack", hclOutput ? "cdk.tf" : "cdk.tf.json"), "utf8");
  } finally {
    delete process.env.SYNTH_HCL_OUTPUT;
    rmSync(outdir, { recursive: true, force: true });
  }
}

const jsonOf = (build: (stack: TerraformStack) => void) => JSON.parse(textOf(build));
const nodes = (stack: TerraformStack) =>
  new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId, adopt });

test("writes an import block for the group and each rule of the map, and for nothing else", () => {
  const json = jsonOf(nodes);
  expect(json.import).toEqual([
    { id: "sg-0123456789abcdef0", to: expect.stringMatching(/^aws_security_group\.nodes_/) },
    {
      id: "sgr-0000000000000000a",
      to: expect.stringMatching(/^aws_vpc_security_group_ingress_rule\.nodes_ingress-tcp-22-/),
    },
    {
      id: "sgr-0000000000000000b",
      to: expect.stringMatching(/^aws_vpc_security_group_ingress_rule\.nodes_ingress-tcp-2379-/),
    },
  ]);
  for (const { to } of json.import) {
    const [type, name] = to.split(".");
    expect(json.resource[type]).toHaveProperty([name]);
  }
});

test("changes nothing else in the stack", () => {
  const { import: _blocks, ...json } = jsonOf(nodes);
  expect(json).toEqual(jsonOf((stack) => new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId })));
});

test("writes the same blocks as importFrom of each resource", () => {
  const theirs = jsonOf((stack) => {
    const { resource, rules } = new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId });
    resource.importFrom("sg-0123456789abcdef0");
    rules.get("rancher-nodes-ssh-tcp")?.[0]?.importFrom("sgr-0000000000000000a");
    rules.get("rancher-nodes-etcd-tcp")?.[0]?.importFrom("sgr-0000000000000000b");
  });
  expect(jsonOf(nodes).import).toEqual(theirs.import);
});

test("synthesises without Terraform installed", () => {
  const { PATH } = process.env;
  process.env.PATH = "";
  try {
    expect(jsonOf(nodes).import).toHaveLength(3);
  } finally {
    process.env.PATH = PATH;
  }
});

test("names the provider of a resource in its block, if it has one", () => {
  const json = jsonOf((stack) => {
    const west = new AwsProvider(stack, "west", { region: "us-west-2", alias: "west" });
    Aspects.of(nodes(stack)).add({
      visit: (node) => {
        if (TerraformResource.isTerraformResource(node)) (node as TerraformResource).provider = west;
      },
    });
  });
  expect(json.import.map(({ provider }: { provider: string }) => provider)).toEqual([
    "aws.west",
    "aws.west",
    "aws.west",
  ]);
});

test("writes the blocks in HCL too", () => {
  const text = textOf(nodes, true);
  expect(text.match(/^import \{$/gm)).toHaveLength(3);
  expect(text).toMatch(/id\s+= "sg-0123456789abcdef0"/);
  expect(text).toMatch(/to\s+= aws_security_group\.nodes_/);
});

test("imports only the rules of an existing group", () => {
  const securityGroupId = "sg-0000000000000000c";
  const rules = { "ingress-tcp-22-rancher": "sgr-0000000000000000a" };
  const json = jsonOf((stack) => {
    new ClusterSecurityGroups(stack, "lab", {
      vpcId,
      provisioning: "node-pools",
      rancherVersion: "2.x",
      parties: {
        rancher: { create: true },
        worker: { securityGroupId, manageRules: true },
        apiClients: "anywhere",
        workloadClients: "anywhere",
      },
      adopt: { deployment: "lab", vpcId, groups: { [securityGroupId]: { securityGroupId, rules } } },
    });
  });
  expect(json.import).toEqual([{ id: "sgr-0000000000000000a", to: expect.stringContaining("ingress-tcp-22-rancher") }]);
});

test("rejects a map that does not fit at synth, with the path of the construct", () => {
  const misfit = { ...adopt, groups: { etcd: { securityGroupId: "sg-0a1b2c3d", rules: {} } } };
  const build = () =>
    synthesize((stack) => {
      new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId, adopt: misfit });
    });
  expect(build).toThrow(
    "[stack/nodes/Imports] adopt.groups.etcd: is no group of the deployment; run rancher-sg audit --imports again, or remove the line adopt, which only one deploy needs",
  );
});
