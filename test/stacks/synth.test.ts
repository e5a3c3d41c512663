import { execFile } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { bundle } from "../cli/command";
import { cluster, member, nodes } from "../config/config-lines";
import type { StackJson } from "./golden-text";
import { inFolder, runApp } from "./program";

const bindings = require("@cdktf/provider-aws/package.json").cdktf.provider.version.replace(/^~> /, "");

/** The stack `lab` of a config. */
function stackOf(config: string): StackJson {
  return inFolder({ "c.yaml": config }, (folder) => {
    expect(runApp(folder, "c.yaml")).toMatchObject({ exitCode: 0, stderr: "" });
    return JSON.parse(readFileSync(join(folder, "cdktf.out/stacks/lab/cdk.tf.json"), "utf8"));
  });
}

/** Every file of the output, by its path in the output. All are JSON. */
function outputOf(files: Readonly<Record<string, string>>, outdir?: string): Readonly<Record<string, string>> {
  return inFolder(files, (folder) => {
    expect(runApp(folder, "c.yaml", outdir)).toMatchObject({ exitCode: 0 });
    const out = join(folder, outdir ?? "cdktf.out");
    const files = readdirSync(out, { recursive: true })
      .map(String)
      .filter((path) => path.endsWith(".json"));
    return Object.fromEntries(files.map((path) => [`/${path}`, readFileSync(join(out, path), "utf8")]));
  });
}

test.each([
  ["the sample", "rancher-sg.yaml", ["production", "rancher-nodes"]],
  ["stacks that refer to each other", "examples/fleet.yaml", ["batch", "rancher-prod", "shop"]],
])("writes the same output to the byte in every working directory: %s", (_, config, stacks) => {
  const files = { "c.yaml": readFileSync(join(__dirname, "../../stacks", config), "utf8") };
  const first = outputOf(files);
  expect(Object.keys(first).sort()).toEqual([
    "/manifest.json",
    ...stacks.map((stack) => `/stacks/${stack}/cdk.tf.json`),
  ]);
  expect(outputOf(files)).toEqual(first);
  expect(outputOf(files, "elsewhere/out")).toEqual(first);
});

test("prints groups, numbers of rules, world-open rules and written files in the summary", () => {
  const { stdout } = inFolder({ "c.yaml": nodes("    sources: { rancher-nodes-ssh-tcp: none }\n") }, (folder) =>
    runApp(folder, "c.yaml"),
  );
  expect(stdout).toBe(`deployment  group          rules in  rules out  open to the world
lab         rancher-nodes        11          1  80/tcp 443/tcp 2376/tcp 6443/tcp 30000-32767/tcp 30000-32767/udp

wrote cdktf.out/stacks/lab/cdk.tf.json
`);
});

/** The lines of the summary between the table and the files written. */
function notesOf(config: string): readonly string[] {
  const { stdout } = inFolder({ "c.yaml": config }, (folder) => runApp(folder, "c.yaml"));
  const [, rest = ""] = stdout.split("\n\n");
  return rest.split("\n").filter((line) => line !== "" && !line.startsWith("wrote "));
}

test("prints in the summary what nodes commonly still need under egress: required", () => {
  const { stdout } = inFolder({ "c.yaml": cluster("    egress: required\n") }, (folder) => runApp(folder, "c.yaml"));
  expect(stdout).toMatch(
    /\nonly the traffic of port rules may leave lab; of these addons, add those that the nodes need: \[\{ name: registries, to: anywhere \}, .*\n/,
  );
  expect(notesOf(cluster(""))).toEqual([]);
});

test("prints the omitted port rules in the summary", () => {
  const omitting = cluster("    rules: { omit: [rke-ingress-https-tcp, rke-ingress-http-tcp] }\n");
  expect(notesOf(omitting)).toEqual(["lab omits rke-ingress-http-tcp, rke-ingress-https-tcp"]);
  const between = cluster("    rules: { omit: [{ id: rke-kube-api-tcp, from: [worker] }] }\n");
  expect(notesOf(between)).toEqual(["lab omits rke-kube-api-tcp (worker -> controlplane)"]);
});

test("writes the id and the name of each created group as outputs of its stack, in snake case", () => {
  const { output, resource } = stackOf(cluster("    loadBalancer: { terminatesTls: true }\n"));
  const parties = ["controlplane", "etcd", "load_balancer", "rancher", "worker"];
  expect(Object.keys(output ?? {}).sort()).toEqual(
    parties.flatMap((party) => [`${party}_security_group_id`, `${party}_security_group_name`]),
  );
  const values = Object.values(output ?? {}).map(({ value }) => value);
  const resources = Object.keys(resource.aws_security_group ?? {});
  expect(resources).toHaveLength(5);
  const attributes = resources.flatMap((name) => ["id", "name"].map((key) => `\${aws_security_group.${name}.${key}}`));
  expect([...values].sort()).toEqual(attributes.sort());
  for (const [name, { value }] of Object.entries(output ?? {}))
    expect(value).toMatch(name.endsWith("_id") ? /\.id\}$/ : /\.name\}$/);
});

