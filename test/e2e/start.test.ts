/** The commands of docs/start.md, from an empty folder and a packed tarball to groups in EC2. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { readGroups } from "../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { Workspace } from "../../scripts/emulator/workspace";
import { packTo } from "../package/user-project";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

const page = readFileSync(join(__dirname, "../../docs/start.md"), "utf8");

/** The blocks of a section, and the commands in them. */
function section(title: string) {
  const text = page.split(`\n## ${title}\n`)[1]?.split("\n## ")[0] ?? "";
  const blocks = (language: string) => {
    return [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(([, block = ""]) => block);
  };
  return { commands: blocks("sh").join("").trim().split("\n"), program: blocks("hcl").join("") };
}

(tools ? describe : describe.skip)("from an empty folder", () => {
  let emulator: Emulator;
  let tarballs: string;
  let tarball: string;
  const workspaces: Workspace[] = [];

  beforeAll(async () => {
    emulator = await Emulator.start((tools as Toolchain).motoServer);
    tarballs = mkdtempSync(join(tmpdir(), "rancher-security-groups-packed-"));
    tarball = packTo(tarballs);
  }, 2 * minutes);

  afterAll(async () => {
    await emulator?.stop();
    for (const workspace of workspaces) workspace.remove();
    rmSync(tarballs, { recursive: true, force: true });
  }, minutes);

  /** An empty folder, a VPC, and a function that runs a command of the page there. */
  async function start(exampleVpc: string) {
    const folder = mkdtempSync(join(tmpdir(), "rancher-security-groups-"));
    const credentials = { AWS_ACCESS_KEY_ID: "emulator", AWS_SECRET_ACCESS_KEY: "emulator" };
    const workspace = Workspace.empty(folder, tools as Toolchain, { ...credentials, AWS_ENDPOINT_URL: emulator.url });
    workspaces.push(workspace);
    const client = emulatedEc2(emulator.url);
    const vpcId = await createVpc(client, "10.0.0.0/16");
    const run = async (command: string) => {
      const line = command
        .replaceAll(exampleVpc, vpcId)
        .replace(`./${basename(tarball)}`, `--prefer-offline --no-audit --no-fund '${tarball}'`)
        // Skips a download of several hundred megabytes that the checkout already has.
        .replace(/^npx cdktf-cli@[\d.]+ (.*)/, `'${tools?.cdktf}' $1 --auto-approve --skip-provider-lock --no-color`)
        .replace(/^terraform apply$/, "terraform apply -auto-approve -input=false -no-color");
      const { exitCode, said } = await workspace.shell(line);
      if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}:\n${said.slice(-4000)}`);
      return said;
    };
    const groups = async () => (await readGroups(client, vpcId)).filter(({ name }) => name !== "default");
    return { folder, vpcId, run, groups };
  }

  const exampleVpc = "vpc-0a1b2c3d4e5f60718";

  test(
    "with CDKTF: five commands",
    async () => {
      const { commands } = section("With CDKTF");
      expect(commands).toHaveLength(5);
      const { run, groups } = await start(exampleVpc);
      const outputs: string[] = [];
      for (const command of commands) outputs.push(await run(command));
      expect(outputs[2]).toContain("wrote cdktf.out/stacks/production/cdk.tf.json\n");
      expect((await groups()).map(({ name, rules }) => [name, rules.length > 10])).toEqual([
        ["production-controlplane", true],
        ["production-etcd", true],
        ["production-worker", true],
        ["rancher-nodes", true],
      ]);
    },
    10 * minutes,
  );

  test(
    "with Terraform alone: six commands, and a program of two blocks",
    async () => {
      const { commands, program } = section("With Terraform alone");
      expect(commands).toHaveLength(6);
      const { folder, vpcId, run, groups } = await start(exampleVpc);
      writeFileSync(join(folder, "main.tf"), program.replace(exampleVpc, vpcId));
      for (const command of commands) await run(command);
      expect((await groups()).map(({ name, rules }) => [name, rules.length > 10])).toEqual([
        ["production-controlplane", true],
        ["production-etcd", true],
        ["production-worker", true],
      ]);
      expect(await run("terraform plan -detailed-exitcode -input=false -no-color")).toContain("No changes.");
    },
    10 * minutes,
  );
});
