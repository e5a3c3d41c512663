/** The programs of docs/ports-data.md. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDeployments } from "../../src/config/load-config";
import { root } from "../repository/sources";

const page = readFileSync(join(root, "docs/ports-data.md"), "utf8");
const program = (title: string, language: string) => {
  const section = page.split(`\n## ${title}\n`)[1]?.split("\n## ")[0] ?? "";
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(section)?.[1] ?? "";
};

const folder = mkdtempSync(join(tmpdir(), "ports-data-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The plan's port rules of a deployment that reach a party. */
function plannedIds(deployment: string, party: string, protocol?: string): readonly string[] {
  const file = join(folder, "rancher-sg.yaml");
  writeFileSync(file, `deployments:\n  - ${deployment}\n`);
  const plans = loadDeployments(file, { requiresPlace: false }).map(({ plan }) => plan);
  return plans
    .flatMap(({ portRules }) => portRules)
    .filter((rule) => rule.to.includes(party as "etcd") && (protocol === undefined || rule.protocol === protocol))
    .map(({ id }) => id)
    .sort();
}

test("prints the port rules of the plan with the JavaScript program", () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", program("In JavaScript", "js")], {
    ...{ cwd: root, encoding: "utf8" },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const ids = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(" ")[0]);
  const parties = "{ rancher: { create: true }, apiClients: anywhere, workloadClients: anywhere }";
  const cluster = `{ name: a, type: cluster, provisioning: custom, distribution: rke2, rancherVersion: "2.15", parties: ${parties} }`;
  expect(ids.length).toBeGreaterThan(5);
  expect(ids.sort()).toEqual(plannedIds(cluster, "etcd"));
  expect(stdout).toContain("rke2-etcd-client-tcp etcd,controlplane tcp 2379 2379\n");
});

const terraform =
  spawnSync("terraform", ["version"], { env: { ...process.env, CHECKPOINT_DISABLE: "1" } }).status === 0;

(terraform ? test : test.skip)(
  "has the port rules of the plan in the HCL program",
  () => {
    const library = join(folder, "node_modules/rancher-security-groups");
    mkdirSync(library, { recursive: true });
    copyFileSync(join(root, "ports.json"), join(library, "ports.json"));
    writeFileSync(join(folder, "main.tf"), program("In Terraform", "hcl"));
    const run = (...args: readonly string[]) => {
      const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
      return spawnSync("terraform", args, { cwd: folder, encoding: "utf8", env });
    };
    expect(run("init", "-input=false")).toMatchObject({ status: 0 });
    expect(run("apply", "-auto-approve", "-input=false")).toMatchObject({ status: 0 });
    const { tcp } = JSON.parse(run("output", "-json").stdout) as { tcp: { value: Record<string, { from: number }> } };
    expect(Object.keys(tcp.value).sort()).toEqual(
      plannedIds("{ name: a, type: rancher-nodes, edition: 2025-09 }", "nodes", "tcp"),
    );
    expect(tcp.value["rancher-nodes-ssh-tcp"]).toMatchObject({ from: 22 });
  },
  60_000,
);
