/** Edits to the output folder of a synth that change what Terraform would open. `verify` reports each of them. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Run, rancherSg } from "../cli/command";
import type { Json } from "./synthesized-fixture";

const folder = mkdtempSync(join(tmpdir(), "rancher-sg-test-"));
const config = join(folder, "rancher-sg.yaml");
const untouched = join(folder, "untouched");
const ingress = "aws_vpc_security_group_ingress_rule";

beforeAll(() => {
  writeFileSync(
    config,
    `defaults: { region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718 }
deployments:
  - { name: nodes, type: rancher-nodes, edition: 2.x, sources: { rancher-nodes-ssh-tcp: { cidrs: [203.0.113.0/24] } } }
`,
  );
  expect(rancherSg(["synth", "--config", config, "--output", untouched])).toMatchObject({ exitCode: 0 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Verifies a copy of the folder after an edit. */
function verified(edit: (copy: string) => void): Run {
  const copy = mkdtempSync(join(folder, "copy-"));
  cpSync(untouched, copy, { recursive: true });
  edit(copy);
  return rancherSg(["verify", copy, "--config", config]);
}

const stackFile = (copy: string) => join(copy, "stacks/nodes/cdk.tf.json");
const inText = (change: (text: string) => string) => (copy: string) =>
  writeFileSync(stackFile(copy), change(readFileSync(stackFile(copy), "utf8")));
const inJson = (change: (stack: Json, group: string) => void) =>
  inText((text) => {
    const stack = JSON.parse(text);
    change(stack, Object.keys(stack.resource.aws_security_group)[0] as string);
    return JSON.stringify(stack);
  });
const withFile = (name: string, text: string) => (copy: string) =>
  writeFileSync(join(copy, "stacks/nodes", name), text);
