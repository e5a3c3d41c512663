/**
 * Texts of a config in a real plan: Terraform keeps every text that the config accepts unchanged. The fields are found
 * in the schema. A text that Terraform would change is put into the JSON by hand, to show that the test detects it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { Workspace } from "../../scripts/emulator/workspace";
import { issuesOf } from "../config/config-lines";
import { deploymentsWith } from "../config/text-fields";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);
if (missing) process.stderr.write(`e2e skipped, ${missing}\n`);

type Json = Readonly<Record<string, unknown>>;

/** Texts that look almost like an expression. Each field gets those that its own rules allow. */
const harmless = [
  "$",
  "%",
  "$ {x}",
  "% {x}",
  "{x}",
  "~}",
  "$}%}",
  "\\",
  '"',
  "'",
  "<%= x %>",
  "{{ x }}",
  "a$",
  "a%",
  "ä 字",
];
/** With these fields the provider or the backend would look for an AWS configuration or another state. */
const placed = ["profile", "assumeRole", "state", "endpoint", "region", "vpcId", "awsProviderVersion", "adopt"];

/**
 * For each type, one deployment with an accepted text in each field that takes one. If two fields exclude each other,
 * the later one is used.
 */
function deployments(): readonly Json[] {
  const byType = new Map<string, Json>([
    [
      "cluster",
      { rancherVersion: "2.x", parties: { rancher: { create: true }, apiClients: "none", workloadClients: "none" } },
    ],
    [
      "rancher-server",
      {
        rancherVersion: "2.x",
        parties: {
          rancher: { create: true },
          apiClients: "none",
          clusterNodes: "none",
          nodeDriverNodes: "none",
          hostedCluster: "none",
        },
      },
    ],
  ]);
  for (const text of harmless) {
    for (const { path, value } of deploymentsWith(text)) {
      const [type = "", field = ""] = path;
      if (placed.includes(field)) continue;
      const merged = merge(byType.get(type) ?? {}, { ...value, name: `lab-${type}` }) as Json;
      const isAccepted = (deployment: Json) => issuesOf(stringify({ deployments: [deployment] })).length === 0;
      if (isAccepted(merged)) byType.set(type, merged);
    }
  }
  // The types may have groups of one name, which a VPC allows only once.
  return [...byType.values()].map((deployment, index) => ({ ...deployment, vpcId: `vpc-0a1b2c3d4e5f6071${index}` }));
}

function merge(a: unknown, b: unknown): unknown {
  if (!isFields(a) || !isFields(b)) return Array.isArray(a) && Array.isArray(b) ? [...b] : b;
  return Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [
      key,
      !(key in b) ? a[key] : key in a ? merge(a[key], b[key]) : b[key],
    ]),
  );
}

const isFields = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

(tools ? describe : describe.skip)("texts of a config in a real plan", () => {
  const abort = new AbortController();
  let emulator: Emulator;
  let workspace: Workspace;

  beforeAll(async () => {
    emulator = await Emulator.start((tools as Toolchain).motoServer, abort.signal);
    workspace = Workspace.keepingProvider(tools as Toolchain, abort.signal);
  }, minutes);
  afterAll(async () => {
    abort.abort();
    await emulator?.stop();
    workspace?.remove();
  }, minutes);

  /** The text attributes of each resource in the JSON that differ in the plan. */
  async function changedTexts(
    stack: string,
  ): Promise<{ readonly compared: readonly string[]; readonly changed: readonly unknown[] }> {
    const terraform = async (...args: readonly string[]) => {
      const { exitCode, said } = await workspace.terraform(stack, ...args);
      if (exitCode !== 0) throw new Error(`terraform ${args[0]} ended with ${exitCode}:\n${said.slice(-4000)}`);
      return said;
    };
    await terraform("init", "-input=false", "-no-color");
    await terraform("plan", "-out=plan", "-input=false", "-no-color");
    const plan = JSON.parse(await terraform("show", "-json", "plan"));
    const planned = new Map<string, Json>(
      plan.planned_values.root_module.resources.map((resource: { address: string; values: Json }) => [
        resource.address,
        resource.values,
      ]),
    );
    const compared: string[] = [];
    const changed: unknown[] = [];
    const compare = (written: unknown, found: unknown, at: string): void => {
      if (isFields(written)) {
        for (const [key, value] of Object.entries(written)) {
          if (at.endsWith(".tags")) compared.push(key);
          if (isFields(found) && !Object.hasOwn(found, key) && at.endsWith(".tags")) changed.push([at, key]);
          else compare(value, isFields(found) ? found[key] : undefined, `${at}.${key}`);
        }
      } else if (typeof written === "string" && !/^\$\{aws_security_group\.[\w-]+\.id\}$/.test(written)) {
        compared.push(written);
        if (written !== found) changed.push([at, written, found]);
      }
    };
    for (const [type, resources] of Object.entries((workspace.synthesized(stack) as { resource: Json }).resource)) {
      for (const [key, { "//": _, lifecycle: __, ...attributes }] of Object.entries(
        resources as Record<string, Json>,
      )) {
        const address = `${type}.${key}`;
        compare(attributes, planned.get(address), address);
      }
    }
    return { compared, changed };
  }

  test(
    "plans every accepted text unchanged, and detects an evaluated one",
    async () => {
      const { url } = emulator;
      const all: readonly Json[] = deployments().map((deployment) => ({ ...deployment, endpoint: url }));
      const names = all.map(({ name }) => `${name}`);
      expect([...names].sort()).toEqual(["lab-cluster", "lab-rancher-nodes", "lab-rancher-server"]);
      await workspace.synth(stringify({ deployments: all }));
      for (const name of names) {
        const { compared, changed } = await changedTexts(name);
        expect(changed).toEqual([]);
        // The provider drops a tag whose key is a per cent sign, so the config refuses it.
        expect(harmless.filter((text) => text !== "%" && !compared.includes(text))).toEqual([]);
      }
      const file = join(workspace.stacksFolder, "lab-rancher-nodes", "cdk.tf.json");
      const json = JSON.parse(readFileSync(file, "utf8"));
      const groups: readonly { tags: Record<string, string> }[] = Object.values(json.resource.aws_security_group);
      const [group = { tags: {} }] = groups;
      group.tags["%{ if true }by-hand%{ endif }"] = '%{ for c in ["x", "y"] }z%{ endfor }';
      writeFileSync(file, JSON.stringify(json));
      expect((await changedTexts("lab-rancher-nodes")).changed).toEqual([
        [expect.stringMatching(/\.tags$/), "%{ if true }by-hand%{ endif }"],
      ]);
    },
    10 * minutes,
  );
});
