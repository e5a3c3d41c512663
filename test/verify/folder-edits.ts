/**
 * Edits to the output folder of a synth, each with what `verify` says and what Terraform does with it. The tests of `verify`
 * and those with a real plan share them.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Json } from "./synthesized-fixture";

/**
 * The difference that a plan of Terraform shows. `changes-plan`: other resources, values, outputs or checks. `changes-configuration`: the same
 * values, with another provider, provisioner or dependency. `refused`: no plan. `not planned`: the same plan, with the reason.
 * `not run`: the test does not try it, with the reason.
 */
export type TerraformOutcome =
  | "changes-plan"
  | "changes-configuration"
  | "refused"
  | `not planned: ${string}`
  | `not run: ${string}`;

export interface FolderEdit {
  readonly name: string;
  /** Changes the output folder. */
  readonly edit: (folder: string) => void;
  /** A part of what `verify` prints. */
  readonly noticed: string;
  readonly terraform: TerraformOutcome;
  /** Whether a short run of the test with a real plan has it. Default: false. */
  readonly isInSample?: boolean;
}

/** The stack whose JSON the edits change. */
export const editedStack = "nodes";

/** A config of that stack, for an emulator of EC2. */
export const editedConfig = (endpoint: string) => `deployments:
  - name: ${editedStack}
    type: rancher-nodes
    edition: 2.x
    region: us-east-1
    vpcId: vpc-0a1b2c3d4e5f60718
    endpoint: ${endpoint}
    tags: { team: platform }
    sources: { rancher-nodes-ssh-tcp: { cidrs: [203.0.113.0/24] } }
`;

