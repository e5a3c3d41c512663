/** The CDKTF app: a stack for each deployment of the config file. */
import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { loadConfig } from "../src/config/load-config";
import { problems, SecurityGroupsError } from "../src/errors";
import { summary } from "../src/report/summary";
import { addStacks } from "./add-stacks";

function main(): void {
  const entries = loadConfig(process.env.RANCHER_SG_CONFIG || "stacks/rancher-sg.yaml");
  const outdir = process.env.CDKTF_OUTDIR || "cdktf.out";
  makeFolder(outdir);
  const app = new App({ outdir });
  addStacks(app, entries);
  app.synth();
  const synthesized = entries.map(({ name, plan, imports }) => {
    return { plan, imports, file: join(outdir, "stacks", name, "cdk.tf.json") };
  });
  process.stdout.write(summary(synthesized));
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
  if (process.env.DEBUG || !(error instanceof Error)) throw error;
  const isExpected = error instanceof SecurityGroupsError;
  process.stderr.write(isExpected ? `${error.message}\n` : `unexpected: ${error.message}; run again with DEBUG=1\n`);
  process.exitCode = 2;
}
