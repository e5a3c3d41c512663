/** One process of the AWS provider for several runs of Terraform. Each run has its own configuration or fails. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGroups } from "../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { Workspace } from "../../scripts/emulator/workspace";
import { patience } from "./timings";

const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

interface Account {
  readonly emulator: Emulator;
  readonly vpcId: string;
}

(tools?.provider ? describe : describe.skip)("a provider process that is kept running", () => {
  let workspace: Workspace;
  let folder: string;
  const accounts: Account[] = [];
  const provider = ({ emulator: { url } }: Account) => ({
    region: "us-east-1",
    access_key: "emulator",
    secret_key: "emulator",
    endpoints: [{ ec2: url, sts: url, iam: url }],
  });
  const groupIn = ({ vpcId }: Account) => ({ name: "kept", vpc_id: vpcId });

  async function run(stack: string, program: object, command: readonly string[]) {
    const stackFolder = join(workspace.stacksFolder, stack);
    mkdirSync(stackFolder, { recursive: true });
    writeFileSync(join(stackFolder, "main.tf.json"), JSON.stringify(program));
    expect(await workspace.terraform(stack, "init", "-input=false", "-no-color")).toMatchObject({ exitCode: 0 });
    return workspace.terraform(stack, ...command, "-input=false", "-no-color");
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kept-provider-"));
    const program = join(folder, "provider");
    const script = `#!/bin/sh\nexec '${tools?.provider}' "$@" 2>'${join(folder, "log")}'\n`;
    writeFileSync(program, script, { mode: 0o755 });
    workspace = Workspace.keepingProvider({ ...(tools as Toolchain), provider: program });
    for (const _ of ["one", "two"]) {
      const emulator = await Emulator.start((tools as Toolchain).motoServer);
      accounts.push({ emulator, vpcId: await createVpc(emulatedEc2(emulator.url), "10.0.0.0/16") });
    }
  }, patience);

  afterAll(async () => {
    for (const { emulator } of accounts) await emulator.stop();
    workspace?.remove();
    rmSync(folder, { recursive: true });
  }, patience);

  test(
    "deploys each stack to the endpoint of its configuration, even if both start together",
    async () => {
      const applied = accounts.map((account, index) => {
        const resource = { aws_security_group: { kept: groupIn(account) } };
        return run(`stack-${index}`, { provider: { aws: provider(account) }, resource }, ["apply", "-auto-approve"]);
      });
      for (const { exitCode, said } of await Promise.all(applied))
        expect({ exitCode, said }).toMatchObject({ exitCode: 0 });
      for (const { emulator, vpcId } of accounts) {
        const groups = await readGroups(emulatedEc2(emulator.url), vpcId);
        expect(groups.map(({ name }) => name).sort()).toEqual(["default", "kept"]);
      }
    },
    patience,
  );

  test("writes no log of its calls, which would fill the memory of this process", () => {
    expect(readFileSync(join(folder, "log"), "utf8").length).toBeLessThan(10_000);
  });

  test(
    "refuses a second configuration in one run",
    async () => {
      const [one, two] = accounts as [Account, Account];
      const program = {
        provider: { aws: [provider(one), { ...provider(two), alias: "two" }] },
        resource: { aws_security_group: { one: groupIn(one), two: { ...groupIn(two), provider: "aws.two" } } },
      };
      const { exitCode, said } = await run("both", program, ["plan"]);
      expect(exitCode).toBe(1);
      expect(said).toContain("the provider is in use with another configuration");
    },
    patience,
  );
});
