/** The program of docs/modules.md, without CDKTF: written, validated, planned, applied and destroyed by Terraform. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGroups } from "../../scripts/emulator/ec2-readback";
import { emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { Workspace } from "../../scripts/emulator/workspace";
import { rancherSg } from "../cli/command";
import { reportedRules, type StackFile, synthesizedRules } from "./synthesized-rules";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

const page = readFileSync(join(__dirname, "../../docs/modules.md"), "utf8");
const block = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? "";

(tools ? describe : describe.skip)("the program of docs/modules.md", () => {
  let emulator: Emulator;
  let workspace: Workspace;
  let folder: string;
  const terraform = async (...args: readonly string[]) => workspace.terraform("../../program", ...args);
  const vpcOf = async () => {
    const { said } = await terraform("output", "-raw", "vpc_id");
    return said.trim();
  };

  beforeAll(async () => {
    emulator = await Emulator.start((tools as Toolchain).motoServer);
    workspace = new Workspace(mkdtempSync(join(tmpdir(), "rancher-security-groups-")), tools as Toolchain);
    folder = join(workspace.folder, "program");
    mkdirSync(folder);
    mkdirSync(workspace.stacksFolder, { recursive: true });
    writeFileSync(join(folder, "rancher-sg.yaml"), block("yaml"));
    writeFileSync(join(folder, "main.tf"), block("hcl"));
    // Terraform merges such a file into the provider block of the page.
    const endpoints = ["ec2", "sts", "iam"]
      .map((service) => `    ${service} = ${JSON.stringify(emulator.url)}\n`)
      .join("");
    const provider = `provider "aws" {\n  access_key = "emulator"\n  secret_key = "emulator"\n  endpoints {\n${endpoints}  }\n}\n`;
    writeFileSync(join(folder, "emulator_override.tf"), provider);
    writeFileSync(join(folder, "vpc.tf"), 'output "vpc_id" {\n  value = aws_vpc.main.id\n}\n');
  }, minutes);

  afterAll(async () => {
    await emulator?.stop();
    workspace?.remove();
  }, minutes);

  test("is written and proved by the commands", () => {
    expect(rancherSg("synth --format module", { cwd: folder })).toMatchObject({ exitCode: 0, stderr: "" });
    const proof = rancherSg("verify modules", { cwd: folder });
    expect(proof).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^Proven: /), stderr: "" });
  });

  test(
    "is valid in Terraform, is applied, and has no change in a second plan",
    async () => {
      for (const command of [
        "init -input=false",
        "validate",
        "plan -input=false",
        "apply -input=false -auto-approve",
      ]) {
        expect(await terraform(...command.split(" "), "-no-color")).toMatchObject({ exitCode: 0 });
      }
      const next = await terraform("plan", "-detailed-exitcode", "-input=false", "-no-color");
      expect(next).toMatchObject({ exitCode: 0, said: expect.stringContaining("No changes.") });
    },
    10 * minutes,
  );

  test(
    "creates exactly the rules of the same config's stacks in EC2",
    async () => {
      const vpcId = await vpcOf();
      const config = block("yaml")
        .replace("defaults: { ", `defaults: { region: us-east-1, vpcId: ${vpcId}, `)
        .replace("  - name: shop\n", "  - name: shop\n    tags: { team: shop }\n");
      writeFileSync(join(folder, "stacks.yaml"), config);
      expect(rancherSg("synth --config stacks.yaml", { cwd: folder })).toMatchObject({ exitCode: 0, stderr: "" });
      const stack = (name: string) => {
        return JSON.parse(readFileSync(join(folder, "cdktf.out/stacks", name, "cdk.tf.json"), "utf8")) as StackFile;
      };
      const expected = synthesizedRules({ rancher: stack("rancher"), shop: stack("shop") });
      const groups = (await readGroups(emulatedEc2(emulator.url), vpcId)).filter(({ name }) => name !== "default");
      expect(expected.length).toBeGreaterThan(90);
      expect(reportedRules(groups, [])).toEqual(expected);
      const named = groups.map(({ name, tags }) => [name, tags]);
      expect(Object.fromEntries(named)).toMatchObject({
        "rancher-rancher": { Name: "rancher-rancher", team: "platform" },
        "shop-worker": { Name: "shop-worker", team: "shop" },
      });
    },
    5 * minutes,
  );

  test(
    "is destroyed completely",
    async () => {
      const vpcId = await vpcOf();
      expect(await terraform("destroy", "-auto-approve", "-input=false", "-no-color")).toMatchObject({ exitCode: 0 });
      expect(await readGroups(emulatedEc2(emulator.url), vpcId)).toEqual([]);
    },
    10 * minutes,
  );
});
