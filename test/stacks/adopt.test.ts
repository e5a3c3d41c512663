import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, runApp } from "./program";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const config = `deployments:
  - { name: nodes, type: rancher-nodes, region: us-east-1, vpcId: ${vpcId}, adopt: taken.json, edition: 2.x }
  - { name: plain, type: rancher-nodes, groupName: plain, region: us-east-1, vpcId: ${vpcId}, edition: 2.x }
`;
const map = (rules: object) =>
  JSON.stringify({ deployment: "nodes", vpcId, groups: { nodes: { securityGroupId: "sg-0a1b2c3d", rules } } });

test("imports the content of an import map in the deployment that names it, and reports that", () => {
  const rules = { "ingress-tcp-22-0.0.0.0/0": "sgr-0a1b2c3d", "egress-all-0.0.0.0/0": "sgr-0a1b2c3e" };
  inFolder({ "c.yaml": config, "taken.json": map(rules) }, (folder) => {
    const { exitCode, stdout, stderr } = runApp(folder, "c.yaml");
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("\nnodes imports 1 group and 2 rules: remove the line adopt after this deploy\n");
    expect(importsOf(folder, "nodes")).toEqual(["sg-0a1b2c3d", "sgr-0a1b2c3d", "sgr-0a1b2c3e"]);
    expect(importsOf(folder, "plain")).toEqual([]);
  });
});

test("imports only rules of a group that the deployment binds", () => {
  const bound = `deployments:
  - name: shop
    type: cluster
    provisioning: custom
    distribution: rke2
    rancherVersion: "2.15"
    region: us-east-1
    vpcId: ${vpcId}
    adopt: taken.json
    groups: { all: { parties: [etcd, controlplane, worker], securityGroupId: sg-0a1b2c3d, manageRules: true } }
    parties: { rancher: none, apiClients: none, workloadClients: anywhere }
`;
  const rules = { "ingress-tcp-80-0.0.0.0/0": "sgr-0a1b2c3d" };
  const taken = { deployment: "shop", vpcId, groups: { "sg-0a1b2c3d": { securityGroupId: "sg-0a1b2c3d", rules } } };
  inFolder({ "c.yaml": bound, "taken.json": JSON.stringify(taken) }, (folder) => {
    const { stdout, stderr } = runApp(folder, "c.yaml");
    expect(stderr).toBe("");
    expect(stdout).toContain("\nshop imports 1 rule: remove the line adopt after this deploy\n");
    expect(importsOf(folder, "shop")).toEqual(["sgr-0a1b2c3d"]);
  });
});

test("stops the synth if a map does not fit, and writes nothing", () => {
  inFolder({ "c.yaml": config, "taken.json": map({ "ingress-tcp-23-0.0.0.0/0": "sgr-0a1b2c3d" }) }, (folder) => {
    const { exitCode, stdout, stderr } = runApp(folder, "c.yaml");
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /^taken\.json:1:\d+ groups\.nodes\.rules\.ingress-tcp-23-0\.0\.0\.0\/0: is a rule that the deploy/,
    );
    expect(() => importsOf(folder, "nodes")).toThrow("ENOENT");
  });
});

function importsOf(folder: string, stack: string): readonly string[] {
  const file = join(folder, "cdktf.out/stacks", stack, "cdk.tf.json");
  const { import: blocks = [] } = JSON.parse(readFileSync(file, "utf8"));
  return blocks.map(({ id }: { id: string }) => id);
}
