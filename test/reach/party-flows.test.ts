import fc from "fast-check";
import { trafficSet } from "../../src/flows";
import type { Deployment } from "../../src/model/deployment";
import { pairsOf } from "../../src/model/port-rule";
import { planDeployment } from "../../src/projection/plan-deployment";
import { trafficOf } from "../../src/projection/rule-traffic";
import { type PartyFlow, partyFlows } from "../../src/reach/party-flows";
import { Reachability } from "../../src/reach/reachability";
import { plannableDeployments } from "../projection/arbitrary-deployment";
import { cluster, documentedNodes } from "../verify/shipped";

function flowsOf(more: Record<string, unknown> = {}, parties: Record<string, unknown> = {}): readonly PartyFlow[] {
  return partyFlows(cluster(more, parties).plan);
}

const find = (flows: readonly PartyFlow[], from: string, to: string, port: number) =>
  flows.find((flow) => flow.from === from && flow.to === to && flow.ports !== "all" && flow.ports.from === port);

const ids = (flow: PartyFlow | undefined) => flow?.portRules.map(({ id }) => id);

const written = ({ ingress, egress }: PartyFlow) =>
  [...ingress, ...egress].map(({ group, rule }) => `${group.name} ${rule.direction} ${rule.peer.label}`);

test("has the port rules that require a flow and the rules that open it, on either side", () => {
  const flow = find(flowsOf({ egress: "required" }), "controlplane", "etcd", 2379);
  expect(ids(flow)).toEqual(["rke-etcd-client-tcp"]);
  expect(written(flow as PartyFlow)).toEqual(["lab-etcd ingress controlplane", "lab-controlplane egress etcd"]);
});

test("merges what several port rules require into one flow", () => {
  const again = { id: "again", from: ["controlplane"], to: ["etcd"], protocol: "tcp", ports: 2379, purpose: "Again" };
  const flows = flowsOf({ rules: { add: [again] } });
  expect(ids(find(flows, "controlplane", "etcd", 2379))).toEqual(["again", "rke-etcd-client-tcp"]);
});

test("has a flow for each port of a port rule, with the rule of that port", () => {
  const { plan } = cluster(
    { provisioning: "hosted", ports: { workloadTcp: [80, 443] } },
    { hostedCluster: { securityGroupId: "sg-0123456789abcdef0", manageRules: true } },
  );
  const flows = partyFlows(plan);
  for (const port of [80, 443]) {
    const flow = find(flows, "workloadClients", "hostedCluster", port);
    expect(flow?.ingress.map(({ rule }) => rule.fromPort)).toEqual([port]);
  }
});

test("has a reason for a flow without a separate rule", () => {
  const reasonOf = (flows: readonly PartyFlow[], from: string, to: string, port: number) =>
    find(flows, from, to, port)?.skipReason;
  expect(reasonOf(flowsOf(), "worker", "worker", 9099)).toBe("localTraffic");
  expect(reasonOf(flowsOf({ localTraffic: "self" }), "worker", "worker", 9099)).toBeUndefined();
  expect(reasonOf(flowsOf(), "rancher", "rancherCatalog", 443)).toBe("egressAll");
  expect(reasonOf(flowsOf({ egress: "required" }), "rancher", "rancherCatalog", 443)).toBeUndefined();
  const outside = flowsOf({ egress: "required" }, { rancher: { cidrs: ["198.51.100.0/28"] } });
  expect(reasonOf(outside, "rancher", "rancherCatalog", 443)).toBe("noGroup");
});

test("has no flows of a party that is bound to none", () => {
  const flows = flowsOf({}, { workloadClients: "none" });
  expect(flows.filter(({ from, to }) => [from, to].includes("workloadClients"))).toEqual([]);
  expect(flows.length).toBeGreaterThan(10);
});

test("marks flows from or to any address; halves of the world count as the world", () => {
  const halves = { workloadClients: { cidrs: ["0.0.0.0/1", "128.0.0.0/1"] } };
  for (const parties of [{ workloadClients: "anywhere" }, halves]) {
    expect(find(flowsOf({}, parties), "workloadClients", "worker", 80)?.world).toBe("ingress");
  }
  const narrowed = { workloadClients: { cidrs: ["10.0.0.0/8"] } };
  expect(find(flowsOf({}, narrowed), "workloadClients", "worker", 80)?.world).toBeUndefined();
  expect(
    flowsOf()
      .filter(({ world }) => world === "egress")
      .every(({ to }) => to === "internet"),
  ).toBe(true);
});

