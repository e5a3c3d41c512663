import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";
import { ClusterSecurityGroups, Peer, Port, RancherNodesSecurityGroup, SecurityGroupRef } from "../../src";
import { type Attributes, synthesize } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const none = { rancher: "none", apiClients: "none", workloadClients: "none" } as const;

/** Every resource and data source of a stack with two AWS providers. */
function elementsOf(build: (stack: TerraformStack, europe: AwsProvider) => void): readonly Attributes[] {
  const { json } = synthesize((stack) =>
    build(stack, new AwsProvider(stack, "europe", { region: "eu-west-1", alias: "europe" })),
  );
  type Elements = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  return [json.resource, json.data].flatMap((elements) =>
    Object.values((elements ?? {}) as Elements).flatMap((ofType) => Object.values(ofType)),
  );
}

test("sets its provider on every resource and data source of a construct", () => {
  const elements = elementsOf((stack, provider) => {
    const database = SecurityGroupRef.fromLookup(stack, "database", { name: "db", vpcId }, { provider });
    const cluster = new ClusterSecurityGroups(stack, "shop", {
      ...{ vpcId, provider, provisioning: "custom", distribution: "rke2" },
      parties: { ...none, rancher: { securityGroupId: database.securityGroupId, manageRules: true } },
    });
    cluster.findGroup("worker").allowFrom(Peer.ipv4("10.0.0.0/8"), Port.tcp(9100), "Metrics");
    stack.addOverride("terraform.required_providers.aws.version", "6.29.0");
    new ClusterSecurityGroups(stack, "lab", {
      ...{ vpcId, provider, provisioning: "custom", distribution: "k3s", parties: none },
      lifecycle: { exclusiveRules: true },
    });
    new RancherNodesSecurityGroup(stack, "nodes", { vpcId, provider, edition: "2025-09" });
  });
  expect(elements.length).toBeGreaterThan(50);
  expect([...new Set(elements.map(({ provider }) => provider))]).toEqual(["aws.europe"]);
});

test("uses the stack's default provider if none is set", () => {
  const elements = elementsOf((stack) => {
    new ClusterSecurityGroups(stack, "shop", { vpcId, provisioning: "custom", distribution: "rke2", parties: none });
  });
  expect(elements.filter(({ provider }) => provider !== undefined)).toEqual([]);
});
