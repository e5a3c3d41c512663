import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformStack, TerraformVariable } from "cdktf";
import { ClusterSecurityGroups, Port, RancherServerSecurityGroups } from "../../src";
import { synthesizeApp } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const none = { apiClients: "none", workloadClients: "none" } as const;

function serverIn(stack: TerraformStack): RancherServerSecurityGroups {
  return new RancherServerSecurityGroups(stack, "rancher", {
    vpcId,
    distribution: "rke2",
    parties: {
      apiClients: "anywhere",
      clusterNodes: { cidrs: ["10.1.0.0/16"] },
      nodeDriverNodes: "none",
      hostedCluster: "none",
    },
  });
}

function stackIn(app: App, name: string, region?: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", region === undefined ? {} : { region });
  return stack;
}

/** A cluster in the stack `west` that refers to the Rancher server of the stack `east`. */
const referring =
  (westRegion: string | undefined, provider?: (west: TerraformStack) => AwsProvider) =>
  (app: App): void => {
    const server = serverIn(stackIn(app, "east", "us-east-1"));
    const west = stackIn(app, "west", westRegion);
    new ClusterSecurityGroups(west, "shop", {
      ...{ vpcId, provisioning: "custom", distribution: "rke2", deployments: { rancher: server } },
      ...(provider ? { provider: provider(west) } : {}),
      parties: { ...none, rancher: { deployment: "rancher" } },
    });
  };

const synth = (build: (app: App) => void) => () => synthesizeApp(build, "east", "west");
const message =
  '[west/shop] parties.rancher.deployment: is a deployment in us-east-1, and groups are referred to within a region only, got "rancher"; bind the party to cidrs';

test("fails the synth if a group of another region is referenced", () => {
  expect(synth(referring("eu-west-1"))).toThrow(message);
});

test("takes the region from the provider in the props", () => {
  const inRegion = (region: string) => (stack: TerraformStack) =>
    new AwsProvider(stack, "other", { region, alias: "other" });
  expect(synth(referring("us-east-1", inRegion("eu-west-1")))).toThrow(message);
  expect(synth(referring("eu-west-1", inRegion("us-east-1")))).not.toThrow();
});

test("ignores a region that is not a literal in the program", () => {
  expect(synth(referring("us-east-1"))).not.toThrow();
  expect(synth(referring(undefined))).not.toThrow();
  const variable = (stack: TerraformStack) =>
    new AwsProvider(stack, "other", {
      region: new TerraformVariable(stack, "region", { type: "string" }).stringValue,
      alias: "other",
    });
  expect(synth(referring("eu-west-1", variable))).not.toThrow();
});

test("fails the synth if a connection goes to a group of another region", () => {
  const build = (app: App): void => {
    const server = serverIn(stackIn(app, "east", "us-east-1"));
    const cluster = new ClusterSecurityGroups(stackIn(app, "west", "eu-west-1"), "shop", {
      ...{ vpcId, provisioning: "custom", distribution: "rke2", parties: { ...none, rancher: "none" } },
    });
    cluster.findGroup("worker").allowFrom(server.findGroup("rancher"), Port.tcp(9100), "Metrics");
  };
  expect(synth(build)).toThrow("is a deployment in us-east-1, and groups are referred to within a region only");
});