test("does not mark a source that the deployment narrows as the world", () => {
  const { deployment: documented } = documentedNodes();
  const deployment = {
    ...documented,
    sources: { "rancher-nodes-ssh-tcp": { cidrs: ["10.0.0.0/24"] } },
  } as Deployment;
  const flows = partyFlows(planDeployment(deployment));
  const ssh = find(flows, "internet", "nodes", 22) as PartyFlow;
  expect({ world: ssh.world, only: ssh.only, peers: ssh.ingress.map(({ rule }) => rule.peer.label) }).toEqual({
    world: undefined,
    only: ["10.0.0.0/24"],
    peers: ["10.0.0.0/24"],
  });
  expect(find(flows, "internet", "nodes", 2376)).toMatchObject({ world: "ingress" });
  expect(find(flows, "internet", "nodes", 2376)).not.toHaveProperty("only");
});

test("allows local traffic to be narrowed to addresses of the nodes", () => {
  const local = (localTraffic: unknown) => find(flowsOf({ localTraffic }), "worker", "worker", 9099);
  expect(local({ cidrs: ["10.0.0.0/16", "10.1.0.0/16"] })?.only).toEqual(["10.0.0.0/16", "10.1.0.0/16"]);
  expect(local("self")).not.toHaveProperty("only");
});

test("has every rule of a plan in a flow of each port rule that requires it, and in no other flow", () => {
  fc.assert(
    fc.property(plannableDeployments, (deployment) => {
      const plan = planDeployment(deployment);
      const flows = partyFlows(plan);
      const placed = flows.flatMap(({ portRules, ingress, egress }) =>
        [...ingress, ...egress].flatMap(({ group, rule }) =>
          portRules.filter(({ id }) => rule.portRules.includes(id)).map(({ id }) => ({ group, rule, id })),
        ),
      );
      const required = plan.groups.flatMap((group) =>
        group.rules.flatMap((rule) => rule.portRules.map((id) => ({ group, rule, id }))),
      );
      for (const one of required) {
        expect(placed.some(({ group, rule, id }) => group === one.group && rule === one.rule && id === one.id)).toBe(
          true,
        );
      }
      for (const one of placed) {
        expect(required.some(({ group, rule, id }) => group === one.group && rule === one.rule && id === one.id)).toBe(
          true,
        );
      }
    }),
    { numRuns: 60 },
  );
});

test("has every requirement without a rule in a flow, except those of unbound parties", () => {
  fc.assert(
    fc.property(plannableDeployments, (deployment) => {
      const plan = planDeployment(deployment);
      const flows = partyFlows(plan);
      for (const { portRule, from, to, reason } of plan.skippedRequirements) {
        const found = flows.some(
          (flow) => flow.from === from && flow.to === to && flow.portRules.some(({ id }) => id === portRule),
        );
        expect([portRule, from, to, found]).toEqual([portRule, from, to, reason !== "partyNone"]);
      }
      for (const { ingress, egress, skipReason } of flows) {
        expect(skipReason === undefined).toBe(ingress.length + egress.length > 0);
      }
    }),
    { numRuns: 60 },
  );
});

test("has only flows that their rules let through, for at least some of their parties", () => {
  fc.assert(
    fc.property(
      plannableDeployments.filter(({ type }) => type !== "rancher-nodes"),
      (deployment) => {
        const plan = planDeployment(deployment);
        const reachability = new Reachability(plan);
        for (const { from, to, portRules, ingress, egress, scope } of partyFlows(plan)) {
          if (scope === "node") continue;
          const traffic = trafficSet([trafficOf(portRules[0] as (typeof portRules)[number])]);
          // The load balancer keeps rules for groups that do not match the public addresses of their nodes.
          const isUnknown = reachability.withUnknownAddresses([{ party: from }], [{ party: to }]).length > 0;
          const sides = [
            [isUnknown ? [] : ingress, reachability.side("ingress", [{ party: to }], [{ party: from }])],
            [egress, reachability.side("egress", [{ party: from }], [{ party: to }])],
          ] as const;
          for (const [rules, { partly }] of sides) if (rules.length > 0) expect(partly.contains(traffic)).toBe(true);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("has the pairs of a flow's port rules, and the same order of flows for any order of rules", () => {
  const rules = ["b", "a"].map((id) => ({
    id,
    from: ["etcd"],
    to: ["worker"],
    protocol: "tcp",
    ports: 9796,
    purpose: id,
  }));
  const shape = (flows: readonly PartyFlow[]) =>
    flows.map((flow) => [flow.from, flow.to, flow.protocol, flow.ports, ids(flow)]);
  const flows = flowsOf({ rules: { add: rules } });
  expect(shape(flowsOf({ rules: { add: [...rules].reverse() } }))).toEqual(shape(flows));
  for (const { from, to, portRules } of flows) {
    for (const portRule of portRules) expect(pairsOf(portRule)).toContainEqual([from, to]);
  }
});
