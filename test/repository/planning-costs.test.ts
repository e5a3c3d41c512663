/** Counts how often a synth validates and plans a deployment, which is most of the time of a large config. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { z } from "zod";
import { ClusterSecurityGroups, Peer, Port, RancherNodesSecurityGroup, RancherServerSecurityGroups } from "../../src";
import { loadConfig } from "../../src/config/load-config";
import * as configSchemas from "../../src/config/schema";
import * as deploymentSchemas from "../../src/model/deployment";
import { layoutNames } from "../../src/model/group-layout";
import { planAlike } from "../../src/projection/alike-plans";
import { planDeployment } from "../../src/projection/plan-deployment";
import { synthVerb } from "../../stacks/synth";

jest.mock("../../src/projection/plan-deployment", () => {
  const actual = jest.requireActual("../../src/projection/plan-deployment");
  return { ...actual, planDeployment: jest.fn(actual.planDeployment) };
});

jest.mock("../../src/projection/alike-plans", () => {
  const actual = jest.requireActual("../../src/projection/alike-plans");
  return { ...actual, planAlike: jest.fn(actual.planAlike) };
});

/** Every schema that parses a deployment, in any module. */
const parses = [...Object.values(deploymentSchemas), ...Object.values(configSchemas)].flatMap((schema) =>
  schema instanceof z.ZodType ? [jest.spyOn(schema, "safeParse"), jest.spyOn(schema, "parse")] : [],
);
const outdir = mkdtempSync(join(tmpdir(), "planning-costs-"));
afterAll(() => rmSync(outdir, { recursive: true }));

/** The names of the deployments that were validated and planned during a run, each as often as that happened. */
function counted(run: () => void): { readonly validated: readonly string[]; readonly planned: readonly string[] } {
  jest.clearAllMocks();
  run();
  const inputs = parses.flatMap(({ mock }) => mock.calls.map(([input]) => input as { type?: string; name: string }));
  return {
    validated: inputs.flatMap(({ type, name }) => (type === undefined ? [] : [name])).sort(),
    planned: [...jest.mocked(planDeployment).mock.calls, ...jest.mocked(planAlike).mock.calls]
      .map(([{ name }]) => name)
      .sort(),
  };
}

test("validates each deployment of config files once in a synth, and plans it once, plus once for each layout it counts", () => {
  const names = loadConfig("stacks/examples")
    .map(({ name }) => name)
    .sort();
  const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  const options = { config: "stacks/examples", output: join(outdir, "main"), format: "stacks" } as const;
  const counts = counted(() => synthVerb.run({ options, flags: {}, positionals: [] }));
  write.mockRestore();
  // The summary has the numbers of rules for each layout if a config has `groups` or nodes attach several groups.
  const compared = ["kiosk", "prod", "shared"].flatMap((name) => layoutNames.map(() => name));
  expect(counts).toEqual({ validated: names, planned: [...names, ...compared].sort() });
  expect(existsSync(join(outdir, "main/manifest.json"))).toBe(true);
});

describe("a construct with props", () => {
  const clients = { rancher: { create: true }, apiClients: "anywhere", workloadClients: "anywhere" } as const;
  const outside = { clusterNodes: "none", nodeDriverNodes: "none", hostedCluster: "none" } as const;
  const inVpc = { vpcId: "vpc-0a1b2c3d4e5f60718" };
  const clusterIn = (stack: TerraformStack) =>
    new ClusterSecurityGroups(stack, "cluster", {
      ...inVpc,
      provisioning: "custom",
      rancherVersion: "2.x",
      optimize: true,
      parties: clients,
    });
  const serverIn = (stack: TerraformStack) =>
    new RancherServerSecurityGroups(stack, "server", {
      rancherVersion: "2.x",
      ...inVpc,
      parties: { rancher: { create: true }, apiClients: "anywhere", ...outside },
    });
  const nodesIn = (stack: TerraformStack) =>
    new RancherNodesSecurityGroup(stack, "nodes", { ...inVpc, edition: "2.x" });

  /** The calls of a synth of one stack. */
  const synthesized = (name: string, build: (stack: TerraformStack) => void) =>
    counted(() => {
      const app = new App({ outdir: join(outdir, name) });
      const stack = new TerraformStack(app, name);
      new AwsProvider(stack, "aws", { region: "us-east-1" });
      build(stack);
      app.synth();
    });

  test.each([
    ["cluster", clusterIn],
    ["server", serverIn],
    ["nodes", nodesIn],
  ])("validates and plans once: %s", (name, build) => {
    expect(synthesized(name, build)).toEqual({ validated: [name], planned: [name] });
  });

  test("plans once more for each allowFrom and allowTo, and validates no more", () => {
    const counts = synthesized("connected", (stack) => {
      const [cluster, server] = [clusterIn(stack), serverIn(stack)];
      const worker = cluster.findGroup("worker");
      worker.allowFrom(Peer.ipv4("10.0.0.0/8"), Port.tcp(9100), "Node metrics");
      worker.allowTo(Peer.ipv4("10.0.0.0/8"), Port.tcp(5432), "Database");
      worker.allowTo(server.findGroup("rancher"), Port.tcp(8443), "API");
    });
    expect(counts).toEqual({
      validated: ["cluster", "server"],
      planned: ["cluster", "cluster", "cluster", "cluster", "server"],
    });
  });
});
