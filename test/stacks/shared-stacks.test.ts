/** Deployments that share a stack, compared with the same deployments in separate stacks. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { loadConfig } from "../../src/config/load-config";
import { diff } from "../../src/diff/diff";
import { type FolderJson, readFolder } from "../../src/network/terraform-folder";
import { parseTerraformApp, terraformNetwork } from "../../src/network/terraform-json";
import { verifySynthesized } from "../../src/verify/verify-synthesized";
import { addStacks } from "../../stacks/add-stacks";
import { type Json, keyLike, verifyChanged } from "../verify/synthesized-fixture";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "shared-stacks-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function synthesize(config: object) {
  const file = join(folder, "config.json.yaml");
  writeFileSync(file, JSON.stringify(config));
  const entries = loadConfig(file);
  const outdir = mkdtempSync(join(folder, "out-"));
  const app = new App({ outdir });
  addStacks(app, entries);
  app.synth();
  return { json: readFolder(outdir), plans: entries.map(({ plan }) => plan) };
}

const place = { region: "us-east-1", vpcId: "vpc-0a1b2c3d4e5f60718" };
const clients = { apiClients: { cidrs: ["203.0.113.0/24"] }, workloadClients: "anywhere" };
const cluster = (name: string, more: object = {}, parties: object = {}) => ({
  ...{ name, type: "cluster", provisioning: "custom", rancherVersion: "2.x" },
  ...more,
  parties: { ...clients, rancher: "none", ...parties },
});
const server = {
  ...{ name: "rancher-prod", type: "rancher-server", distribution: "rke2", rancherVersion: "2.15" },
  parties: { apiClients: "anywhere", clusterNodes: "none", nodeDriverNodes: "none", hostedCluster: "none" },
};
const managed = { rancher: { deployment: "rancher-prod", manageRules: true } };
const shop = cluster("shop", { rancherVersion: "2.15", distribution: "rke2" }, managed);
const batch = cluster(
  "batch",
  { rancherVersion: "2.15", distribution: "k3s", pools: { all: ["etcd", "controlplane", "worker"] } },
  managed,
);
const nodes = (name: string, vpcId: string) => ({ name, type: "rancher-nodes", edition: "2.x", vpcId });
const driverGroups = [nodes("nodes-a", "vpc-0a1b2c3d4e5f60719"), nodes("nodes-b", "vpc-0a1b2c3d4e5f60720")];
// Two deployments with different rules in one existing group.
const hosted = (name: string, address: string) => ({
  ...{ name, type: "cluster", provisioning: "hosted", rancherVersion: "2.15" },
  parties: {
    rancher: { cidrs: [address] },
    hostedCluster: { securityGroupId: "sg-0123456789abcdef0", manageRules: true },
    ...{ apiClients: "none", workloadClients: "none" },
  },
});
const deployments = [
  shop,
  server,
  batch,
  cluster("production"),
  ...driverGroups,
  hosted("x", "10.1.0.0/16"),
  hosted("y", "10.2.0.0/16"),
];

const shared = (stack = "platform") => synthesize({ defaults: { ...place, stack }, deployments });
const separate = () => synthesize({ defaults: place, deployments });
const jsonOf = ({ json }: { readonly json: FolderJson }, stack: string) =>
  json.stacks.find(({ name }) => name === stack)?.json as Json;

test("one stack has the groups and rules of separate stacks, under the same names", () => {
  const [one, several] = [shared(), separate()];
  expect(one.json.stacks.map(({ name }) => name)).toEqual(["platform"]);
  expect(several.json.stacks).toHaveLength(deployments.length);
  const [before, after] = [several, one].map(({ json }) => terraformNetwork(parseTerraformApp(json)));
  expect(diff(before as never, after as never)).toMatchObject({ relation: "equal" });
  expect(verifySynthesized(parseTerraformApp(one.json), one.plans)).toEqual(
    verifySynthesized(parseTerraformApp(several.json), several.plans),
  );
});

test("deployments of one stack refer to each other's groups directly, with one provider and one state", () => {
  const stack = jsonOf(shared(), "platform");
  expect(stack.data).toBeUndefined();
  expect(stack.provider.aws).toHaveLength(1);
  expect(stack.terraform.backend).toEqual({ local: { path: "../../../terraform.platform.tfstate" } });
  expect(Object.keys(stack.output).sort()).toEqual(
    ["shop", "rancher-prod", "batch", "production", "nodes-a", "nodes-b"].sort(),
  );
  expect(Object.keys(stack.output.batch.value)).toContain("all_pool_security_group_ids");
  expect(Object.keys(stack.output["nodes-a"].value)).toEqual(["nodes_security_group_id", "nodes_security_group_name"]);
});

test("a stack refers to a deployment of another one through its state", () => {
  const { json, plans } = synthesize({
    defaults: place,
    deployments: [
      { ...shop, stack: "clusters" },
      { ...server, stack: "servers" },
      { ...batch, stack: "clusters" },
    ],
  });
  const remote = jsonOf({ json }, "clusters").data.terraform_remote_state;
  expect(Object.values<Json>(remote).map(({ config }) => config.path)).toEqual([
    expect.stringContaining("terraform.servers.tfstate"),
  ]);
  expect(verifySynthesized(parseTerraformApp(json), plans).violations).toEqual([]);
});

/** All addresses of resources in a stack, after its moves. */
function addressesAfter(moves: readonly { readonly from: string; readonly to: string }[], before: readonly string[]) {
  const targets = new Map(moves.map(({ from, to }) => [from, to]));
  const last = (address: string): string => {
    const next = targets.get(address);
    return next === undefined ? address : last(next);
  };
  return before.map(last).sort();
}

