/** Config files as texts, and the messages about them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlacedEntry } from "../../src/config/config-file";
import { loadConfig } from "../../src/config/load-config";
import { type Issue, SecurityGroupsError } from "../../src/errors";

/** The result of loading config files. */
export interface Loaded {
  readonly entries: readonly PlacedEntry[];
  readonly issues: readonly Issue[];
}

/** Loads a config file of this text under the name `c.yaml`. */
export function loadText(text: string): Loaded {
  return loadFiles({ "c.yaml": text });
}

/** The issues about a config file of this text. */
export function issuesOf(text: string): readonly Issue[] {
  return loadText(text).issues;
}

/** The issues about a folder of files. A single file is loaded as a file. */
export function issuesOfFiles(texts: Readonly<Record<string, string>>): readonly Issue[] {
  return loadFiles(texts).issues;
}

function loadFiles(texts: Readonly<Record<string, string>>): Loaded {
  const folder = mkdtempSync(join(tmpdir(), "config-"));
  try {
    const files = Object.keys(texts);
    for (const file of files) writeFileSync(join(folder, file), texts[file] ?? "");
    return { entries: loadConfig(files.length === 1 ? join(folder, `${files[0]}`) : folder), issues: [] };
  } catch (error) {
    if (!(error instanceof SecurityGroupsError)) throw error;
    return { entries: [], issues: JSON.parse(JSON.stringify(error.issues).replaceAll(`${folder}/`, "")) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Renders issues as the lines that a user reads. */
export function linesOf(issues: readonly Issue[]): readonly string[] {
  return issues.length > 0 ? new SecurityGroupsError(issues).message.split("\n") : [];
}

export const clients = "apiClients: anywhere, workloadClients: anywhere";

/** The parties with Rancher nodes, which a cluster has to bind. */
const withRancher = (parties: string) =>
  /\brancher:/.test(parties) ? parties : [parties, "rancher: { create: true }"].filter(Boolean).join(", ");

/** A key after `extra`, unless `extra` has it. */
const unlessIn = (extra: string, key: string, value: string) =>
  extra.includes(`${key}: `) ? extra : `${extra}    ${key}: ${value}\n`;

/** A cluster on custom nodes, from line 2 to line 7; `extra` begins on line 8. Default: `rancherVersion: 2.x`. */
export const cluster = (extra: string, parties = clients, provisioning = "custom"): string => `deployments:
  - name: lab
    type: cluster
    provisioning: ${provisioning}
    region: us-east-1
    vpcId: vpc-0a1b2c3d
    parties: { ${withRancher(parties)} }
${unlessIn(extra, "rancherVersion", "2.x")}`;

/** A group rancher-nodes, from line 2 to line 5; `extra` begins on line 6. Default: `edition: 2.x`. */
export const nodes = (extra: string): string => `deployments:
  - name: lab
    type: rancher-nodes
    region: us-east-1
    vpcId: vpc-0a1b2c3d
${unlessIn(extra, "edition", "2.x")}`;

/** A cluster on one line, of a fleet. */
export const member = (name: string, parties = "", region = "us-east-1"): string =>
  `  - { name: ${name}, type: cluster, provisioning: custom, region: ${region}, vpcId: vpc-0a1b2c3d, parties: { ${clients}, ${withRancher(parties)} }, rancherVersion: 2.x }\n`;
