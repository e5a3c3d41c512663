import { type ClusterDeploymentInput, deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import { summary } from "../../src/report/summary";

const cluster = {
  type: "cluster",
  rancherVersion: "2.13",
  name: "shop",
  provisioning: "custom",
  distribution: "rke2",
  parties: { rancher: "none", workloadClients: "none" },
} as const satisfies ClusterDeploymentInput;
const map = {
  all: { parties: ["etcd", "controlplane", "worker"], name: "everybody" },
  servers: { parties: ["etcd", "controlplane"] },
} as const;

const notesOf = (more: Partial<ClusterDeploymentInput>) => {
  const plan = planDeployment(deploymentSchema.parse({ ...cluster, ...more }));
  return summary([{ plan, file: "cdk.tf.json" }])
    .split("\n")
    .filter((line) => / attach |by layout|share groups/.test(line));
};
const counts = (notes: readonly string[]) =>
  notes
    .find((note) => note.includes("by layout"))
    ?.match(/\d+/g)
    ?.map(Number);

test("says nothing about layouts if each role has a group", () => {
  expect(notesOf({})).toEqual([]);
});

test("lists the groups that the nodes of each pool attach, the most widely shared one first", () => {
  const pools = { servers: ["etcd", "controlplane"], agents: ["worker"] } as const;
  expect(notesOf({ groups: map, pools }).filter((note) => note.includes("attach"))).toEqual([
    "nodes of servers in shop attach everybody, shop-servers",
    "nodes of agents in shop attach everybody",
  ]);
});

test("lists the groups to attach at each stage of a change", () => {
  const groups = { from: "per-role", to: map } as const;
  expect(notesOf({ groups }).slice(0, 3)).toEqual([
    "nodes of etcd in shop attach shop-etcd so far",
    "nodes of etcd in shop attach next: everybody, shop-servers, shop-etcd",
    "nodes of etcd in shop attach at last: everybody, shop-servers",
  ]);
  expect(notesOf({ groups }).filter((note) => note.startsWith("shop changes its layout"))).toEqual([
    "shop changes its layout: once all its nodes attach the next groups, attach the last ones only; once no node attaches another, write the layout of to directly under groups",
  ]);
});

test("lists the deployments to deploy first at the end of a change, and the groups that their roles attach", () => {
  const lab = planDeployment(
    deploymentSchema.parse({ ...cluster, name: "lab", groups: { from: "per-role", to: map } }),
  );
  const deployments = new Map([["lab", lab.deployment]]);
  const parties = { ...cluster.parties, etcd: { deployment: "lab" } } as const;
  const shop = planDeployment(deploymentSchema.parse({ ...cluster, parties }), undefined, { deployments });
  const lines = summary([lab, shop].map((plan) => ({ plan, file: "cdk.tf.json" }))).split("\n");
  expect(lines.filter((line) => / (changes its layout|layout changes)|of \w+ in shop attach/.test(line))).toEqual([
    "lab changes its layout: once all its nodes attach the next groups, attach the last ones only; once no node attaches another, write the layout of to directly under groups, and deploy shop before lab",
    "nodes of etcd in shop attach lab/etcd so far",
    "nodes of etcd in shop attach next: lab/etcd, lab/servers",
    "nodes of etcd in shop attach at last: lab/servers",
    "nodes of controlplane in shop attach shop-controlplane",
    "nodes of worker in shop attach shop-worker",
    "roles of shop attach groups of lab, whose layout changes: once all its nodes attach the next groups, attach the last ones only",
  ]);
});

test("counts the rules of the other layouts, including those for a role's additional addresses", () => {
  const parties = { ...cluster.parties, worker: { cidrs: ["198.51.100.7/32"] } };
  const ofMap = counts(notesOf({ groups: map, parties }));
  const created = { ...cluster.parties, worker: { create: true, cidrs: ["198.51.100.7/32"] } } as const;
  const rules = (["per-role", "shared-and-roles", "single"] as const).map((groups) =>
    planDeployment(deploymentSchema.parse({ ...cluster, parties: created, groups })).groups.reduce(
      (sum, group) => sum + group.rules.length,
      0,
    ),
  );
  expect(ofMap).toEqual(rules);
});

test("counts the rules of the other layouts if a rule of the user is among all nodes", () => {
  const rule = { id: "vrrp", protocol: 112, purpose: "keepalived" } as const;
  const [amongNodes, amongRoles] = [["nodes"], ["etcd", "controlplane", "worker"]] as const;
  const notes = notesOf({ groups: map, rules: { add: [{ ...rule, from: amongNodes, to: amongNodes }] } });
  expect(counts(notes)).toEqual(
    counts(notesOf({ groups: map, rules: { add: [{ ...rule, from: amongRoles, to: amongRoles }] } })),
  );
});

test("lists the flows that roles open for each other by sharing a group", () => {
  expect(notesOf({ groups: "single" }).at(-1)).toMatch(
    /^roles of shop share groups, which opens \d+ flows that no port rule requires: tcp \d+ from \w+ to \w+, .*, \.\.\.; rancher-sg lint lists all$/,
  );
});
