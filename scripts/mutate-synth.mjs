// Changes every single rule of every synthesised example, one at a time, and expects `verify` to report each change
// with a flow as witness. Then it does the same with `optimize: true`. npm run mutate-synth
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import { mutationsOf } from "./rule-mutations.mjs";

const require = createRequire(import.meta.url);
const { loadConfig } = require("../lib/src/config/load-config.js");
const { textTable } = require("../lib/src/report/text-table.js");
const { parseTerraformApp } = require("../lib/src/network/terraform-json.js");
const { readFolder } = require("../lib/src/network/terraform-folder.js");
const { verifySynthesized } = require("../lib/src/verify/verify-synthesized.js");

const ruleTypes = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"];
const examples = readdirSync("stacks/examples")
  .filter((name) => name.endsWith(".yaml"))
  .sort();
const shipped = ["stacks/rancher-sg.yaml", ...examples.map((name) => join("stacks/examples", name))];
const folder = mkdtempSync(join(tmpdir(), "rancher-sg-mutate-"));
try {
  const configs = [...shipped, ...shipped.map(optimized)];
  const misses = [];
  const results = await Promise.all(configs.map(async (config) => mutate(config, await synthesize(config), misses)));
  const rows = results.map(({ config, rules, counts, caught }) => [
    basename(config, ".yaml"),
    ...[rules, counts.delete, counts.widen, counts.narrow, caught].map((count) => `${count ?? 0}`),
  ]);
  process.stdout.write(textTable(["config", "rules", "delete", "widen", "narrow", "caught"], rows));
  for (const miss of misses) process.stdout.write(`missed: ${miss}\n`);
  const caught = results.reduce((sum, result) => sum + result.caught, 0);
  process.stdout.write(`${caught + misses.length} mutations, ${caught} caught\n`);
  process.exitCode = misses.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The config with `optimize: true` in every deployment. */
function optimized(config) {
  const { deployments, ...rest } = parse(readFileSync(config, "utf8"));
  const path = join(folder, basename(config, ".yaml").concat(", optimized.yaml"));
  const changed = { ...rest, deployments: deployments.map((deployment) => ({ ...deployment, optimize: true })) };
  writeFileSync(path, stringify(changed));
  return path;
}

async function synthesize(config) {
  const outdir = join(folder, basename(config, ".yaml"));
  const env = { ...process.env, RANCHER_SG_CONFIG: config, CDKTF_OUTDIR: outdir };
  await promisify(execFile)(process.execPath, ["lib/rancher-sg.js", "synth"], { env });
  return outdir;
}

function mutate(config, outdir, misses) {
  const plans = loadConfig(config).map(({ plan }) => plan);
  const synthesized = readFolder(outdir);
  const before = verifySynthesized(parseTerraformApp(synthesized), plans).violations;
  if (before.length > 0) throw new Error(`${config}: fails unchanged: ${before[0].witness}`);
  const result = { config, rules: 0, counts: {}, caught: 0 };
  for (const { name, json } of synthesized.stacks) {
    for (const type of ruleTypes) {
      const rules = json.resource[type] ?? {};
      for (const [key, rule] of Object.entries(rules)) {
        result.rules++;
        for (const { kind, what, changed } of mutationsOf(rule)) {
          if (changed) rules[key] = changed;
          else delete rules[key];
          const { violations } = verifySynthesized(parseTerraformApp(synthesized), plans);
          rules[key] = rule;
          result.counts[kind] = (result.counts[kind] ?? 0) + 1;
          if (violations.some(({ flows, witness }) => flows.length > 0 && witness)) result.caught++;
          else misses.push(`${config} ${name} ${type}.${key}: ${what}`);
        }
      }
    }
  }
  return result;
}
