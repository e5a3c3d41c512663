/**
 * The whole way on one machine, without an AWS account: deploys the sample config with the real cdktf and Terraform to
 * an emulator of EC2, prints the security groups as that reports them, and destroys everything again.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { textTable } from "../src/report/text-table";
import { readGroups } from "./emulator/ec2-readback";
import { emulatedConfig } from "./emulator/emulated-config";
import { createVpc, emulatedEc2 } from "./emulator/emulated-ec2";
import { Emulator } from "./emulator/emulator";
import { packageRoot } from "./emulator/package-root";
import { ruleColumns, ruleRows } from "./emulator/rule-table";
import { findToolchain, type Toolchain } from "./emulator/toolchain";
import { Workspace } from "./emulator/workspace";

const sample = join("stacks", "rancher-sg.yaml");

async function demonstrate(tools: Toolchain, signal: AbortSignal): Promise<void> {
  const step = stepper();
  const workspace = Workspace.create(tools, signal);
  let emulator: Emulator | undefined;
  try {
    emulator = await Emulator.start(tools.motoServer, signal);
    step(`moto emulates EC2 at ${emulator.url}`);
    const client = emulatedEc2(emulator.url);
    const vpcId = await createVpc(client, "10.0.0.0/16");
    step(`created ${vpcId}; deploying ${sample} into it with cdktf and Terraform, about half a minute`);
    const text = readFileSync(join(packageRoot, sample), "utf8");
    const outputs = await workspace.deploy(emulatedConfig(text, { vpcId, endpoint: emulator.url }));
    step(`deployed ${Object.keys(outputs).join(" and ")}; EC2 reports:`);
    const groups = (await readGroups(client, vpcId)).filter(({ name }) => name !== "default");
    process.stdout.write(`\n${textTable(ruleColumns, ruleRows(groups))}\n`);
    step("destroying");
    await workspace.destroy();
    const left = (await readGroups(client, vpcId)).filter(({ name }) => name !== "default");
    if (left.length > 0) throw new Error(`still there: ${left.map(({ name }) => name).join(", ")}`);
    step("destroyed: no group is left but the VPC's own");
  } finally {
    await emulator?.stop();
    workspace.remove();
  }
}

function stepper(): (text: string) => void {
  const start = Date.now();
  return (text) => {
    const seconds = Math.round((Date.now() - start) / 1000);
    process.stdout.write(`[${`${seconds}`.padStart(3)} s] ${text}\n`);
  };
}

async function main(): Promise<void> {
  const { tools, missing } = findToolchain();
  if (missing !== undefined) {
    process.stderr.write(`${missing}\n`);
    process.exitCode = 2;
    return;
  }
  const interruption = new AbortController();
  const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
  for (const [signal, exitCode] of Object.entries(exitCodes)) {
    process.once(signal, () => {
      process.stderr.write("interrupted: cleaning up\n");
      process.exitCode = exitCode;
      interruption.abort();
    });
  }
  try {
    await demonstrate(tools, interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) return;
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

main();
