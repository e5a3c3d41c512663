/**
 * The example of an existing stack, deployed as its README describes: network, launch templates, load balancer and
 * groups in one apply. The example knows nothing of the emulator: the AWS provider is configured for it from outside.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeLaunchTemplateVersionsCommand } from "@aws-sdk/client-ec2";
import { readGroups } from "../../scripts/emulator/ec2-readback";
import { emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { Workspace } from "../../scripts/emulator/workspace";
import { compile, copyExample } from "../readme/package-folder";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

(tools ? describe : describe.skip)("the example existing-stack, applied by Terraform", () => {
  let emulator: Emulator;
  let workspace: Workspace;

  beforeAll(async () => {
    emulator = await Emulator.start((tools as Toolchain).motoServer);
    const credentials = { AWS_ACCESS_KEY_ID: "emulator", AWS_SECRET_ACCESS_KEY: "emulator" };
    const folder = mkdtempSync(join(tmpdir(), "rancher-security-groups-"));
    workspace = new Workspace(folder, tools as Toolchain, undefined, {
      ...credentials,
      AWS_ENDPOINT_URL: emulator.url,
    });
    copyExample("existing-stack", folder);
    expect(compile(folder)).toEqual({ status: 0, stdout: "" });
    await workspace.deploy("");
  }, 10 * minutes);

  afterAll(async () => {
    await emulator?.stop();
    workspace?.remove();
  }, minutes);

  test("has the groups of the cluster in EC2, and launch templates with the groups of their roles", async () => {
    const client = emulatedEc2(emulator.url);
    const vpc = workspace.state("platform").resources.find((one) => (one as { type: string }).type === "aws_vpc");
    const { id } = (vpc as { instances: [{ attributes: { id: string } }] }).instances[0].attributes;
    const groups = (await readGroups(client, id)).filter(({ name }) => name !== "default");
    const nameOf = new Map(groups.map((group) => [group.id, group.name]));
    const ofCluster = ["controlplane", "etcd", "load-balancer", "rancher", "worker"].map(
      (name) => `production-${name}`,
    );
    expect([...nameOf.values()].sort()).toEqual(["monitoring", ...ofCluster]);
    const monitored = groups.filter(({ rules }) =>
      rules.some(
        ({ fromPort, peer }) => fromPort === 9100 && "groupId" in peer && nameOf.get(peer.groupId) === "monitoring",
      ),
    );
    expect(monitored.map(({ name }) => name).sort()).toEqual(ofCluster.filter((name) => !name.endsWith("balancer")));
    const { LaunchTemplateVersions = [] } = await client.send(
      new DescribeLaunchTemplateVersionsCommand({ Versions: ["$Latest"] }),
    );
    const held = LaunchTemplateVersions.map(({ LaunchTemplateName, LaunchTemplateData }) => [
      LaunchTemplateName,
      LaunchTemplateData?.NetworkInterfaces?.[0]?.Groups?.map((group) => nameOf.get(group)).sort(),
    ]);
    expect(held.sort()).toEqual([
      ["production-control-plane", ["production-controlplane", "production-etcd"]],
      ["production-rancher", ["production-rancher"]],
      ["production-worker", ["production-worker"]],
    ]);
  });

  test(
    "has no change in a second plan",
    async () => {
      const plan = await workspace.terraform("platform", "plan", "-detailed-exitcode", "-input=false", "-no-color");
      expect(plan).toMatchObject({ exitCode: 0, said: expect.stringContaining("No changes.") });
    },
    5 * minutes,
  );

  test(
    "destroys everything it created",
    async () => {
      await workspace.destroy();
      expect(workspace.state("platform").resources).toEqual([]);
    },
    10 * minutes,
  );
});
