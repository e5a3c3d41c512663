import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SecurityGroupsError } from "../../src/errors";
import { readTerraformApp } from "../../src/network/terraform-json";
import { verifySynthesized } from "../../src/verify/verify-synthesized";
import { synthesize } from "./synthesized-fixture";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rancher-sg-errors-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, unknown>>): void {
  for (const [file, content] of Object.entries(files)) {
    const path = join(folder, file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }
}

/** The lines of the error, without the path of the folder. */
function errorsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof SecurityGroupsError) return error.message.replaceAll(folder, "OUT").split("\n");
    throw error;
  }
  return [];
}

const manifestOf = (...names: readonly string[]) => ({
  stacks: Object.fromEntries(names.map((name) => [name, { synthesizedStackPath: `stacks/${name}/cdk.tf.json` }])),
});
const reading = (path = folder) => errorsOf(() => readTerraformApp(path));
/** A stack with one rule of one group. */
const stackWith = (rule: object, more: object = {}) => ({
  resource: {
    aws_security_group: { etcd: { name: "etcd" } },
    aws_vpc_security_group_ingress_rule: {
      r: { security_group_id: "${aws_security_group.etcd.id}", ip_protocol: "tcp", from_port: 1, to_port: 1, ...rule },
    },
  },
  ...more,
});
const rulePath = "OUT/stacks/a/cdk.tf.json resource.aws_vpc_security_group_ingress_rule.r";

test("reports a folder that does not exist", () => {
  expect(reading(join(folder, "none"))).toEqual([
    "OUT/none: is not a folder; run the synth first, and name its output folder, such as cdktf.out or modules",
  ]);
});

test("reports a folder that was not written by a synth", () => {
  expect(reading()).toEqual([
    "OUT: is not an output folder of synth: it has neither manifest.json nor modules; name the folder that the synth wrote, such as cdktf.out or modules",
  ]);
});

test("suggests the right folder if it gets that of the project or of a stack", () => {
  write({ "cdktf.out/manifest.json": manifestOf(), "cdktf.out/stacks/a/cdk.tf.json": {} });
  expect(reading()).toEqual([
    "OUT: is not an output folder of synth: it has neither manifest.json nor modules; did you mean OUT/cdktf.out?",
  ]);
  expect(reading(join(folder, "cdktf.out/stacks/a"))).toEqual([
    "OUT/cdktf.out/stacks/a: is not an output folder of synth: it has neither manifest.json nor modules; did you mean OUT/cdktf.out?",
  ]);
});

test("reports a manifest without stacks, and a stack without a file", () => {
  write({ "manifest.json": { version: "0.21.0" } });
  expect(reading()).toEqual(["OUT/manifest.json stacks: must be a map of stacks"]);
  write({ "manifest.json": { stacks: { a: {} } } });
  expect(reading()).toEqual([
    "OUT/manifest.json stacks.a.synthesizedStackPath: is required; for example stacks/a/cdk.tf.json",
  ]);
});

test("reports all files that are missing, truncated or of another kind together", () => {
  write({
    "manifest.json": manifestOf("a", "b", "c"),
    "stacks/a/cdk.tf.json": '{"resource": {',
    "stacks/c/cdk.tf.json": "[]",
    "stacks/c/more.tf": "",
  });
  const [cut, ...rest] = reading();
  expect(cut).toMatch(/^OUT\/stacks\/a\/cdk\.tf\.json: is not JSON, or is cut short: .+; run the synth again$/);
  expect(rest).toEqual([
    "OUT/stacks/b/cdk.tf.json: cannot be read, and manifest.json names it: there is no such file; run the synth again",
    "OUT/stacks/c/cdk.tf.json: must be a map",
    "OUT/stacks/c/more.tf: is read by Terraform together with what was synthesised, and not by us; remove it, or move it out of the stack's folder",
  ]);
});

test.each([
  [
    { referenced_security_group_id: "${aws_security_group.gone.id}" },
    'referenced_security_group_id: refers to aws_security_group.gone, which is not there, got "${aws_security_group.gone.id}"; run the synth again, for all stacks at once',
  ],
  [
    { referenced_security_group_id: "${data.aws_security_group.gone.id}" },
    'referenced_security_group_id: refers to data.aws_security_group.gone, which is not there, got "${data.aws_security_group.gone.id}"; run the synth again, for all stacks at once',
  ],
  [
    { cidr_ipv4: "${var.office}" },
    'cidr_ipv4: refers to var.office, which is not there, got "${var.office}"; run the synth again, for all stacks at once',
  ],
  [
    { referenced_security_group_id: "etcd" },
    'referenced_security_group_id: is not a security group, got "etcd"; write an id such as sg-0123456789abcdef0, or a reference to a group',
  ],
  [
    { from_port: "${var.port}" },
    'from_port: is known to Terraform only, so what it opens cannot be proven, got "${var.port}"; write the value itself',
  ],
  [{ to_port: "https" }, 'to_port: must be a port, got "https"'],
  [{ ip_protocol: undefined }, "ip_protocol: is required; for example tcp"],
])("reports a value that cannot be resolved: %j", (rule, text) => {
  write({ "manifest.json": manifestOf("a"), "stacks/a/cdk.tf.json": stackWith(rule) });
  expect(reading()).toEqual([`${rulePath}.${text}`]);
});

describe("a reference to another stack", () => {
  const source = "cross-stack-reference-input-b";
  const value = `\${data.terraform_remote_state.${source}.outputs.etcd}`;
  const data = { terraform_remote_state: { [source]: { backend: "local", config: { path: "b.tfstate" } } } };
  const from = stackWith({ referenced_security_group_id: value }, { data });
  const place = `${rulePath}.referenced_security_group_id`;
  const again = "run the synth again, for all stacks at once";

  test.each([
    ["that does not exist", manifestOf("a"), {}, `refers to the stack b, which is not there, got "${value}"; ${again}`],
    [
      "that lacks the output",
      manifestOf("a", "b"),
      { output: {} },
      `refers to the output etcd of the stack b, which is not there, got "${value}"; ${again}`,
    ],
    [
      "whose state is in another place",
      manifestOf("a", "b"),
      { terraform: { backend: { local: { path: "other.tfstate" } } } },
      `is named after the stack b, and reads another state than that stack writes; ${again}`,
    ],
  ])("%s", (_, manifest, other, text) => {
    write({ "manifest.json": manifest, "stacks/a/cdk.tf.json": from, "stacks/b/cdk.tf.json": other });
    expect(reading()).toEqual([`${place}: ${text}`]);
  });
});

test("reports a deployment without a stack", () => {
  const { plans } = synthesize("stacks/rancher-sg.yaml");
  write({ "manifest.json": manifestOf("production"), "stacks/production/cdk.tf.json": {} });
  expect(errorsOf(() => verifySynthesized(folder, plans))).toEqual([
    'OUT/manifest.json stacks: holds no stack for the deployment "rancher-nodes"; run the synth with the same config; the stacks here are production',
  ]);
});
