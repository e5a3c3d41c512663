import { trafficSet } from "../../src/flows";
import { type ClusterDeploymentInput, deploymentSchema } from "../../src/model/deployment";
import type { Layout } from "../../src/model/group-layout";
import type { Peer } from "../../src/model/plan";
import { ruleIdentity } from "../../src/model/rule-identity";
import { PlanNames, plannedNetwork } from "../../src/network/planned-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { Reachability } from "../../src/reach/reachability";
import { verifyReach } from "../../src/verify/verify-reach";

const roles = ["etcd", "controlplane", "worker"] as const;
const layouts = {
  "per-role": "per-role",
  "shared-and-roles": "shared-and-roles",
  single: "single",
  map: { all: { parties: roles }, servers: { parties: ["etcd", "controlplane"] }, agents: { parties: ["worker"] } },
} as const satisfies Readonly<Record<string, Layout>>;
type Name = keyof typeof layouts;
const names = Object.keys(layouts) as Name[];
const changes = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));

const planned = (groups: ClusterDeploymentInput["groups"], more: Partial<ClusterDeploymentInput> = {}) =>
  planDeployment(
    deploymentSchema.parse({
      type: "cluster",
      rancherVersion: "2.13",
      name: "shop",
      provisioning: "custom",
      distribution: "rke2",
      egress: "required",
      groups,
      parties: { rancher: { cidrs: ["10.1.0.0/16"] }, rancherCatalog: "none", workloadClients: "anywhere" },
      ...more,
    }),
  );
const rulesOf = ({ groups }: ReturnType<typeof planned>) =>
  new Set(groups.flatMap(({ key, rules }) => rules.map((rule) => `${key} ${ruleIdentity(rule)}`)));
const flowsOf = ({ addedFlows }: ReturnType<typeof planned>) =>
  addedFlows.map(({ from, to, ipProtocol, fromPort, toPort }) => `${from} ${to} ${ipProtocol} ${fromPort} ${toPort}`);

test.each(changes)("has the rules of both layouts, and adds the flows that either adds: %s to %s", (from, to) => {
  const [before, after] = [planned(layouts[from]), planned(layouts[to])];
  const change = planned({ from: layouts[from], to: layouts[to] });
  expect(rulesOf(change)).toEqual(new Set([...rulesOf(before), ...rulesOf(after)]));
  expect(new Set(flowsOf(change))).toEqual(new Set([...flowsOf(before), ...flowsOf(after)]));
});

test.each(changes)("keeps the group with the cluster's tag: %s to %s", (from, to) => {
  const cloudProvider = { clusterId: "shop" };
  const before = planned(layouts[from], { cloudProvider });
  const change = planned({ from: layouts[from], to: layouts[to] }, { cloudProvider });
  expect(change.sharedGroup).toBe(before.sharedGroup);
  expect(change.groups.map(({ key }) => key)).toEqual(expect.arrayContaining(before.groups.map(({ key }) => key)));
  const after = planned(layouts[to], { cloudProvider });
  const exists = ({ label }: Peer) => change.groups.some(({ key }) => key === label);
  for (const [index, { groups, change: stages }] of change.pools.entries()) {
    expect(stages?.from ?? groups).toEqual(before.pools[index]?.groups);
    // If a layout shares no group, its group with the tag is created at the end.
    expect(stages?.to ?? groups).toEqual(after.pools[index]?.groups.filter(exists));
  }
});

test.each(changes)("has a custom rule among all nodes in both layouts: %s to %s", (from, to) => {
  const nodes = ["nodes"] as const;
  const own = { id: "own-tcp", from: nodes, to: nodes, protocol: "tcp", ports: 9100, purpose: "Own" } as const;
  const plan = planned(
    { from: layouts[from], to: layouts[to] },
    { cloudProvider: { clusterId: "shop" }, rules: { add: [own] } },
  );
  expect(verifyReach(plan, plannedNetwork([plan]), new PlanNames([plan]))).toEqual([]);
  const reachability = new Reachability(plan);
  const traffic = trafficSet([{ ipProtocol: "tcp", fromPort: 9100, toPort: 9100 }]);
  for (const { groups } of plan.pools) {
    const ends = groups.map((peer) => ({
      peer: { type: "group" as const, value: `shop/${nameOf(plan, peer.label)}` },
    }));
    expect(traffic.subtract(reachability.between(ends, ends).allowed).isEmpty).toBe(true);
  }
});

const nameOf = ({ groups }: ReturnType<typeof planned>, key: string) => groups.find((group) => group.key === key)?.name;
