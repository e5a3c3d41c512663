import { parseDeployment } from "../../src/model/parse-deployment";
import type { Plan } from "../../src/model/plan";
import { planDeployment } from "../../src/projection/plan-deployment";
import { type Assertion, prove } from "../../src/questions/prove";
import { Reachability } from "../../src/reach/reachability";
import { ends } from "../verify/shipped";

const all = { parties: ["etcd", "controlplane", "worker"] } as const;
const planOf = (groups: "single" | Record<string, { parties: readonly ("etcd" | "controlplane" | "worker")[] }>) => {
  const parties = { rancher: { create: true }, apiClients: "none", workloadClients: "none" } as const;
  const cluster = { type: "cluster", name: "lab", rancherVersion: "2.x", provisioning: "custom" } as const;
  return planDeployment(parseDeployment({ ...cluster, groups, parties } as Parameters<typeof parseDeployment>[0]));
};
const map = planOf({ all, servers: { parties: ["etcd", "controlplane"] }, agents: { parties: ["worker"] } });
const single = planOf("single");
const traffic = [{ ipProtocol: "tcp", fromPort: 2379, toPort: 2379 }];

function witnesses(plan: Plan, kind: Assertion["kind"], from: string, to: string): readonly string[] {
  const claim = { from: ends(plan, from), to: ends(plan, to), traffic };
  return prove(new Reachability(plan), { kind, claim }).map(({ witness }) => witness);
}

test("proves that only the roles of the group for servers reach etcd", () => {
  expect(witnesses(map, "only", "etcd+controlplane", "etcd")).toEqual([]);
  expect(witnesses(map, "only", "controlplane", "etcd")).toHaveLength(1);
});

test("finds other roles that reach etcd in a single group", () => {
  expect(witnesses(single, "only", "etcd+controlplane", "etcd")).toEqual(["tcp 2379 from nodes to etcd"]);
});

test("proves that workers do not reach etcd unless they share a group with it", () => {
  expect(witnesses(map, "forbids", "worker", "etcd")).toEqual([]);
  expect(witnesses(single, "forbids", "worker", "etcd")).toEqual(["tcp 2379 from worker to etcd"]);
});

test("permits required flows in both layouts", () => {
  for (const plan of [map, single]) expect(witnesses(plan, "permits", "etcd+controlplane", "etcd")).toEqual([]);
});
