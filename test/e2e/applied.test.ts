/**
 * The whole way, with the real cdktf, Terraform and AWS provider: config files become security groups in an EC2 API,
 * and what that API then reports is measured against the source tables.
 */

import { readGroups } from "../../scripts/emulator/ec2-readback";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { testDeployedSite } from "./deployed-site";
import { clusterCases, writtenDeployments } from "./deployment-case";
import { testFleet } from "./fleet";
import { Landscape, type SiteName, siteConfigs, siteNames } from "./landscape";
import { evaluated, testMatrixCells } from "./matrix-cells";
import { testRancherNodesLines } from "./rancher-nodes-lines";
import { listObjects, stateKey } from "./state-bucket";
import { rememberedTypes, testStateInS3 } from "./state-in-s3";
import { timed, timings } from "./timings";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);
if (missing) process.stderr.write(`e2e skipped, ${missing}\n`);

/** The others are left to the emulator, which forgets everything when it stops. */
const destroyed = ["sample", "variants", "examples"] as const satisfies readonly SiteName[];

(tools ? describe : describe.skip)("applied by Terraform", () => {
  let landscape: Landscape | undefined;
  const deployed = (): Landscape => {
    if (landscape) return landscape;
    throw new Error("the emulator did not start");
  };

  beforeAll(async () => {
    landscape = await Landscape.create(tools as Toolchain);
  });

  afterAll(async () => {
    await landscape?.clear();
    const { allowed, forbidden } = evaluated;
    process.stdout.write(`${allowed + forbidden} cells evaluated: ${allowed} allowed, ${forbidden} forbidden\n`);
    process.stdout.write(`${timings()}\n`);
  });

  test.each(siteNames)(
    "cdktf deploys every stack of the %s",
    async (name) => {
      const { outputs } = await timed(`deploy ${name}`, () => deployed().deploy(name));
      expect(Object.keys(outputs).sort()).toEqual(stackNames(name));
    },
    10 * minutes,
  );

  for (const [name, config] of [
    ["sample", siteConfigs.sample["rancher-sg.yaml"]],
    ["variants", siteConfigs.variants["variants.yaml"]],
    ["combinations", siteConfigs.combinations["combinations.yaml"]],
    ["examples", siteConfigs.examples["fleet.yaml"] as string],
  ] as const) {
    for (const deployment of clusterCases(config)) testMatrixCells(deployment, () => deployed().site(name));
  }

  testRancherNodesLines("rancher-nodes", () => deployed().site("sample").groups);
  testRancherNodesLines(
    "narrowed",
    () => deployed().site("variants").groups,
    ({ fromPort }, address) => fromPort !== 2376 && (fromPort !== 22 || address.startsWith("203.0.113.")),
  );

  describe.each(siteNames)("the %s in EC2", (name) => testDeployedSite(name, () => deployed().site(name)));
  describe("the fleet of the examples", () => testFleet(() => deployed().site("examples")));
  describe("state in S3", () => testStateInS3(deployed));

  test("groups carry the name, description and tags of the sample", () => {
    const shown = deployed()
      .site("sample")
      .groups.filter(({ name }) => name !== "default")
      .map(({ name, description, tags }) => [name, description, tags]);
    const of = (name: string) => ({ Name: name, environment: "production" });
    expect(shown).toEqual([
      ["production-controlplane", "Rancher: control plane nodes", of("production-controlplane")],
      ["production-etcd", "Rancher: etcd nodes", of("production-etcd")],
      ["production-load-balancer", "Rancher: external load balancer", of("production-load-balancer")],
      ["production-rancher", "Rancher: Rancher nodes", of("production-rancher")],
      ["production-worker", "Rancher: worker nodes", of("production-worker")],
      ["rancher-nodes", "Rancher: cluster nodes", { Name: "rancher-nodes" }],
    ]);
  });

  describe.each(destroyed)("the %s destroyed again", (name) => {
    beforeAll(async () => {
      await timed(`destroy ${name}`, () => deployed().site(name).workspace.destroy());
    }, 10 * minutes);

    test("EC2 reports what it did before: groups that were there have the rules that they had", async () => {
      const { vpcId, before } = deployed().site(name);
      expect(await readGroups(deployed().client, vpcId)).toEqual(before);
    });

    test("Terraform remembers nothing", async () => {
      const { outputs, workspace } = deployed().site(name);
      const local = Object.keys(outputs).filter((stack) => stack !== "remembered");
      expect(local.flatMap((stack) => workspace.state(stack).resources)).toEqual([]);
    });
  });

  test("the state in S3 remembers nothing either, and no lock is left", async () => {
    const endpoint = deployed().emulator.url;
    expect([await listObjects(endpoint), await rememberedTypes(endpoint)]).toEqual([[stateKey], []]);
  });
});

function stackNames(site: SiteName): readonly string[] {
  return Object.values<string>(siteConfigs[site])
    .flatMap((config) => writtenDeployments(config).map(({ name }) => name))
    .sort();
}
