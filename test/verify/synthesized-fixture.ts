import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { loadConfig } from "../../src/config/load-config";
import type { Plan } from "../../src/model/plan";
import { type FolderJson, readFolder } from "../../src/network/terraform-folder";
import { parseTerraformApp } from "../../src/network/terraform-json";
import { planDeployment } from "../../src/projection/plan-deployment";
import { verifySynthesized } from "../../src/verify/verify-synthesized";
import { addStacks } from "../../stacks/add-stacks";

export const shippedConfigs = [
  "stacks/rancher-sg.yaml",
  ...readdirSync("stacks/examples")
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => join("stacks/examples", name)),
];

export interface Synthesized {
  readonly json: FolderJson;
  readonly plans: readonly Plan[];
}

/** Synthesises the stacks of a config, with all deployments optimised or none. */
export function synthesize(config: string, optimize = false): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), "rancher-sg-test-"));
  try {
    const entries = loadConfig(config).map((entry) => ({
      ...entry,
      plan: planDeployment({ ...entry.plan.deployment, optimize }),
    }));
    const app = new App({ outdir });
    addStacks(app, entries);
    app.synth();
    return { json: readFolder(outdir), plans: entries.map(({ plan }) => plan) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: JSON to be changed by hand
export type Json = any;

/** Verifies a copy of the JSON after a change by hand. */
export function verifyChanged({ json, plans }: Synthesized, change: (stacks: Record<string, Json>) => void) {
  const copy = structuredClone(json) as FolderJson;
  change(Object.fromEntries(copy.stacks.map((stack) => [stack.name, stack.json])));
  return verifySynthesized(parseTerraformApp(copy), plans);
}

/** The first key of a map that matches a pattern. */
export function keyLike(map: Json, pattern: RegExp): string {
  const key = Object.keys(map).find((candidate) => pattern.test(candidate));
  if (key === undefined) throw new Error(`no key like ${pattern}`);
  return key;
}