test("refers to the resource in the output with a group's name, so that it is right with a name prefix too", () => {
  const { output, resource } = stackOf(cluster("    lifecycle: { namePrefix: true }\n"));
  const workers = Object.entries(resource.aws_security_group ?? {}).filter(
    ([, { name, name_prefix }]) => name === undefined && name_prefix === "lab-worker-",
  );
  expect(workers).toHaveLength(1);
  expect(output?.worker_security_group_name?.value).toBe(`\${aws_security_group.${workers[0]?.[0]}.name}`);
});

test("writes no outputs for an existing group", () => {
  const existing = "worker: { securityGroupId: sg-0123456789abcdef0 }";
  const { output } = stackOf(cluster("", `apiClients: anywhere, workloadClients: anywhere, ${existing}`));
  expect(Object.keys(output ?? {}).sort()).toEqual(
    ["controlplane", "etcd", "rancher"].flatMap((party) => [
      `${party}_security_group_id`,
      `${party}_security_group_name`,
    ]),
  );
});

test("pins the provider to the version of the bindings, or to the one in the deployment", () => {
  const pin = (config: string) => stackOf(config).terraform.required_providers.aws.version;
  expect(pin(nodes(""))).toBe(bindings);
  expect(pin(nodes('    awsProviderVersion: "~> 5.90"\n'))).toBe("~> 5.90");
});

test("sets the region in the provider, and nothing about an emulator", () => {
  expect(stackOf(nodes("")).provider.aws).toEqual([{ region: "us-east-1" }]);
});

test("directs ec2, sts and iam to an emulator, with dummy credentials", () => {
  const url = "http://127.0.0.1:5000";
  const [provider, ...others] = stackOf(nodes(`    endpoint: ${url}\n`)).provider.aws;
  expect(others).toEqual([]);
  expect(provider).toEqual({
    region: "us-east-1",
    access_key: "emulator",
    secret_key: "emulator",
    endpoints: [{ ec2: url, iam: url, sts: url }],
  });
});

test("sets the profile and the role of the deployment in the provider", () => {
  const roleArn = "arn:aws:iam::123456789012:role/deployer";
  const config = nodes(
    `    profile: work\n    assumeRole: { roleArn: "${roleArn}", sessionName: ci, externalId: "42" }\n`,
  );
  expect(stackOf(config).provider.aws).toEqual([
    {
      region: "us-east-1",
      profile: "work",
      assume_role: [{ role_arn: roleArn, session_name: "ci", external_id: "42" }],
    },
  ]);
});

describe("the state", () => {
  const backendOf = (state: string) => stackOf(nodes(state && `    state: ${state}\n`)).terraform.backend;
  const cloudOf = (state: string) => stackOf(nodes(`    state: ${state}\n`)).terraform.cloud;

  test("is a file next to the output folder, by a relative path", () => {
    expect(backendOf("")).toEqual({ local: { path: "../../../terraform.lab.tfstate" } });
  });

  test("is in S3, encrypted, and locked by a file next to it", () => {
    const s3 = { bucket: "states", region: "eu-west-1", key: "rancher-sg/lab.tfstate", encrypt: true };
    expect(backendOf("{ s3: { bucket: states, region: eu-west-1 } }")).toEqual({ s3: { ...s3, use_lockfile: true } });
    expect(backendOf("{ s3: { bucket: states, region: eu-west-1, lockFile: false } }")).toEqual({ s3 });
  });

  test("is in S3 under the key, the profile and the KMS key of the deployment", () => {
    const state = "{ s3: { bucket: states, region: eu-west-1, key: a/b, profile: ops, kmsKeyId: alias/states } }";
    const s3 = { key: "a/b", profile: "ops", kms_key_id: "alias/states", use_lockfile: true };
    expect(backendOf(state)).toEqual({ s3: expect.objectContaining(s3) });
  });

  test("is in a workspace of HCP Terraform, named after the deployment", () => {
    expect(cloudOf("{ cloud: { organization: acme } }")).toEqual({ organization: "acme", workspaces: { name: "lab" } });
    const elsewhere = "{ cloud: { organization: acme, workspace: sg, hostname: tfe.example.com } }";
    expect(cloudOf(elsewhere)).toEqual({
      organization: "acme",
      workspaces: { name: "sg" },
      hostname: "tfe.example.com",
    });
  });
});

