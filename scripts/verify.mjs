// `npm run verify`: synthesises the config, proves the Terraform JSON and the assertions of the config, and lints it.
//
// The assertions of a config file are in `assertions.yaml` in the same folder, as for `rancher-sg explain`; a folder of
// config files has none. After a no (exit code 1) the later steps still run; bad input (2) ends the run.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./build.mjs";

const ownConfig = existsSync("rancher-sg.yaml") ? "rancher-sg.yaml" : "stacks/rancher-sg.yaml";
const config = process.env.RANCHER_SG_CONFIG || ownConfig;
const assertions = join(dirname(config), "assertions.yaml");
const isFile = statSync(config, { throwIfNoEntry: false })?.isFile();
const program = join(root, "lib", "rancher-sg.js");

const steps = [
  [program, "synth"],
  [program, "verify", ...(isFile && existsSync(assertions) ? ["--assertions", assertions] : [])],
  [program, "lint"],
];

process.exitCode = 0;
for (const step of steps) {
  const { status } = spawnSync(process.execPath, step, { stdio: "inherit" });
  const exitCode = status ?? 2;
  process.exitCode = Math.max(process.exitCode, exitCode);
  if (exitCode > 1) break;
}
