/**
 * The complete workflow with the real cdktf, Terraform and AWS provider: configs become security groups in an EC2 API,
 * and what that API reports is compared with the source tables.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type ReportedGroup, readGroups } from "../../scripts/emulator/ec2-readback";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { combinations } from "./combinations";
import { testDeployedSite } from "./deployed-site";
import { clusterCases, writtenDeployments } from "./deployment-case";
import { testFleet } from "./fleet";
import { Landscape, type Place, type SiteName, siteConfigs, siteNames } from "./landscape";
import { evaluated, testMatrixCells } from "./matrix-cells";
import { testRancherNodesLines } from "./rancher-nodes-lines";
import { listObjects, stateKey } from "./state-bucket";
import { rememberedTypes, testStateInS3 } from "./state-in-s3";
import { patience, timed, timings } from "./timings";

const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);
if (missing) process.stderr.write(`e2e skipped, ${missing}\n`);

(tools ? describe : describe.skip)("applied by Terraform", () => {
  let landscape: Landscape | undefined;
  const deployed = (): Landscape => {
    if (landscape) return landscape;
    throw new Error("the emulator did not start");
  };
  const groupsOf = (name: SiteName, file: string): readonly ReportedGroup[] =>
    (deployed().site(name).places[file] as Place).groups;

  beforeAll(async () => {
    landscape = await Landscape.create(tools as Toolchain);
  }, patience);

  afterAll(async () => {
    await landscape?.clear();
    const { allowed, forbidden } = evaluated;
    process.stdout.write(`${combinations.length} combinations; ${timings()}\n`);
    process.stdout.write(`${allowed + forbidden} cells evaluated: ${allowed} allowed, ${forbidden} forbidden\n`);
  }, patience);

  test.each(siteNames)(
    "Terraform deploys every deployment of the %s",
    async (name) => {
      const { outputs } = await timed(`deploy ${name}`, () => deployed().deploy(name));
      expect(Object.keys(outputs).sort()).toEqual(deploymentNames(name));
    },
    patience,
  );

  test("combinations cover 4 provisionings, 3 load balancers and 2 modes of egress", () => {
    const cases = combinations.map(({ provisioning, loadBalancer, egress }) =>
      [provisioning, loadBalancer?.terminatesTls, egress].join(),
    );
    expect(new Set(cases).size).toBe(4 * 3 * 2);
  });

  const judged = [
    ["examples", "source-documents.yaml"],
    ...combinations.map(({ name }) => ["combinations", name] as const),
  ] as const;
  for (const [name, file] of judged) {
    const configs: Readonly<Record<string, string>> = siteConfigs[name];
    for (const deployment of clusterCases(configs[file] as string)) {
      testMatrixCells(deployment, file, () => deployed().site(name));
    }
  }

  testRancherNodesLines("as documented", () => groupsOf("examples", "source-documents.yaml"));
  testRancherNodesLines(
    "narrowed",
    () => groupsOf("examples", "narrowed-nodes.yaml"),
    // Reads test/fixtures/narrowed-nodes.yaml by the first port of the line. HTTPS stays open to the world.
    ({ fromPort }, address) => {
      const networks: Readonly<Record<number, readonly string[]>> = {
        22: ["198.51.100.10", "203.0.113."],
        80: [],
        2376: ["198.51.100.10"],
        6443: ["198.51.100.10", "203.0.113.", "10.0."],
        30000: ["10.0."],
      };
      return (networks[fromPort] ?? [""]).some((network) => address.startsWith(network));
    },
  );

  test("evaluates cells that the tables allow, and cells that they forbid", () => {
    expect(evaluated.allowed).toBeGreaterThan(0);
    expect(evaluated.forbidden).toBeGreaterThan(0);
  });

  describe.each(siteNames)("the %s in EC2", (name) => testDeployedSite(name, () => deployed().site(name)));
  describe("the fleet of the examples", () => testFleet(() => deployed().site("examples")));
  describe("state in S3", () => testStateInS3(deployed));

  test.each(["sample", "examples"] as const)("rancher-sg verifies the output of cdktf for the %s", (name) => {
    const { folder } = deployed().site(name).workspace;
    const program = join(__dirname, "../../lib/rancher-sg.js");
    const output = execFileSync(process.execPath, [program, "verify", "--config", "config"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(output).toMatch(/^Proven: /);
  });

  test("groups have the name, description and tags of the sample", () => {
    const shown = groupsOf("sample", "rancher-sg.yaml")
      .filter(({ name }) => name !== "default")
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

  // The combinations stay on the emulator, which forgets everything when it stops.
  describe.each(["sample", "examples"] as const)("the %s destroyed again", (name) => {
    beforeAll(async () => {
      await timed(`destroy ${name}`, () => deployed().site(name).workspace.destroy());
    }, patience);

    test.each(Object.keys(siteConfigs[name]))(
      "%s: EC2 reports only the groups and rules that existed before",
      async (file) => {
        const { vpcId, before } = deployed().site(name).places[file] as Place;
        expect(await readGroups(deployed().client, vpcId)).toEqual(before);
      },
    );

    test("the Terraform state is empty", () => {
      const { workspace } = deployed().site(name);
      const local = workspace.stacks.filter((stack) => stack !== "remembered");
      expect(local.flatMap((stack) => workspace.state(stack).resources)).toEqual([]);
    });
  });

  test("the state in S3 is empty too, and no lock is left", async () => {
    const endpoint = deployed().emulator.url;
    expect([await listObjects(endpoint), await rememberedTypes(endpoint)]).toEqual([[stateKey], []]);
  });
});

function deploymentNames(site: SiteName): readonly string[] {
  return Object.values<string>(siteConfigs[site])
    .flatMap((config) => writtenDeployments(config).map(({ name }) => name))
    .sort();
}
