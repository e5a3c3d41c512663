import { compareAllGroups } from "../../src/diff/compare-all-groups";
import { diff } from "../../src/diff/diff";
import { plannedNetwork } from "../../src/network/planned-network";
import { cluster } from "../verify/shipped";

type Made = ReturnType<typeof cluster>;
const subjects = (...made: readonly Made[]) => plannedNetwork(made.map(({ plan }) => plan));
const between = (before: Made, after: Made) => compareAllGroups(subjects(before), subjects(after));
const plain = cluster();
const wider = cluster({}, { rancher: { create: true }, apiClients: { cidrs: ["203.0.0.0/16"] } });
const ingressOf = (group: string, { groups }: ReturnType<typeof between>) =>
  groups.find((one) => one.group === `lab/lab-${group}` && one.direction === "ingress");

test("lists unchanged and added flows by peer", () => {
  expect(ingressOf("rancher", between(plain, wider))).toMatchObject({
    status: "changed",
    flows: [
      { kind: "added", traffic: "tcp 80", peers: ["203.0.0.0/16"] },
      { kind: "added", traffic: "tcp 443", peers: ["203.0.0.0/16"] },
      { kind: "same", traffic: "tcp 80", peers: ["203.0.113.0/24"] },
      {
        kind: "same",
        traffic: "tcp 443",
        peers: ["203.0.113.0/24", "lab/lab-controlplane", "lab/lab-etcd", "lab/lab-worker"],
      },
    ],
  });
});

test("marks a range that shrinks as unchanged where it stays, and as removed elsewhere", () => {
  const fewer = cluster({ ports: { nodePorts: "30000-31000" } });
  expect(ingressOf("worker", between(plain, fewer))?.flows).toEqual(
    expect.arrayContaining([
      { kind: "removed", traffic: "tcp 31001-32767", peers: ["0.0.0.0/0"] },
      { kind: "same", traffic: "tcp 30000-31000", peers: ["0.0.0.0/0"] },
    ]),
  );
});

test("marks a source that is narrowed from the world as the world removed and the source unchanged", () => {
  const narrowed = cluster({}, { workloadClients: { cidrs: ["198.51.100.0/24"] } });
  expect(ingressOf("worker", between(plain, narrowed))?.flows).toEqual(
    expect.arrayContaining([
      { kind: "removed", traffic: "tcp 80", peers: ["0.0.0.0/0"] },
      { kind: "same", traffic: "tcp 80", peers: ["198.51.100.0/24"] },
    ]),
  );
});

test("marks a group of only one side as added or removed as a whole", () => {
  const balanced = cluster({ loadBalancer: { terminatesTls: true } });
  const group = "load-balancer";
  expect(ingressOf(group, between(plain, balanced))?.status).toBe("added");
  const gone = ingressOf(group, between(balanced, plain));
  expect(gone?.status).toBe("removed");
  expect(gone?.flows.length).toBeGreaterThan(0);
  expect(gone?.flows.every(({ kind }) => kind === "removed")).toBe(true);
});

test("marks everything as unchanged for equal inputs, and still lists it", () => {
  const { relation, groups } = between(plain, plain);
  expect(relation).toBe("equal");
  expect(groups).toHaveLength(8);
  for (const { status, flows } of groups) {
    expect(status).toBe("same");
    expect(flows.length).toBeGreaterThan(0);
    expect(flows.every(({ kind }) => kind === "same")).toBe(true);
  }
});

test("has the changes and the relation of diff", () => {
  for (const [before, after] of [
    [plain, wider],
    [wider, plain],
    [cluster({ egress: "required" }), wider],
  ] as const) {
    const { relation, groups, moved } = between(before, after);
    const changes = groups.flatMap((group) => group.changes);
    expect({ relation, changes, moved }).toEqual(diff(subjects(before), subjects(after)));
    expect(changes.length).toBeGreaterThan(0);
  }
});