const ingress = "aws_vpc_security_group_ingress_rule";
const egress = "aws_vpc_security_group_egress_rule";
const otherGroup = "sg-0123456789abcdef0";
const open = { ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0", security_group_id: otherGroup };
const openStack = { resource: { [ingress]: { evil: open } } };

const stackFolder = (folder: string) => join(folder, "stacks", editedStack);
const stackFile = (folder: string) => join(stackFolder(folder), "cdk.tf.json");

const inText = (change: (text: string) => string) => (folder: string) =>
  writeFileSync(stackFile(folder), change(readFileSync(stackFile(folder), "utf8")));
const inStack = (change: (stack: Json) => void) =>
  inText((text) => {
    const stack = JSON.parse(text);
    change(stack);
    return JSON.stringify(stack);
  });
const entryLike = (map: Json, pattern: RegExp): [string, Json] => {
  const found = Object.entries<Json>(map).find(([key]) => pattern.test(key));
  if (!found) throw new Error(`no key like ${pattern}`);
  return found;
};
const groupOf = ({ resource }: Json) => entryLike(resource.aws_security_group, /./);
const inGroup = (change: (group: Json) => void) => inStack((stack) => change(groupOf(stack)[1]));
const groupIs = (more: Json) => inGroup((group) => Object.assign(group, more));
/** The rule for SSH from one CIDR. */
const inSsh = (change: (rule: Json, stack: Json) => void) =>
  inStack((stack) => change(entryLike(stack.resource[ingress], /-tcp-22-/)[1], stack));
const sshIs = (more: Json) => inSsh((rule) => Object.assign(rule, more));
/** A rule between members of the group. */
const etcdIs = (more: Json) =>
  inStack((stack) => Object.assign(entryLike(stack.resource[ingress], /-tcp-2379-/)[1], more));
const withBlock = (section: string, type: string, name: string, body: Json) =>
  inStack((stack) => {
    stack[section] ??= {};
    stack[section][type] ??= {};
    stack[section][type][name] = body;
  });
const withResource = (type: string, body: Json) => withBlock("resource", type, "evil", body);
const providerIs = (more: Json) => inStack(({ provider }) => Object.assign(provider.aws[0], more));
const terraformIs = (more: Json) => inStack(({ terraform }) => Object.assign(terraform, more));
const beside = (name: string, content: string | object) => (folder: string) => {
  const file = join(stackFolder(folder), name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
};
const inManifest = (change: (manifest: Json) => void) => (folder: string) => {
  const file = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  change(manifest);
  writeFileSync(file, JSON.stringify(manifest));
};
const both =
  (...edits: readonly ((folder: string) => void)[]) =>
  (folder: string) => {
    for (const edit of edits) edit(folder);
  };

/** A rule inside a group has to have all keys. */
const inline = {
  protocol: "tcp",
  from_port: 22,
  to_port: 22,
  cidr_blocks: [],
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  security_groups: [],
  self: false,
  description: "",
};
const hcl = `resource "${ingress}" "evil" {
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
  security_group_id = "${otherGroup}"
}
`;
const noState = "not planned: there is no state yet";
const unseen = "not planned: the JSON of a plan does not show it";
const manifest = "not run: cdktf reads the manifest, and Terraform does not";
const noProvider = "refused";
const otherBlock = (address: string) =>
  `writes no such block, and it may open ports or run programs\n    at ${address}\n`;
const readToo = (name: string) =>
  `${name}: is read by Terraform together with what was synthesised, and not by us; remove it`;

type Row = readonly [
  name: string,
  terraform: TerraformOutcome,
  noticed: string,
  edit: (folder: string) => void,
  sample?: "in the sample",
];

const text: readonly Row[] = [
  [
    "a key that is there twice",
    "changes-plan",
    "resource: is there more than once in its map; Terraform reads all of them; run the synth again",
    inText((all) => all.replace("{", `{"resource": ${JSON.stringify(openStack.resource)},`)),
    "in the sample",
  ],
  [
    "a key that is there twice, spelled with an escape",
    "refused",
    "ip_protocol: is there more than once in its map; Terraform reads all of them; run the synth again",
    inText((all) => all.replace('"ip_protocol"', '"ip_protoco\\u006c": "-1", "ip_protocol"')),
  ],
  [
    "a section that is a list of maps",
    "changes-plan",
    "resource: ",
    inStack((stack) => {
      stack.resource = [stack.resource, openStack.resource];
    }),
  ],
];

const provider: readonly Row[] = [
  [
    "another region",
    "changes-configuration",
    'region is "eu-west-1", and the synth writes "us-east-1"',
    providerIs({ region: "eu-west-1" }),
    "in the sample",
  ],
  ["a profile", "refused", 'profile is "evil", and the synth writes nothing there', providerIs({ profile: "evil" })],
  [
    "a role to assume",
    "changes-configuration",
    "assume_role is ",
    providerIs({ assume_role: [{ role_arn: "arn:aws:iam::999999999999:role/evil" }] }),
  ],
  [
    "other credentials",
    "changes-configuration",
    "access_key is there, and the synth writes another value",
    providerIs({ access_key: "evil", secret_key: "evil" }),
  ],
  [
    "other files of credentials",
    "changes-configuration",
    "shared_config_files is ",
    providerIs({ shared_config_files: ["/dev/null"] }),
  ],
  [
    "another endpoint",
    "changes-configuration",
    "endpoints[0].ec2 is ",
    inStack(({ provider: { aws } }) => {
      aws[0].endpoints[0].ec2 = aws[0].endpoints[0].ec2.replace("127.0.0.1", "localhost");
    }),
  ],
  [
    "an account that is allowed",
    "refused",
    "allowed_account_ids is ",
    providerIs({ allowed_account_ids: ["999999999999"] }),
  ],
  [
    "accounts that are not forbidden",
    "changes-configuration",
    "forbidden_account_ids is ",
    providerIs({ forbidden_account_ids: ["999999999999"] }),
  ],
  [
    "checks of the account that are left out",
    "changes-configuration",
    "skip_requesting_account_id is ",
    providerIs({ skip_requesting_account_id: true, skip_credentials_validation: true }),
  ],
  ["a proxy that is not used", "changes-configuration", "no_proxy is ", providerIs({ no_proxy: "127.0.0.1" })],
  [
    "endpoints of the government",
    "changes-configuration",
    "use_fips_endpoint is ",
    providerIs({ use_fips_endpoint: true }),
  ],
  [
    "the tag of Rancher's node driver on everything",
    "changes-plan",
    "its default_tags have the tag rancher-nodes: Rancher's node driver adds rules to groups with it",
    providerIs({ default_tags: [{ tags: { "rancher-nodes": "x" } }] }),
  ],
  [
    "another tag on everything",
    "changes-plan",
    "default_tags is ",
    providerIs({ default_tags: [{ tags: { "kubernetes.io/cluster/x": "owned" } }] }),
  ],
  ["tags that are ignored", "changes-plan", "ignore_tags is ", providerIs({ ignore_tags: [{ keys: ["Name"] }] })],
  [
    "a provider without its account",
    "not run: Terraform would look for credentials of this machine",
    "is missing, and the synth writes",
    inStack((stack) => {
      delete stack.provider;
    }),
  ],
  [
    "a group in another region, by the alias of a provider",
    "changes-configuration",
    'provider is "aws.west", and the synth writes nothing there',
    inStack((stack) => {
      stack.provider.aws.push({ ...stack.provider.aws[0], alias: "west", region: "us-west-2" });
      groupOf(stack)[1].provider = "aws.west";
    }),
  ],
  [
    "a rule in another region, by the alias of a provider",
    "changes-configuration",
    otherBlock("provider.aws[1]"),
    inSsh((rule, { provider: { aws } }) => {
      aws.push({ ...aws[0], alias: "west", region: "us-west-2" });
      rule.provider = "aws.west";
    }),
  ],
  [
    "a provider of another kind",
    noProvider,
    otherBlock("provider.local[0]"),
    inStack((stack) => {
      stack.provider.local = [{}];
    }),
  ],
];

const terraformBlock: readonly Row[] = [
  [
    "a provider of another publisher",
    "not run: a registry would be asked for it",
    'required_providers.aws.source is "evil/aws"',
    inStack(({ terraform }) => {
      terraform.required_providers.aws.source = "evil/aws";
    }),
  ],
  [
    "one more provider",
    "not run: a registry would be asked for it",
    "required_providers.evil is ",
    inStack(({ terraform }) => {
      terraform.required_providers.evil = { source: "evil/evil" };
    }),
  ],
  [
    "a version of the provider that is an expression",
    "refused",
    "required_providers.aws.version is ",
    inStack(({ terraform }) => {
      terraform.required_providers.aws.version = "${1}";
    }),
  ],
  ["a version of Terraform", "refused", "required_version is ", terraformIs({ required_version: "< 1.0.0" })],
  [
    "another file of the state",
    noState,
    "backend.local.path is ",
    inStack(({ terraform }) => {
      terraform.backend.local.path = "evil.tfstate";
    }),
  ],
  [
    "another kind of state",
    "not run: the bucket does not exist",
    "backend.s3 is ",
    terraformIs({ backend: { s3: { bucket: "evil", key: "x", region: "us-east-1" } } }),
  ],
  [
    "a state of HCP Terraform",
    "not run: HCP Terraform would be asked for it",
    "cloud is ",
    terraformIs({ backend: undefined, cloud: { organization: "evil", workspaces: { name: "x" } } }),
  ],
];

const blocks: readonly Row[] = [
  [
    "a map of modules",
    "changes-plan",
    "module.evil",
    both(
      inStack((stack) => {
        stack.module = { evil: { source: "./evil" } };
      }),
      beside("evil/main.tf.json", openStack),
    ),
  ],
  [
    "a list of modules",
    "changes-plan",
    "module.evil",
    both(
      inStack((stack) => {
        stack.module = [{ evil: { source: "./evil" } }];
      }),
      beside("evil/main.tf.json", openStack),
    ),
    "in the sample",
  ],
  [
    "a CIDR in a local value",
    "changes-plan",
    otherBlock("locals.open"),
    inSsh((rule, stack) => {
      stack.locals = { open: "0.0.0.0/0" };
      rule.cidr_ipv4 = "${local.open}";
    }),
  ],
  [
    "a CIDR in the default of a variable",
    "changes-plan",
    otherBlock("variable.open"),
    inSsh((rule, stack) => {
      stack.variable = { open: { default: "0.0.0.0/0" } };
      rule.cidr_ipv4 = "${var.open}";
    }),
  ],
  [
    "a variable",
    "changes-configuration",
    otherBlock("variable.open"),
    inStack((stack) => {
      stack.variable = { open: { default: "0.0.0.0/0" } };
    }),
  ],
  [
    "a check",
    "changes-plan",
    otherBlock("check.evil"),
    inStack((stack) => {
      stack.check = { evil: { assert: [{ condition: "${length(var.x) > 0}", error_message: "No." }] } };
      stack.variable = { x: { default: "y" } };
    }),
  ],
  [
    "an ephemeral block",
    unseen,
    otherBlock("ephemeral.aws_secretsmanager_secret_version.evil"),
    inStack((stack) => {
      stack.ephemeral = {
        aws_secretsmanager_secret_version: { evil: { secret_id: `\${aws_security_group.${groupOf(stack)[0]}.id}` } },
      };
    }),
  ],
  [
    "a move",
    noState,
    otherBlock("moved[0]"),
    inStack((stack) => {
      stack.moved = [{ from: "aws_security_group.other", to: `aws_security_group.${groupOf(stack)[0]}` }];
    }),
  ],
  [
    "a removal",
    noState,
    otherBlock("removed[0]"),
    inStack((stack) => {
      stack.removed = [{ from: "aws_security_group.other", lifecycle: [{ destroy: false }] }];
    }),
  ],
  [
    "an import of another group",
    "refused",
    otherBlock("import[0]"),
    inStack((stack) => {
      stack.import = [{ id: otherGroup, to: `aws_security_group.${groupOf(stack)[0]}` }];
    }),
  ],
  [
    "an output with another group",
    "changes-plan",
    `value is "${otherGroup}", and the synth writes`,
    inStack(({ output }) => {
      output.nodes_security_group_id.value = otherGroup;
    }),
  ],
  [
    "one more output",
    "changes-plan",
    otherBlock("output.evil"),
    inStack(({ output }) => {
      output.evil = { value: "x" };
    }),
  ],
  [
    "an output that reads a file",
    "changes-plan",
    "value is ",
    inStack(({ output }) => {
      output.nodes_security_group_name.value = '${file("cdk.tf.json")}';
    }),
  ],
  [
    "a program that runs at each plan",
    noProvider,
    otherBlock("data.external.evil"),
    withBlock("data", "external", "evil", { program: ["sh"] }),
  ],
  [
    "a request at each plan",
    noProvider,
    otherBlock("data.http.evil"),
    withBlock("data", "http", "evil", { url: "http://127.0.0.1" }),
  ],
  [
    "a group that a data source finds",
    "changes-plan",
    otherBlock("data.aws_security_group.evil"),
    both(
      withBlock("data", "aws_security_group", "evil", { name: "default", vpc_id: "${one(data.aws_vpcs.evil.ids)}" }),
      withBlock("data", "aws_vpcs", "evil", {}),
      etcdIs({ referenced_security_group_id: "${data.aws_security_group.evil.id}" }),
    ),
  ],
  [
    "a section that is not known",
    "refused",
    otherBlock("evil"),
    inStack((stack) => {
      stack.evil = {};
    }),
  ],
];

/** The least of each kind that Terraform plans. */
const resources: readonly Row[] = Object.entries<readonly [TerraformOutcome, Json]>({
  aws_cloudformation_stack: ["changes-plan", { name: "evil", template_body: "{}" }],
  aws_default_network_acl: ["changes-plan", { default_network_acl_id: "acl-0123456789abcdef0" }],
  aws_default_security_group: ["changes-plan", { vpc_id: "vpc-0a1b2c3d4e5f60718" }],
  aws_ec2_managed_prefix_list_entry: ["changes-plan", { prefix_list_id: "pl-0123456789abcdef0", cidr: "0.0.0.0/0" }],
  aws_lambda_function: [
    "changes-plan",
    { function_name: "evil", role: "arn:aws:iam::123456789012:role/evil", package_type: "Image", image_uri: "evil" },
  ],
  aws_network_acl_rule: [
    "changes-plan",
    {
      network_acl_id: "acl-0123456789abcdef0",
      rule_number: 1,
      protocol: "-1",
      rule_action: "allow",
      cidr_block: "0.0.0.0/0",
    },
  ],
  aws_network_interface_sg_attachment: [
    "changes-plan",
    { security_group_id: otherGroup, network_interface_id: "eni-0123456789abcdef0" },
  ],
  aws_security_group_rule: [
    "changes-plan",
    {
      type: "ingress",
      protocol: "-1",
      from_port: 0,
      to_port: 0,
      cidr_blocks: ["0.0.0.0/0"],
      security_group_id: otherGroup,
    },
  ],
  aws_ssm_association: ["changes-plan", { name: "AWS-RunShellScript" }],
  aws_ssm_document: ["changes-plan", { name: "evil", document_type: "Command", content: "{}" }],
  aws_vpc_endpoint: ["changes-plan", { vpc_id: "vpc-0a1b2c3d4e5f60718", service_name: "com.amazonaws.us-east-1.s3" }],
  aws_vpc_peering_connection: [
    "changes-plan",
    { vpc_id: "vpc-0a1b2c3d4e5f60718", peer_vpc_id: "vpc-0fedcba9876543210" },
  ],
  aws_vpc_security_group_vpc_association: [
    "changes-plan",
    { security_group_id: otherGroup, vpc_id: "vpc-0fedcba9876543210" },
  ],
  aws_vpc_security_group_rules_exclusive: [
    noProvider,
    { security_group_id: otherGroup, ingress_rule_ids: [], egress_rule_ids: [] },
  ],
  local_file: [noProvider, { filename: "evil.tf", content: "" }],
  null_resource: [noProvider, { provisioner: [{ "local-exec": { command: "true" } }] }],
  terraform_data: ["changes-plan", { provisioner: [{ "local-exec": { command: "true" } }] }],
}).map(([type, [terraform, body]]) => [
  `a resource of the type ${type}`,
  terraform,
  otherBlock(`${type}.evil`),
  withResource(type, body),
]);

const group: readonly Row[] = [
  [
    "one more group",
    "changes-plan",
    "is a group of no party",
    withResource("aws_security_group", { name: "evil", vpc_id: "vpc-0a1b2c3d4e5f60718" }),
  ],
  [
    "a group under another address",
    "changes-plan",
    "is missing, and the synth writes",
    inText((all) =>
      all.replaceAll(/rancher-nodes_[0-9A-F]{8}(?!")/g, "evil").replaceAll(/rancher-nodes_[0-9A-F]{8}"(?=:)/g, 'evil"'),
    ),
  ],
  ["another VPC", "changes-plan", "its VPC is vpc-0fedcba9876543210", groupIs({ vpc_id: "vpc-0fedcba9876543210" })],
  ["another name", "changes-plan", "its name is evil", groupIs({ name: "evil" })],
  [
    "a name that Terraform completes",
    "changes-plan",
    "its name is rancher-nodes-*",
    groupIs({ name: undefined, name_prefix: "rancher-nodes-" }),
  ],
  [
    "a rule in the group itself",
    "changes-plan",
    "allows what no table requires",
    groupIs({ ingress: [{ ...inline, self: false, cidr_blocks: ["0.0.0.0/0"] }] }),
  ],
  [
    "a rule in the group itself that takes the place of another",
    "changes-plan",
    "ingress is ",
    both(
      inStack(({ resource }) => {
        delete resource[ingress][entryLike(resource[ingress], /-tcp-22-/)[0]];
      }),
      groupIs({
        ingress: [{ ...inline, from_port: 22, to_port: 22, cidr_blocks: ["203.0.113.0/24"], description: "" }],
      }),
    ),
  ],
  [
    "a group that is its own peer by an expression",
    "changes-plan",
    "self: ",
    groupIs({ ingress: [{ ...inline, self: "${true}" }] }),
  ],
  [
    "no inbound rules in the group itself",
    "changes-plan",
    "with ingress: [], Terraform removes all such rules of the group",
    groupIs({ ingress: [] }),
  ],
  [
    "blocks of rules that Terraform makes of a list",
    "changes-plan",
    "dynamic makes it of what only Terraform knows",
    groupIs({
      dynamic: {
        ingress: {
          for_each: ["0.0.0.0/0"],
          content: [{ from_port: 0, to_port: 0, protocol: "-1", cidr_blocks: ["${ingress.value}"] }],
        },
      },
    }),
  ],
  [
    "a provisioner",
    "changes-configuration",
    "its provisioner runs a program, which can change rules",
    groupIs({ provisioner: [{ "local-exec": { command: "true" } }] }),
    "in the sample",
  ],
  [
    "the tag of Rancher's node driver",
    "changes-plan",
    "it has the tag rancher-nodes: Rancher's node driver adds rules to groups with it",
    inGroup(({ tags }) => {
      tags["rancher-nodes"] = "x";
    }),
  ],
  [
    "the tag of a cluster",
    "changes-plan",
    "tags.kubernetes.io/cluster/x is ",
    inGroup(({ tags }) => {
      tags["kubernetes.io/cluster/x"] = "owned";
    }),
  ],
  [
    "a tag with another value",
    "changes-plan",
    'tags.team is "evil", and the synth writes "platform"',
    inGroup(({ tags }) => {
      tags.team = "evil";
    }),
  ],
  [
    "a tag whose key is an expression",
    "changes-plan",
    "it has a tag whose key only Terraform knows, which may be rancher-nodes",
    inGroup(({ tags }) => {
      tags['${"rancher"}-nodes'] = "x";
    }),
  ],
  [
    "a description that is an expression",
    "changes-plan",
    "description is ",
    groupIs({ description: '${file("cdk.tf.json") == "" ? "a" : "b"}' }),
  ],
  [
    "a description with a directive",
    "changes-plan",
    "description is ",
    groupIs({ description: "%{ if true }evil%{ endif }" }),
  ],
  [
    "changes that Terraform ignores",
    unseen,
    "its lifecycle ignores changes of ingress",
    inGroup((one) => {
      one.lifecycle.ignore_changes.push("ingress");
    }),
  ],
  [
    "changes of tags that Terraform ignores",
    unseen,
    "its lifecycle ignores changes of tags",
    inGroup((one) => {
      one.lifecycle.ignore_changes.push("tags");
    }),
  ],
  [
    "a group that Terraform never destroys",
    unseen,
    "lifecycle.prevent_destroy is ",
    inGroup((one) => {
      one.lifecycle.prevent_destroy = true;
    }),
  ],
  [
    "a new group before the old one is gone",
    unseen,
    "lifecycle.create_before_destroy is ",
    inGroup((one) => {
      one.lifecycle.create_before_destroy = true;
    }),
  ],
  [
    "a condition",
    "changes-plan",
    "lifecycle.postcondition is ",
    inGroup((one) => {
      one.lifecycle.postcondition = [{ condition: '${self.name != ""}', error_message: "No." }];
    }),
  ],
  [
    "all rules revoked before the group is deleted",
    "changes-plan",
    "revoke_rules_on_delete is ",
    groupIs({ revoke_rules_on_delete: true }),
  ],
  ["other timeouts", "changes-plan", "timeouts is ", groupIs({ timeouts: [{ create: "1s" }] })],
  [
    "a dependency",
    "changes-plan",
    "depends_on is ",
    both(groupIs({ depends_on: ["terraform_data.evil"] }), withResource("terraform_data", {})),
  ],
  ["no group", "refused", "count makes it of what only Terraform knows", groupIs({ count: 0 })],
];

const rules: readonly Row[] = [
  [
    "a rule for everything",
    "changes-plan",
    "gets a rule, and its rules are not this deployment's",
    withResource(ingress, open),
    "in the sample",
  ],
  [
    "a rule that is missing",
    "changes-plan",
    "does not allow what the tables require",
    inStack(({ resource }) => {
      delete resource[ingress][entryLike(resource[ingress], /-tcp-22-/)[0]];
    }),
  ],
  [
    "a rule under another address",
    "changes-plan",
    "is missing, and the synth writes",
    inStack(({ resource }) => {
      const [key, rule] = entryLike(resource[ingress], /-tcp-22-/);
      delete resource[ingress][key];
      resource[ingress].evil = rule;
    }),
  ],
  [
    "a rule of the other direction",
    "changes-plan",
    "does not allow what the tables require",
    inStack(({ resource }) => {
      const [key, rule] = entryLike(resource[ingress], /-tcp-22-/);
      delete resource[ingress][key];
      resource[egress].evil = rule;
    }),
  ],
  [
    "no outbound traffic",
    "changes-plan",
    "does not allow what the tables require",
    inStack(({ resource }) => {
      delete resource[egress];
    }),
  ],
  ["another CIDR", "changes-plan", "allows what no table requires", sshIs({ cidr_ipv4: "0.0.0.0/0" }), "in the sample"],
  ["a CIDR with host bits", "refused", "has a rule that EC2 refuses", sshIs({ cidr_ipv4: "203.0.113.5/24" })],
  ["a CIDR of IPv6 in the key of IPv4", "refused", "has a rule that EC2 refuses", sshIs({ cidr_ipv4: "::/0" })],
  [
    "a CIDR from a function",
    "changes-plan",
    "allows what no table requires",
    sshIs({ cidr_ipv4: '${cidrsubnet("0.0.0.0/0", 0, 0)}' }),
  ],
  [
    "a CIDR with a directive",
    "changes-plan",
    "has a rule that EC2 refuses",
    sshIs({ cidr_ipv4: "%{ if true }0.0.0.0/0%{ endif }" }),
    "in the sample",
  ],
  [
    "a prefix list",
    "changes-plan",
    "allows what no table requires",
    sshIs({ cidr_ipv4: undefined, prefix_list_id: "pl-0123456789abcdef0" }),
  ],
  ["two peers", "refused", "names 203.0.113.0/24 and ::/0, and takes one", sshIs({ cidr_ipv6: "::/0" })],
  ["no peer", "refused", "names no peer", sshIs({ cidr_ipv4: null })],
  [
    "another group",
    "changes-plan",
    "allows what no table requires",
    etcdIs({ referenced_security_group_id: otherGroup }),
  ],
  [
    "a group of another account",
    "changes-plan",
    "allows what no table requires",
    etcdIs({ referenced_security_group_id: `999999999999/${otherGroup}` }),
  ],
  [
    "a rule of another group",
    "changes-plan",
    "gets a rule, and its rules are not this deployment's",
    sshIs({ security_group_id: otherGroup }),
  ],
  ["more ports", "changes-plan", "allows what no table requires", sshIs({ from_port: 0, to_port: 65535 })],
  ["ports in the wrong order", "changes-plan", "has a rule that EC2 refuses", sshIs({ from_port: 22, to_port: 21 })],
  ["no first port", "changes-plan", "has a rule that EC2 refuses", sshIs({ from_port: null })],
  ["a port that is no whole number", "refused", "from_port: must be a port, got 22.5", sshIs({ from_port: 22.5 })],
  [
    "a port that is an expression",
    "changes-plan",
    "from_port: is known to Terraform only",
    sshIs({ from_port: "${1 - 1}" }),
  ],
  [
    "all protocols by their name",
    "changes-plan",
    "has a rule with ports for all protocols",
    sshIs({ ip_protocol: "all" }),
  ],
  ["all protocols with ports", "changes-plan", "has a rule with ports for all protocols", sshIs({ ip_protocol: "-1" })],
  [
    "all protocols",
    "changes-plan",
    "allows what no table requires",
    sshIs({ ip_protocol: "-1", from_port: undefined, to_port: undefined }),
  ],
  ["another protocol by its number", "changes-plan", "allows what no table requires", sshIs({ ip_protocol: "17" })],
  [
    "a protocol that is an expression",
    "changes-plan",
    "ip_protocol: is known to Terraform only",
    sshIs({ ip_protocol: '${"u"}dp' }),
  ],
  ["a rule that is left out", "changes-plan", "count makes it of what only Terraform knows", sshIs({ count: 0 })],
  ["a rule that is there twice", "changes-plan", "count makes it of what only Terraform knows", sshIs({ count: 2 })],
  [
    "a rule whose number is an expression",
    "changes-plan",
    "count makes it of what only Terraform knows",
    sshIs({ count: "${true ? 0 : 1}" }),
  ],
  [
    "a rule for each of a map",
    "changes-plan",
    "for_each makes it of what only Terraform knows",
    sshIs({ for_each: { a: "0.0.0.0/0", b: "::/0" } }),
  ],
  [
    "a rule for each of a list",
    "changes-plan",
    "allows what no table requires",
    sshIs({ for_each: '${toset(["0.0.0.0/0"])}', cidr_ipv4: "${each.value}" }),
  ],
  [
    "a replacement of a rule whenever another changes",
    unseen,
    "lifecycle.replace_triggered_by[0] is ",
    inSsh((rule, { resource }) => {
      rule.lifecycle = { replace_triggered_by: [`${egress}.${Object.keys(resource[egress])[0]}.tags`] };
    }),
  ],
  [
    "changes of a rule that Terraform ignores",
    unseen,
    "its lifecycle ignores changes of cidr_ipv4",
    sshIs({ lifecycle: [{ ignore_changes: ["cidr_ipv4"] }] }),
  ],
  [
    "a provisioner of a rule",
    "changes-configuration",
    "its provisioner runs a program",
    sshIs({ provisioner: [{ "local-exec": { command: "true" } }] }),
  ],
  [
    "a description of a rule that reads a file",
    "changes-plan",
    "description is ",
    sshIs({ description: '${substr(file("cdk.tf.json"), 0, 1) == "[" ? "a" : "b"}' }),
  ],
  [
    "a tag of a rule",
    "changes-plan",
    "tags.evil is ",
    inSsh(({ tags }) => {
      tags.evil = "x";
    }),
  ],
  [
    "a dependency of a rule",
    "changes-plan",
    "depends_on is ",
    both(sshIs({ depends_on: ["terraform_data.evil"] }), withResource("terraform_data", {})),
  ],
];

const files: readonly Row[] = [
  ["evil.tf", "changes-plan", hcl],
  ["evil.tf.json", "changes-plan", openStack],
  ["override.tf", "changes-plan", hcl.replace('"evil"', '"SSH"').replace(/.*security_group_id.*\n/, "")],
  ["override.tf.json", "changes-plan", { resource: { [ingress]: { SSH: { cidr_ipv4: "0.0.0.0/0" } } } }],
  ["x_override.tf", "changes-plan", 'provider "aws" {\n  default_tags {\n    tags = { rancher-nodes = "x" }\n  }\n}\n'],
  ["x_override.tf.json", "changes-plan", { output: { nodes_security_group_id: { value: otherGroup } } }],
  ["evil.tofu", "not planned: only OpenTofu reads it", hcl],
  ["evil.tofu.json", "not planned: only OpenTofu reads it", openStack],
  [".evil.tf", "not planned: Terraform ignores hidden files", hcl],
  ["terraform.tfvars", "not planned: no variable takes its values", 'evil = "x"\n'],
  ["terraform.tfvars.json", "not planned: no variable takes its values", { evil: "x" }],
  ["a.auto.tfvars", "not planned: no variable takes its values", 'evil = "x"\n'],
  ["a.auto.tfvars.json", "not planned: no variable takes its values", { evil: "x" }],
].map(
  ([name, terraform, content]): Row => [
    `the file ${name}`,
    terraform as TerraformOutcome,
    readToo(`${name}`),
    (folder) => {
      const [ssh] = entryLike(JSON.parse(readFileSync(stackFile(folder), "utf8")).resource[ingress], /-tcp-22-/);
      const written = typeof content === "string" ? content : JSON.stringify(content);
      beside(`${name}`, written.replace("SSH", ssh))(folder);
    },
  ],
);

const links: readonly Row[] = [
  [
    "a link to a file elsewhere",
    "changes-plan",
    readToo("linked.tf"),
    (folder) => {
      writeFileSync(join(folder, "elsewhere"), hcl);
      symlinkSync(join(folder, "elsewhere"), join(stackFolder(folder), "linked.tf"));
    },
  ],
  [
    "a link in place of the file",
    "changes-plan",
    "allows what no table requires",
    (folder) => {
      renameSync(stackFile(folder), join(folder, "elsewhere.json"));
      symlinkSync(join(folder, "elsewhere.json"), stackFile(folder));
      sshIs({ cidr_ipv4: "0.0.0.0/0" })(folder);
    },
  ],
];

const manifests: readonly Row[] = [
  [
    "a manifest that runs Terraform in another folder",
    manifest,
    'stacks.nodes.workingDirectory: is not the folder of stacks/nodes/cdk.tf.json, so Terraform runs files that were not read, got "stacks/evil"; run the synth again',
    inManifest(({ stacks }) => {
      stacks.nodes.workingDirectory = "stacks/evil";
    }),
  ],
  [
    "a manifest with the file of another folder",
    manifest,
    "stacks.nodes.workingDirectory: is not the folder of",
    both(
      beside("../evil/cdk.tf.json", openStack),
      inManifest(({ stacks }) => {
        stacks.nodes.synthesizedStackPath = "stacks/evil/cdk.tf.json";
      }),
    ),
  ],
  [
    "a manifest with one more stack",
    manifest,
    "is a stack of no deployment",
    both(
      beside("../evil/cdk.tf.json", { resource: { terraform_data: { evil: {} } } }),
      inManifest(({ stacks }) => {
        stacks.evil = {
          ...stacks.nodes,
          name: "evil",
          synthesizedStackPath: "stacks/evil/cdk.tf.json",
          workingDirectory: "stacks/evil",
        };
      }),
    ),
  ],
  [
    "a manifest without the stack",
    manifest,
    'stacks: holds no stack for the deployment "nodes"',
    inManifest(({ stacks }) => {
      delete stacks.nodes;
    }),
  ],
  ["no manifest", manifest, "is not an output folder of synth", (folder) => rmSync(join(folder, "manifest.json"))],
];

export const folderEdits: readonly FolderEdit[] = [
  ...text,
  ...provider,
  ...terraformBlock,
  ...blocks,
  ...resources,
  ...group,
  ...rules,
  ...files,
  ...links,
  ...manifests,
].map(([name, terraform, noticed, edit, sample]) => ({
  name,
  terraform,
  noticed,
  edit,
  isInSample: sample !== undefined,
}));

/** Spellings that mean the same to Terraform: `verify` accepts them. */
export const equalSpellings: readonly Pick<FolderEdit, "name" | "edit">[] = [
  { name: "ports as texts", edit: sshIs({ from_port: "22", to_port: "22" }) },
  {
    name: "a port with a fraction of zero",
    edit: inText((all) => all.replace('"from_port": 22,', '"from_port": 22.0,')),
  },
  { name: "keys that are null", edit: sshIs({ cidr_ipv6: null, prefix_list_id: null }) },
  { name: "a key spelled with an escape", edit: inText((all) => all.replaceAll('"cidr_ipv4"', '"cidr_ipv\\u0034"')) },
  { name: "a file whose extension is in upper case", edit: beside("EVIL.TF", hcl) },
  { name: "a folder that no module names", edit: beside("evil/main.tf", hcl) },
];