const inManifest = (change: (manifest: Json) => void) => (copy: string) => {
  const file = join(copy, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  change(manifest);
  writeFileSync(file, JSON.stringify(manifest));
};

const open = { ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0", security_group_id: "sg-0123456789abcdef0" };
const ofGroup = (change: (group: Json) => void) =>
  inJson((stack, key) => change(stack.resource.aws_security_group[key]));

test("proves the unchanged folder", () => {
  expect(verified(() => {}).exitCode).toBe(0);
});

test("lists what the config omits separately from the proof", () => {
  const omitting = join(folder, "omitting.yaml");
  const rules = "{ omit: [rancher-nodes-ssh-tcp, rancher-nodes-docker-tls-tcp] }";
  const place = "region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718";
  const deployment = `{ name: nodes, type: rancher-nodes, edition: 2.x, ${place}, rules: ${rules} }`;
  writeFileSync(omitting, `deployments:\n  - ${deployment}\n`);
  const output = join(folder, "omitting");
  expect(rancherSg(["synth", "--config", omitting, "--output", output])).toMatchObject({ exitCode: 0 });
  expect(rancherSg(["verify", output, "--config", omitting])).toEqual({
    exitCode: 0,
    stdout: `Proven: 11 rules of 1 group in 1 deployment open what the tables require, and nothing else, except 2 port rules that the config omits:
    nodes: rancher-nodes-docker-tls-tcp
    nodes: rancher-nodes-ssh-tcp
`,
    stderr: "",
  });
});

test.each<[string, (copy: string) => void, exitCode: number, said: string]>([
  [
    "a duplicate key",
    inText((text) => text.replace("{", `{"resource": {"${ingress}": {"evil": ${JSON.stringify(open)}}},`)),
    2,
    "resource: is there more than once in its map; Terraform reads all of them; run the synth again",
  ],
  [
    "a duplicate key, spelled with an escape",
    inText((text) => text.replace('"ip_protocol"', '"ip_protoco\\u006c": "-1", "ip_protocol"')),
    2,
    "ip_protocol: is there more than once in its map; Terraform reads all of them; run the synth again",
  ],
  [
    "a map of modules",
    inJson((stack) => {
      stack.module = { evil: { source: "./evil" } };
    }),
    1,
    "module.evil",
  ],
  [
    "a list of modules",
    inJson((stack) => {
      stack.module = [{ evil: { source: "./evil" } }];
    }),
    1,
    "module.evil",
  ],
  [
    "a group that is its own peer by an expression",
    ofGroup((group) => {
      group.ingress = [{ protocol: "tcp", from_port: 22, to_port: 22, self: "${true}" }];
    }),
    2,
    "self: ",
  ],
  [
    "no inbound rules in the group itself",
    ofGroup((group) => {
      group.ingress = [];
    }),
    1,
    "with ingress: [], Terraform removes all such rules of the group",
  ],
  [
    "a provisioner of a group",
    ofGroup((group) => {
      group.provisioner = [{ "local-exec": { command: "aws ec2 authorize-security-group-ingress ..." } }];
    }),
    1,
    "its provisioner runs a program, which can change rules",
  ],
  [
    "the tag of Rancher's node driver",
    ofGroup((group) => {
      group.tags["rancher-nodes"] = "x";
    }),
    1,
    "it has the tag rancher-nodes: Rancher's node driver adds rules to groups with it",
  ],
  [
    "the same tag on everything",
    inJson((stack) => {
      stack.provider.aws[0].default_tags = [{ tags: { "rancher-nodes": "x" } }];
    }),
    1,
    "its default_tags have the tag rancher-nodes: Rancher's node driver adds rules to groups with it",
  ],
  [
    "a group in another region, by the alias of a provider",
    inJson((stack, key) => {
      stack.provider.aws.push({ alias: "west", region: "us-west-2" });
      stack.resource.aws_security_group[key].provider = "aws.west";
    }),
    1,
    "an AWS provider has the region us-west-2, not us-east-1",
  ],
  [
    "another region",
    inJson((stack) => {
      stack.provider.aws[0].region = "eu-west-1";
    }),
    1,
    "an AWS provider has the region eu-west-1, not us-east-1",
  ],
  ...[
    "aws_ec2_managed_prefix_list_entry",
    "aws_cloudformation_stack",
    "terraform_data",
    "aws_network_interface_sg_attachment",
  ].map((type): [string, (copy: string) => void, number, string] => [
    `a resource of the type ${type}`,
    inJson((stack) => {
      stack.resource[type] = { evil: {} };
    }),
    1,
    `nodes has a block that is neither a group nor a rule\n    the synth of this package writes no such block, and it may open ports or run programs\n    at ${type}.evil`,
  ]),
  [
    "a program that runs at each plan",
    inJson((stack) => {
      stack.data = { external: { evil: { program: ["sh"] } } };
    }),
    1,
    "at data.external.evil",
  ],
  [
    "an unknown section",
    inJson((stack) => {
      stack.ephemeral = {};
    }),
    1,
    "at ephemeral",
  ],
  [
    "another provider",
    inJson((stack) => {
      stack.provider.local = [{}];
    }),
    1,
    "at provider.local",
  ],
  [
    "a manifest that runs Terraform in another folder",
    inManifest(({ stacks }) => {
      stacks.nodes.workingDirectory = "stacks/evil";
    }),
    2,
    'stacks.nodes.workingDirectory: is not the folder of stacks/nodes/cdk.tf.json, so Terraform runs files that were not read, got "stacks/evil"; run the synth again',
  ],
  ...[
    "evil.tf",
    "evil.tf.json",
    "override.tf.json",
    "x_override.tf",
    "evil.tofu",
    "evil.tofu.json",
    "terraform.tfvars",
    "a.auto.tfvars.json",
  ].map((name): [string, (copy: string) => void, number, string] => [
    `the file ${name}`,
    withFile(name, ""),
    2,
    `${name}: is read by Terraform together with what was synthesised, and not by us`,
  ]),
])("reports %s", (_, edit, exitCode, message) => {
  const { stdout, stderr, ...run } = verified(edit);
  expect(run.exitCode).toBe(exitCode);
  expect(`${stdout}${stderr}`).toContain(message);
});
