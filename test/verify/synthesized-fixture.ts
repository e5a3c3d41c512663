import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { loadConfig } from "../../src/config/load-config";
import type { PlannedSecurityGroups } from "../../src/constructs/planned-security-groups";
import { referencesOf } from "../../src/model/deployment";
import { parseSynthesized } from "../../src/verify/synthesized";
import { type FolderJson, readFolder } from "../../src/verify/synthesized-folder";
import type { VerifiedDeployment } from "../../src/verify/verification";
import { verifySynthesized } from "../../src/verify/verify-synthesized";
import { RancherStack } from "../../stacks/rancher-stack";

export const shippedConfigs = [
  "stacks/rancher-sg.yaml",
  ...readdirSync("stacks/examples")
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => join("stacks/examples", name)),
];

export interface Synthesized {
  readonly json: FolderJson;
  readonly deployments: readonly VerifiedDeployment[];
}

/** Makes the stacks of a config for real; deployments that others refer to stand first in the file. */
export function synthesize(config: string, optimize = false): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), "rancher-sg-test-"));
  try {
    const deployments = loadConfig(config).map(({ plan, deployment }) => ({
      plan,
      deployment: { ...deployment, optimize },
    }));
    const app = new App({ outdir });
    const made: Record<string, PlannedSecurityGroups> = {};
    for (const { deployment } of deployments) {
      const others = referencesOf(deployment).map(({ deployment: name }) => [name, made[name]] as const);
      const stack = new RancherStack(app, deployment, Object.fromEntries(others) as typeof made);
      made[deployment.name] = stack.securityGroups;
    }
    app.synth();
    return { json: readFolder(outdir), deployments };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: JSON to be changed by hand
export type Json = any;

/** Verifies a copy of the JSON after a change by hand. */
export function verifyChanged({ json, deployments }: Synthesized, change: (stacks: Record<string, Json>) => void) {
  const copy = structuredClone(json) as FolderJson;
  change(Object.fromEntries(copy.stacks.map((stack) => [stack.name, stack.json])));
  return verifySynthesized(parseSynthesized(copy), deployments);
}

/** The first key of a map that a pattern matches. */
export function keyLike(map: Json, pattern: RegExp): string {
  const key = Object.keys(map).find((candidate) => pattern.test(candidate));
  if (key === undefined) throw new Error(`no key like ${pattern}`);
  return key;
}
