/** The groups of another deployment that the rules of a config reference. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../src/config/load-config";

const place = "region: us-east-1, vpcId: vpc-0a1b2c3d";
const none = "rancher: none, apiClients: none, workloadClients: none";
const cluster = (name: string, more: string, parties: string) =>
  `  - { name: ${name}, type: cluster, provisioning: custom, rancherVersion: 2.x, ${place}, ${more}parties: { ${none}, ${parties} } }\n`;
const lab = (groups: string) => cluster("lab", `groups: ${groups}, `, "");

/** The groups of lab that rules of shop reference, and those of lab to which shop adds rules; each sorted. */
function named(files: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  const folder = mkdtempSync(join(tmpdir(), "config-"));
  try {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), `deployments:\n${text}`);
    const plan = loadConfig(folder).find(({ name }) => name === "shop")?.plan;
    const groups = plan?.groups ?? [];
    const peers = groups.flatMap(({ rules }) => rules.map(({ peer }) => peer));
    return [
      [...new Set(peers.flatMap((peer) => (peer.type === "deployment" ? [peer.label] : [])))].sort(),
      groups.flatMap(({ key, existing }) => (existing ? [key] : [])),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const referring = cluster("shop", "", "worker: { deployment: lab }");
const managing = cluster("shop", "", "worker: { deployment: lab, manageRules: true }");
const map = "{ all: { parties: [etcd, controlplane, worker] }, agents: { parties: [worker] } }";

test.each([
  ["per-role", ["lab/worker"]],
  ["shared-and-roles", ["lab/worker"]],
  ["single", ["lab/nodes"]],
  [map, ["lab/agents"]],
  ["{ from: per-role, to: shared-and-roles }", ["lab/worker"]],
  ["{ from: per-role, to: single }", ["lab/nodes", "lab/worker"]],
  [`{ from: ${map}, to: single }`, ["lab/agents", "lab/nodes"]],
  [`{ from: single, to: ${map} }`, ["lab/agents", "lab/nodes"]],
])("references the groups %s of the other deployment", (groups, expected) => {
  expect(named({ "c.yaml": lab(groups) + referring })).toEqual([expected, []]);
  expect(named({ "c.yaml": managing + lab(groups) })).toEqual([expected, expected]);
  expect(named({ "a.yaml": managing, "b.yaml": lab(groups) })).toEqual([expected, expected]);
});

test("references a group of two parties once", () => {
  const parties = "etcd: { deployment: lab, manageRules: true }, worker: { deployment: lab, manageRules: true }";
  expect(named({ "c.yaml": lab("single") + cluster("shop", "", parties) })).toEqual([["lab/nodes"], ["lab/nodes"]]);
});
