/** The CDKTF app: a stack for each deployment of the config file. */
import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { loadConfig } from "../src/config/load-config";
import type { ConfiguredDeployment } from "../src/config/schema";
import { problems, SecurityGroupsError } from "../src/errors";
import { referencesOf } from "../src/model/deployment";
import { summary } from "../src/report/summary";
import { RancherStack } from "./rancher-stack";

function main(): void {
  const deployments = loadConfig(process.env.RANCHER_SG_CONFIG || "stacks/rancher-sg.yaml");
  const outdir = process.env.CDKTF_OUTDIR || "cdktf.out";
  makeFolder(outdir);
  const app = new App({ outdir });
  const stacks = addStacks(app, deployments);
  app.synth();
  const synthesized = stacks.map(({ deployment, securityGroups }) => ({
    deployment,
    plan: securityGroups.plan,
    file: join(outdir, "stacks", deployment.name, "cdk.tf.json"),
  }));
  process.stdout.write(summary(synthesized));
}

/** A stack for each deployment; those that others refer to come first. */
function addStacks(app: App, deployments: readonly ConfiguredDeployment[]): readonly RancherStack[] {
  const byName = new Map(deployments.map((deployment) => [deployment.name, deployment]));
  const stacks = new Map<string, RancherStack>();
  const add = (deployment: ConfiguredDeployment): RancherStack => {
    const made = stacks.get(deployment.name);
    if (made) return made;
    const others = referencesOf(deployment).map(
      (reference) => byName.get(reference.deployment) as ConfiguredDeployment,
    );
    const groups = Object.fromEntries(others.map((other) => [other.name, add(other).securityGroups]));
    const stack = new RancherStack(app, deployment, groups);
    stacks.set(deployment.name, stack);
    return stack;
  };
  return deployments.map(add);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new SecurityGroupsError([{ ...problems.cannotWrite((error as Error).message), root: path, path: [] }]);
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof SecurityGroupsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
