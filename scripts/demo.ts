/**
 * A full deploy and destroy on one machine, without an AWS account: deploys the sample config, or the one in
 * RANCHER_SG_CONFIG, with the real cdktf and Terraform to an emulator of EC2, prints the security groups that it
 * reports, and destroys everything again.
 */
import { join } from "node:path";
import { SecurityGroupsError } from "../src/errors";
import { textTable } from "../src/report/text-table";
import { type DemoPlace, demoConfig } from "./emulator/demo-config";
import { type ReportedGroup, readGroups } from "./emulator/ec2-readback";
import { Emulator } from "./emulator/emulator";
import { packageRoot } from "./emulator/package-root";
import { ruleColumns, ruleRows } from "./emulator/rule-table";
import { findToolchain, type Toolchain } from "./emulator/toolchain";
import { Workspace } from "./emulator/workspace";
import { stepper } from "./stepper";

const sample = join("stacks", "rancher-sg.yaml");

async function demonstrate(tools: Toolchain, signal: AbortSignal): Promise<void> {
  const step = stepper();
  const config = process.env.RANCHER_SG_CONFIG || join(packageRoot, sample);
  const workspace = Workspace.create(tools, signal);
  let emulator: Emulator | undefined;
  try {
    emulator = await Emulator.start(tools.motoServer, signal);
    step(`moto emulates EC2 at ${emulator.url}`);
    const { files, places } = await demoConfig(config, emulator.url);
    const vpcs = places.map(({ vpcId }) => vpcId).join(", ");
    const name = process.env.RANCHER_SG_CONFIG || sample;
    step(`created ${vpcs}; deploying ${name} with cdktf and Terraform, about half a minute`);
    const outputs = await workspace.deploy(files);
    step(`deployed ${Object.keys(outputs).join(" and ")}; EC2 reports:`);
    const groups = await createdGroups(places);
    process.stdout.write(`\n${textTable(ruleColumns, ruleRows(groups))}\n`);
    step("destroying");
    await workspace.destroy();
    const left = await createdGroups(places);
    if (left.length > 0) throw new Error(`still there: ${left.map(({ name }) => name).join(", ")}`);
    step("destroyed: no group is left but those that existed before");
  } finally {
    await emulator?.stop();
    workspace.remove();
  }
}

/** The groups that the deploy created. */
async function createdGroups(places: readonly DemoPlace[]): Promise<readonly ReportedGroup[]> {
  const groups: ReportedGroup[] = [];
  for (const { client, vpcId, groupsBefore } of places) {
    const all = await readGroups(client, vpcId);
    groups.push(...all.filter(({ id }) => !groupsBefore.includes(id)));
  }
  return groups;
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
    process.exitCode = error instanceof SecurityGroupsError ? 2 : 1;
  }
}

main();
