/** Edits to the output folder of a synth that change what Terraform would open. `verify` reports each of them. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../src/config/load-config";
import { SecurityGroupsError } from "../../src/errors";
import { ruleKey } from "../../src/model/rule-identity";
import { readTerraformApp } from "../../src/network/terraform-json";
import { plainText } from "../../src/report/styled-text";
import { verificationText } from "../../src/report/verification";
import { verifySynthesized } from "../../src/verify/verify-synthesized";
import { rancherSg } from "../cli/command";
import { editedConfig, equalSpellings, folderEdits } from "./folder-edits";

const folder = mkdtempSync(join(tmpdir(), "rancher-sg-test-"));
const config = join(folder, "rancher-sg.yaml");
const untouched = join(folder, "untouched");

beforeAll(() => {
  writeFileSync(config, editedConfig("http://127.0.0.1:5000"));
  expect(rancherSg(["synth", "--config", config, "--output", untouched])).toMatchObject({ exitCode: 0 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copyWith(edit: (copy: string) => void): string {
  const copy = mkdtempSync(join(folder, "copy-"));
  cpSync(untouched, copy, { recursive: true });
  edit(copy);
  return copy;
}

/** What `verify` finds in a copy of the folder after an edit: the refusal, or the answer. */
function verified(edit: (copy: string) => void): { readonly isProven: boolean; readonly said: string } {
  try {
    const plans = loadConfig(config).map(({ plan }) => plan);
    const verification = verifySynthesized(readTerraformApp(copyWith(edit)), plans, [], { mayHaveOthers: false });
    const isProven = verification.violations.length === 0;
    return { isProven, said: `${plainText(verificationText(verification))}\n` };
  } catch (error) {
    if (error instanceof SecurityGroupsError) return { isProven: false, said: error.message };
    throw error;
  }
}

test("proves the unchanged folder", () => {
  expect(verified(() => {}).isProven).toBe(true);
});

test("the exit code of an edited folder is 1, and that of an unreadable one 2", () => {
  const exitCodeAfter = (wanted: string) => {
    const edit = folderEdits.find(({ name }) => name === wanted)?.edit ?? (() => {});
    return rancherSg(["verify", copyWith(edit), "--config", config]).exitCode;
  };
  expect(["the untouched folder", "another region", "the file evil.tf"].map(exitCodeAfter)).toEqual([0, 1, 2]);
});

test.each([
  ["a key that is there twice", "is there more than once in its map; Terraform reads all of them; run the synth again"],
  ["the file evil.tf", "is read by Terraform together with what was synthesised, and not by us; remove it"],
  [
    "a manifest that runs Terraform in another folder",
    "is not the folder of stacks/nodes/cdk.tf.json, so Terraform runs files that were not read, got",
  ],
])("refuses %s with the reason and a fix", (wanted, text) => {
  expect(verified(folderEdits.find(({ name }) => name === wanted)?.edit ?? (() => {})).said).toContain(text);
});

test("lists what the config omits separately from the proof", () => {
  const omitted = (rules: readonly string[]) => {
    const name = `omitting-${rules.length}`;
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, `${editedConfig("http://127.0.0.1:5000")}    rules: { omit: [${rules.join(", ")}] }\n`);
    const output = join(folder, name);
    expect(rancherSg(["synth", "--config", file, "--output", output])).toMatchObject({ exitCode: 0 });
    return rancherSg(["verify", output, "--config", file]);
  };
  expect(omitted(["rancher-nodes-ssh-tcp", "rancher-nodes-docker-tls-tcp"])).toEqual({
    exitCode: 0,
    stdout: `Proven: 11 rules of 1 group in 1 deployment open what the tables require, and nothing else, except 2 port rules that the config omits:
    nodes: rancher-nodes-docker-tls-tcp
    nodes: rancher-nodes-ssh-tcp
`,
    stderr: "",
  });
  const [plan] = loadConfig(config).map((entry) => entry.plan);
  const all = plan?.portRules.map(({ id }) => id) ?? [];
  const { exitCode, stdout } = omitted(all);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^Proven: 0 rules of 1 group in 1 deployment .* except 13 port rules that the config omits:\n/,
  );
  expect(stdout.match(/^ {4}nodes: /gm)).toHaveLength(all.length);
});