test("sets the tags of a deployment on each group and each rule", () => {
  const { resource } = stackOf(nodes("    tags: { team: platform }\n"));
  const tags = Object.values(resource).flatMap((resources) => Object.values(resources).map((one) => one.tags));
  expect(tags).toHaveLength(14);
  expect(tags).toEqual(tags.map(() => expect.objectContaining({ team: "platform" })));
});

test("replaces the manifest in one step in a second synth, and keeps the old one if the synth fails", () => {
  inFolder({ "two.yaml": `deployments:\n${member("a")}${member("b")}`, "lab.yaml": nodes("") }, (folder) => {
    const manifest = join(folder, "cdktf.out/manifest.json");
    expect(runApp(folder, "two.yaml")).toMatchObject({ exitCode: 0 });
    const first = readFileSync(manifest, "utf8");
    expect(Object.keys(JSON.parse(first).stacks)).toEqual(["a", "b"]);

    const stack = join(folder, "cdktf.out/stacks/lab/cdk.tf.json");
    mkdirSync(stack, { recursive: true });
    expect(runApp(folder, "lab.yaml")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        '--output: cannot be written: it is a folder, got "cdktf.out/stacks/lab/cdk.tf.json"; name another file\n',
    });
    expect(readFileSync(manifest, "utf8")).toBe(first);

    rmdirSync(stack);
    const opened = openSync(manifest, "r");
    expect(runApp(folder, "lab.yaml")).toMatchObject({ exitCode: 0 });
    expect(readFileSync(opened, "utf8")).toBe(first);
    closeSync(opened);
    expect(Object.keys(JSON.parse(readFileSync(manifest, "utf8")).stacks)).toEqual(["lab"]);
  });
});

test("synths at the same time in one folder leave a whole manifest of one of them, and whole stacks", async () => {
  const texts = {
    "two.yaml": `deployments:\n${member("a")}${member("b")}`,
    "one.yaml": `deployments:\n${member("a")}`,
  };
  const folder = mkdtempSync(join(tmpdir(), "synths-"));
  try {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
    const synth = (config: string) =>
      promisify(execFile)(process.execPath, [bundle, "synth", "--config", config], { cwd: folder });
    const read = (file: string) => JSON.parse(readFileSync(join(folder, "cdktf.out", file), "utf8"));
    let isRunning = true;
    const runs = Promise.all(["two.yaml", "one.yaml", "two.yaml", "one.yaml"].map(synth)).finally(() => {
      isRunning = false;
    });
    // A reader in the meantime finds whole files, and every stack that the manifest names.
    while (isRunning) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (!existsSync(join(folder, "cdktf.out/manifest.json"))) continue;
      for (const stack of Object.keys(read("manifest.json").stacks)) read(`stacks/${stack}/cdk.tf.json`);
    }
    await runs;
    expect([["a"], ["a", "b"]]).toContainEqual(Object.keys(read("manifest.json").stacks));
    expect(
      readdirSync(join(folder, "cdktf.out"), { recursive: true }).filter((name) => `${name}`.endsWith(".tmp")),
    ).toEqual([]);
    expect(Object.keys(read("stacks/a/cdk.tf.json").resource)).toContain("aws_security_group");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [
    "a file in place of the folder of stacks",
    "cdktf.out/stacks",
    "cdktf.out/stacks/lab: cannot be written: its folder is a file; name another output folder with --output\n",
  ],
  [
    "a file in place of a stack",
    "cdktf.out/stacks/lab",
    "cdktf.out/stacks/lab: cannot be written: it is a file; name another output folder with --output\n",
  ],
  [
    "a manifest on a full disk",
    "cdktf.out/manifest.json",
    '--output: cannot be written: the disk is full, got "cdktf.out/manifest.json"; name another file\n',
  ],
])("reports an output folder that cannot be written on one line: %s", (_, taken, stderr) => {
  inFolder({ "c.yaml": nodes("") }, (folder) => {
    mkdirSync(dirname(join(folder, taken)), { recursive: true });
    if (taken.endsWith(".json")) symlinkSync("/dev/full", join(folder, taken));
    else writeFileSync(join(folder, taken), "");
    expect(runApp(folder, "c.yaml")).toEqual({ exitCode: 2, stdout: "", stderr });
  });
});