const addressesIn = (stack: Json): readonly string[] =>
  Object.entries<Json>(stack.resource)
    .flatMap(([type, bodies]) => Object.keys(bodies).map((name) => `${type}.${name}`))
    .sort();

const names = (former: string) => ({
  groups: Object.fromEntries(
    ["etcd", "controlplane", "worker"].map((role) => [role, { parties: [role], name: `${former}-${role}` }]),
  ),
});

test.each<[string, object, string, object]>([
  ["that gets the stack of its name", cluster("a"), "a", { ...cluster("a"), stack: "a" }],
  ["that leaves the stack of its name", { ...cluster("a"), stack: "a" }, "a", { ...cluster("a"), movedFrom: "a" }],
  [
    "that is renamed in a shared stack",
    { ...cluster("a"), stack: "s" },
    "s",
    { ...cluster("b", names("a")), stack: "s", movedFrom: "a" },
  ],
  [
    "that is renamed when it gets the stack of its former name",
    cluster("a"),
    "a",
    { ...cluster("b", names("a")), stack: "a", movedFrom: "a" },
  ],
  [
    "that is renamed in the stack of its former name",
    { ...cluster("a"), stack: "a" },
    "a",
    { ...cluster("b", names("a")), stack: "a", movedFrom: "a" },
  ],
  [
    "that is renamed to the stack's name when it leaves",
    { ...cluster("a"), stack: "b" },
    "b",
    { ...cluster("b", names("a")), movedFrom: "a" },
  ],
])("each resource of a deployment %s is moved to its new address", (_, before, stack, after) => {
  const [old, now] = [before, after].map((one) => jsonOf(synthesize({ defaults: place, deployments: [one] }), stack));
  expect(addressesAfter(now.moved, addressesIn(old))).toEqual(addressesIn(now));
  const bodies = (json: Json) => Object.values<Json>(json.resource.aws_security_group).map(({ name }) => name);
  expect(bodies(now)).toEqual(bodies(old));
});

test.each([
  ["in one stack", (name: string) => ({ name, stack: "s" }), "s"],
  ["in another stack", (name: string) => ({ name, stack: name === "shop" ? "t" : "s" }), "t"],
])("rules that a deployment %s has for a renamed one move too", (_, memberOf, stack) => {
  const groups = { servers: { parties: ["rancher"], name: "kept" } };
  const bound = { rancher: { deployment: "tools", manageRules: true } };
  const before = [
    { ...server, groups, ...memberOf("rancher-prod") },
    { ...shop, ...memberOf("shop") },
  ];
  const after = [
    { ...server, groups, ...memberOf("tools"), movedFrom: "rancher-prod" },
    { ...shop, parties: { ...shop.parties, ...bound }, ...memberOf("shop") },
  ];
  const [old, now] = [before, after].map((some) => jsonOf(synthesize({ defaults: place, deployments: some }), stack));
  expect(addressesAfter(now.moved, addressesIn(old))).toEqual(addressesIn(now));
  expect(addressesIn(now)).not.toEqual(addressesIn(old));
});

describe("verify reports", () => {
  const ingress = "aws_vpc_security_group_ingress_rule";
  const changed = (change: (stack: Json) => void) =>
    verifyChanged(shared(), ({ platform }) => change(platform)).violations.map(
      ({ kind, deployment }) => `${kind} ${deployment}`,
    );

  test("a rule that claims to be of another deployment", () => {
    expect(
      changed(({ resource }) => {
        const key = keyLike(resource[ingress], /^cluster_production_etcd_ingress-tcp-2379/);
        const { metadata } = resource[ingress][key]["//"];
        metadata.path = metadata.path.replace("/production/", "/batch/");
      }),
    ).toEqual(expect.arrayContaining(["missing-flow production", "foreign-rule batch"]));
  });

  test("a rule that claims to be of no deployment", () => {
    expect(
      changed(({ resource }) => {
        const key = keyLike(resource[ingress], /^cluster_production_etcd_ingress-tcp-2379/);
        const { metadata } = resource[ingress][key]["//"];
        metadata.path = metadata.path.replace("/production/", "/another/");
      }),
    ).toEqual(expect.arrayContaining(["missing-flow production", "foreign-rule platform"]));
  });

  test("a rule in the group of another deployment that neither asks for", () => {
    expect(
      changed(({ resource }) => {
        const key = keyLike(resource[ingress], /^cluster_shop_(?!etcd|controlplane|worker)/);
        Object.assign(resource[ingress][key], { from_port: 22, to_port: 22 });
      }),
    ).toEqual(expect.arrayContaining(["missing-flow shop", "extra-flow shop"]));
  });

  test("a group that is missing, and one that no deployment has", () => {
    expect(
      changed(({ resource: { aws_security_group: groups } }) => {
        const key = keyLike(groups, /^cluster_production_etcd/);
        groups.other = { ...groups[key], "//": { metadata: { path: "platform/cluster/other/etcd/Resource" } } };
      }),
    ).toEqual(["unexpected-group platform"]);
  });
});
