import { join } from "node:path";
import { TerraformStack } from "cdktf";
import { ClusterSecurityGroups, SecurityGroupsError } from "../../src";

// By path: this file runs once for each flavour, and each run calls its own framework cdktf.
const frameworks: Readonly<Record<string, typeof import("cdktf")>> = Object.fromEntries(
  ["cdktf", "cdktn"].map((name) => [name, require(join(__dirname, "../../node_modules", name))]),
);
const entryOf = { cdktf: "rancher-security-groups", cdktn: "rancher-security-groups/cdktn" };

function build(stack: TerraformStack): void {
  const parties = { rancher: { create: true }, apiClients: "none", workloadClients: "none" } as const;
  new ClusterSecurityGroups(stack, "production", {
    vpcId: "vpc-0a1b2c3d",
    provisioning: "custom",
    rancherVersion: "2.x",
    parties,
  });
}

function thrownBy(body: () => void): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
}

const isOurs = (name: string) => frameworks[name]?.TerraformStack === TerraformStack;

test.each(Object.entries(frameworks))("accepts a stack of %s only in constructs made for it", (name, framework) => {
  class Network extends framework.TerraformStack {}
  const error = thrownBy(() => build(new Network(new framework.App(), "network")));
  if (isOurs(name)) return expect(error).toBeUndefined();
  const [ours] = Object.keys(frameworks).filter(isOurs);
  const entry = entryOf[name as keyof typeof entryOf];
  expect(error).toBeInstanceOf(SecurityGroupsError);
  expect(`${error}`).toBe(
    `SecurityGroupsError: network/production: is a construct for ${ours} in a stack of ${name}; import it from "${entry}"`,
  );
});
