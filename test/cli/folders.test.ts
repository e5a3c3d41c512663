import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../stacks/program";
import { refusal, sample } from "./command";

/** Writes files by their paths into a folder, and calls `use` with it. */
function inTree<T>(files: Readonly<Record<string, string>>, use: (cwd: string) => T): T {
  return inFolder({}, (cwd) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(cwd, path, ".."), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    return use(cwd);
  });
}

const manifest = '{ "stacks": { "production": { "synthesizedStackPath": "stacks/production/cdk.tf.json" } } }';
const namingHint =
  "name a config file, a folder of them, an output folder of synth, terraform show -json of a plan or a state, or EC2's answers";

test.each([
  ["none", "none: is not a folder; run the synth first, and name its output folder, such as cdktf.out or modules"],
  [
    "a.txt",
    "a.txt: is no output folder of synth; name such a folder; or add --assertions FILE, to prove assertions by what exists; or run rancher-sg audit, to compare what exists with the deployments",
  ],
  [
    "empty",
    "empty: is not an output folder of synth: it has neither manifest.json nor modules; name the folder that the synth wrote, such as cdktf.out or modules",
  ],
  [".", ".: is not an output folder of synth: it has neither manifest.json nor modules; did you mean cdktf.out?"],
  ["torn", expect.stringMatching(/^torn\/manifest\.json: is not JSON, or is cut short: .+; run the synth again$/)],
  [
    "cdktf.out",
    expect.stringMatching(
      /^cdktf\.out\/stacks\/production\/cdk\.tf\.json: is not JSON, or is cut short: .+; run the synth again$/,
    ),
  ],
])("verify reports the problem with the folder: %s", (name, message) => {
  const files = {
    "a.txt": "",
    "empty/readme": "",
    "torn/manifest.json": '{ "stacks": {',
    "cdktf.out/manifest.json": manifest,
    "cdktf.out/stacks/production/cdk.tf.json": '{ "resource": { "aws_security_group": ',
  };
  inTree(files, (cwd) => {
    expect(refusal(["verify", name, "--config", sample], { cwd })).toEqual([message]);
    if (name === "torn" || name === "cdktf.out") expect(refusal(["diff", name, sample], { cwd })).toEqual([message]);
  });
});

test("diff explains how to name its two inputs", () => {
  inTree({ "empty/readme": "" }, (cwd) => {
    expect(refusal(["diff", "none.yaml", sample], { cwd })).toEqual([
      `none.yaml: cannot be read: there is no such file; ${namingHint}`,
    ]);
    expect(refusal(["diff", sample, "empty"], { cwd })).toEqual([
      "empty: holds no config file; config files end in .yaml or .yml",
    ]);
  });
});

test("diff refuses inputs if unread files could open ports", () => {
  const stack = JSON.stringify({ module: { vpc: { source: "vpc" } } });
  inTree({ "out/manifest.json": manifest, "out/stacks/production/cdk.tf.json": stack }, (cwd) => {
    expect(refusal(["diff", "out", sample], { cwd })).toEqual([
      "out/stacks/production/cdk.tf.json module.vpc: cannot be compared: a module, whose resources are not in this file; compare the configs instead",
    ]);
  });
});

test.each([
  ["ip_protocol", "tcp..", 'ipProtocol: unknown, got "tcp.."; icmp, tcp, udp, icmpv6, a number from 0 to 255, or -1'],
  ["to_port", 65_536, "tcp: no such ports, got 443 to 65536; two ports from 0 to 65535 in order, or -1 for all"],
  ["cidr_ipv4", "10.0.0.5/8", 'cidr: host bits are set, got "10.0.0.5/8"; did you mean 10.0.0.0/8?'],
])("a synthesised rule that EC2 refuses has its place: %s", (key, value, why) => {
  const rule = { security_group_id: "sg-0123456789abcdef0", ip_protocol: "tcp", from_port: 443, to_port: 443 };
  const written = { ...rule, cidr_ipv4: "10.0.0.0/8", [key]: value };
  const stack = JSON.stringify({ resource: { aws_vpc_security_group_ingress_rule: { one: written } } });
  const config = ["--config", sample, "--deployment", "production"];
  inTree({ "out/manifest.json": manifest, "out/stacks/production/cdk.tf.json": stack }, (cwd) => {
    for (const args of [
      ["diff", "out", sample],
      ["matrix", "out", ...config],
      ["report", "out", sample, "--output", "page.html"],
      ["explain", "out", ...config, "--from", "worker", "--to", "etcd"],
    ]) {
      expect(refusal(args, { cwd })).toEqual([
        `out/stacks/production/cdk.tf.json aws_vpc_security_group_ingress_rule.one: is a rule that EC2 refuses: ${why}; correct the rule, or run rancher-sg synth again`,
      ]);
    }
  });
});
