/**
 * `npm run smoke:aws`: deploys a sample to a VPC of AWS, compares what EC2 reports with the plan, and destroys the sample.
 * docs/smoke-test.md describes it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { loadConfig } from "../src/config/load-config";
import type { Plan } from "../src/model/plan";
import type { Ec2Network } from "../src/network/ec2-network";
import { packageRoot } from "./emulator/package-root";
import { differences } from "./smoke/differences";
import { optionsOf, type SmokeOptions, usage } from "./smoke/options";
import { readRunGroups, removeLeft, reportLeft } from "./smoke/run-groups";
import { type SmokePlace, sampleConfig, sampleProgram, smokeTag } from "./smoke/sample";
import { onSignals } from "./smoke/signals";
import { Terraform } from "./smoke/terraform";
import { stepper } from "./stepper";

const unattended = ["-input=false", "-no-color"];
const step = stepper();
const interruption = new AbortController();
const complain = (error: unknown) => process.stderr.write(`${(error as Error).message}\n`);

/** Writes the sample to the folder, has Terraform plan it, and prints what a deploy would create. */
async function prepare(place: SmokePlace, folder: string, terraform: Terraform): Promise<readonly Plan[]> {
  const config = join(folder, "rancher-sg.yaml");
  writeFileSync(config, sampleConfig(place));
  const synth = ["synth", "--format", "module", "--config", config, "--output", join(folder, "modules")];
  execFileSync(process.execPath, [join(packageRoot, "lib", "rancher-sg.js"), ...synth]);
  writeFileSync(join(folder, "main.tf.json"), sampleProgram(place));
  step("wrote the sample as Terraform JSON; Terraform plans it");
  await terraform.run(["init", ...unattended], interruption.signal);
  await terraform.run(["plan", "-out=sample.tfplan", ...unattended], interruption.signal);
  const planned = JSON.parse(await terraform.run(["show", "-json", "sample.tfplan"]));
  const { account_id: account, arn } = planned.planned_values.outputs.caller.value;
  const plans = loadConfig(config).map(({ plan }) => plan);
  const { region, vpcId, run } = place;
  step(`run ${run} will create ${sizeOf(plans)} in ${vpcId}, ${region}, account ${account}, as ${arn}`);
  step(`the groups: ${createdGroups(plans).join(", ")}`);
  step(`each has the tag ${smokeTag}=${run}; all are destroyed again; security groups cost nothing`);
  return plans;
}

const createdGroups = (plans: readonly Plan[]) =>
  plans.flatMap(({ groups }) => groups.flatMap(({ existing, name }) => (existing ? [] : [name])));

function sizeOf(plans: readonly Plan[]): string {
  const rules = plans.flatMap(({ groups }) => groups.flatMap((group) => group.rules));
  return `${createdGroups(plans).length} groups and ${rules.length} rules`;
}

/** Whether the user types yes. An interruption counts as no. */
async function confirm(): Promise<boolean> {
  process.stdout.write("Type yes to continue: ");
  const lines = createInterface({ input: process.stdin, terminal: false, signal: interruption.signal });
  for await (const line of lines) return line.trim() === "yes";
  return false;
}

/** Whether EC2 has exactly the groups and rules of the plans. */
async function isEqual(plans: readonly Plan[], place: SmokePlace): Promise<boolean> {
  const compare = (found: Ec2Network) => differences(plans, place.vpcId, found);
  const lines = compare(await readRunGroups(place, (found) => compare(found).length === 0));
  step(lines.length === 0 ? `EC2 has exactly these ${sizeOf(plans)}` : `${lines.length} differences from the plan:`);
  for (const line of lines) process.stdout.write(`        ${line}\n`);
  return lines.length === 0;
}

/** Returns the exit code. */
async function deploy({ place, isConfirmed }: SmokeOptions, folder: string, terraform: Terraform): Promise<number> {
  let plans: readonly Plan[];
  try {
    plans = await prepare(place, folder, terraform);
    if (!isConfirmed && !(await confirm())) throw new Error("not confirmed");
  } catch (error) {
    complain(error);
    step("nothing was created");
    return interruption.signal.aborted ? 1 : 2;
  }
  const equal = await succeeds(async () => {
    step("applying");
    await terraform.run(["apply", ...unattended, "sample.tfplan"], interruption.signal);
    return isEqual(plans, place);
  });
  const destroyed = await succeeds(async () => {
    step("destroying");
    await terraform.run(["destroy", "-auto-approve", ...unattended]);
    return true;
  });
  const gone = (await removeLeft(place, step)) === 0;
  const passed = equal && destroyed && gone && !interruption.signal.aborted;
  step(passed ? "passed" : "failed");
  return passed ? 0 : 1;
}

/** The result of `work`; false if it throws, after printing the error's message. */
async function succeeds(work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    complain(error);
    return false;
  }
}

async function main(): Promise<number> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  // A closed terminal or pipe must not end the run before it has destroyed the groups.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  let options: SmokeOptions;
  try {
    options = optionsOf(process.argv.slice(2));
  } catch (error) {
    complain(error);
    process.stderr.write(usage);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "rancher-sg-smoke-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const terraform = new Terraform(folder);
  const stopAtOnce = async () => {
    terraform.kill();
    await reportLeft(options.place);
    process.exit(1);
  };
  onSignals(() => {
    step("interrupted: Terraform stops and the groups are destroyed; a second interruption stops the script at once");
    interruption.abort(new Error("interrupted"));
  }, stopAtOnce);
  if (!options.isRemoval) return deploy(options, folder, terraform);
  return (await removeLeft(options.place, step)) === undefined ? 1 : 0;
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error) => {
    complain(error);
    process.exitCode = 1;
  },
);