test("refuses a folder without the stacks of the config", () => {
  const empty = join(folder, "empty");
  mkdirSync(empty);
  writeFileSync(join(empty, "manifest.json"), JSON.stringify({ version: "0.21.0", stacks: {} }));
  const { exitCode, stdout, stderr } = rancherSg(["verify", empty, "--config", config]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain('stacks: holds no stack for the deployment "nodes"');
});

const everySetting = `defaults: { region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718, tags: { team: platform } }
deployments:
  - name: nodes
    type: rancher-nodes
    edition: "2025-09"
    profile: deployer
    assumeRole: { roleArn: "arn:aws:iam::123456789012:role/deployer", sessionName: s, externalId: e }
    awsProviderVersion: 6.30.0
    state: { s3: { bucket: states, region: eu-west-1, profile: states, kmsKeyId: k } }
    sources: { rancher-nodes-ssh-tcp: { cidrs: [203.0.113.0/24] } }
  - name: local
    type: rancher-server
    distribution: k3s
    endpoint: http://127.0.0.1:5000
    state: { s3: { bucket: states, region: eu-west-1, key: k, lockFile: false } }
    parties: { apiClients: none, clusterNodes: none, nodeDriverNodes: none, hostedCluster: none }
  - name: exclusive
    type: rancher-server
    distribution: k3s
    awsProviderVersion: 6.30.0
    state: { cloud: { organization: o, hostname: tf.example.com } }
    parties: { apiClients: none, clusterNodes: none, nodeDriverNodes: none, hostedCluster: none }
    lifecycle: { namePrefix: true, preventDestroy: true, exclusiveRules: true, timeouts: { create: 5m } }
  - name: shop
    type: cluster
    distribution: rke2
    provisioning: node-pools
    cloudProvider: { clusterId: abc }
    parties: { rancher: { deployment: local }, apiClients: none, workloadClients: none }
    pools: { agents: [worker], servers: [etcd, controlplane] }
  - name: tools
    type: cluster
    distribution: rke2
    provisioning: node-pools
    lifecycle: { revokeRulesOnDelete: true }
    parties: { rancher: { deployment: exclusive }, apiClients: none, workloadClients: none }
`;

test.each(["stacks", "module"])("proves a config with every setting of a deployment, in the format %s", (format) => {
  const file = join(folder, "every-setting.yaml");
  writeFileSync(file, everySetting);
  const output = join(folder, format);
  expect(rancherSg(["synth", "--config", file, "--format", format, "--output", output])).toMatchObject({ exitCode: 0 });
  expect(rancherSg(["verify", output, "--config", file])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^Proven: \d+ rules of 10 groups in 5 deployments /),
  });
});

test("proves the import blocks of the config, and reports another import", () => {
  const [plan] = loadConfig(config).map((entry) => entry.plan);
  const [group] = plan?.groups ?? [];
  const rules = group?.rules.slice(0, 2).map((rule, index) => [ruleKey(rule), `sgr-0123456789abcdef${index}`]) ?? [];
  const imported = { securityGroupId: "sg-0123456789abcdef0", rules: Object.fromEntries(rules) };
  const map = { deployment: "nodes", vpcId: "vpc-0a1b2c3d4e5f60718", groups: { [group?.key ?? ""]: imported } };
  writeFileSync(join(folder, "imports.json"), JSON.stringify(map));
  const file = join(folder, "importing.yaml");
  writeFileSync(file, `${editedConfig("http://127.0.0.1:5000")}    adopt: imports.json\n`);
  const output = join(folder, "importing");
  expect(rancherSg(["synth", "--config", file, "--output", output])).toMatchObject({ exitCode: 0 });
  expect(rancherSg(["verify", output, "--config", file])).toMatchObject({ exitCode: 0 });
  const stack = join(output, "stacks/nodes/cdk.tf.json");
  writeFileSync(stack, readFileSync(stack, "utf8").replace("sgr-0123456789abcdef1", "sgr-0123456789abcdef9"));
  const { exitCode, stdout } = rancherSg(["verify", output, "--config", file]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain(
    'id is "sgr-0123456789abcdef9", and the synth writes "sgr-0123456789abcdef1"\n    at import[2]\n',
  );
});

test("the table has more than a hundred kinds of edits, each with one name", () => {
  const names = new Set(folderEdits.map(({ name }) => name));
  expect(names.size).toBe(folderEdits.length);
  expect(names.size).toBeGreaterThan(100);
});

test.each(folderEdits)("reports $name", ({ edit, noticed }) => {
  const { isProven, said } = verified(edit);
  expect(isProven).toBe(false);
  expect(said).toContain(noticed);
});

test.each(equalSpellings)("accepts $name, which is the same to Terraform", ({ edit }) => {
  expect(verified(edit)).toMatchObject({ isProven: true });
});
