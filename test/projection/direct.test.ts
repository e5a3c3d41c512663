import { settingsOf } from "../../src/catalog/settings";
import { type DeploymentInput, deploymentSchema } from "../../src/model/deployment";
import type { PortRule } from "../../src/model/port-rule";
import { bind } from "../../src/projection/bind";
import { direct } from "../../src/projection/direct";
import { catalogById } from "../catalog/catalog-by-id";

const kubelet: PortRule = {
  id: "rke-kubelet-tcp",
  from: ["controlplane"],
  to: ["worker"],
  protocol: "tcp",
  ports: { from: 10250, to: 10250 },
  purpose: "kubelet API",
  when: [],
  scope: "network",
  references: [],
};

const openEgress: PortRule = {
  ...kubelet,
  id: "egress-nodes-all",
  from: ["etcd", "controlplane", "worker"],
  to: ["internet"],
  protocol: "all",
  ports: "all",
};

/**
 * The outcome of one port rule. Under `egress: all` the rule that opens all egress is selected too, as in the catalogs.
 */
function directed(rule: PortRule, rest: Partial<Extract<DeploymentInput, { type: "cluster" }>> = {}) {
  const input = {
    type: "cluster",
    rancherVersion: "2.x",
    name: "lab",
    provisioning: "custom",
    egress: "required",
    ...rest,
  };
  const deployment = deploymentSchema.parse(input);
  const settings = settingsOf(deployment);
  const binder = bind(deployment, catalogById("rke-custom-nodes"), settings, String);
  const selected = deployment.type === "cluster" && deployment.egress === "all" ? [rule, openEgress] : [rule];
  const { requiredRules: _, ...found } = direct(deployment, selected, binder, settings, String);
  const own = found.rules.filter(({ portRule }) => portRule === rule);
  const rules = own.map(
    ({ group, direction, ipProtocol, fromPort, toPort, peer }) =>
      `${group.key} ${direction} ${ipProtocol} ${fromPort}-${toPort} ${peer.value}`,
  );
  return {
    ...found,
    rules,
    skippedRequirements: found.skippedRequirements.filter(({ portRule }) => portRule === rule.id),
  };
}

test("turns a requirement into ingress at its destination and egress at its source", () => {
  expect(directed(kubelet).rules).toEqual([
    "worker ingress tcp 10250-10250 controlplane",
    "controlplane egress tcp 10250-10250 worker",
  ]);
});

test("turns a requirement into ingress only if all egress is open", () => {
  expect(directed(kubelet, { egress: "all" }).rules).toEqual(["worker ingress tcp 10250-10250 controlplane"]);
});

test("omits ports in a rule for every protocol", () => {
  const all: PortRule = { ...kubelet, to: ["internet"], protocol: "all", ports: "all" };
  expect(directed(all).rules).toEqual(["controlplane egress -1 undefined-undefined 0.0.0.0/0"]);
});

test("writes type and code of ICMP in the place of ports", () => {
  const ping: PortRule = { ...kubelet, protocol: "icmp", ports: { from: 8, to: 0 } };
  expect(directed(ping).rules[0]).toBe("worker ingress icmp 8-0 controlplane");
});

test("creates no rule for traffic that stays on the node, and gives the reason", () => {
  const probe: PortRule = { ...kubelet, from: ["worker"], scope: "node" };
  expect(directed(probe)).toEqual({
    rules: [],
    addedFlows: [],
    unbound: [],
    skippedRequirements: [{ portRule: "rke-kubelet-tcp", from: "worker", to: "worker", reason: "localTraffic" }],
  });
});

const group = { securityGroupId: "sg-0a1b2c3d" };

test.each([
  ["a party is bound to none", { parties: { controlplane: "none" } }, "partyNone"],
  ["its destination is bound to none", { parties: { worker: "none" } }, "partyNone"],
  ["neither side has a managed group", { parties: { controlplane: group, worker: group } }, "noGroup"],
  ["all egress is open and its destination is not managed", { egress: "all", parties: { worker: group } }, "egressAll"],
] as const)("creates no rule if %s", (_, rest, reason) => {
  expect(directed(kubelet, rest)).toEqual({
    rules: [],
    addedFlows: [],
    unbound: [],
    skippedRequirements: [{ portRule: "rke-kubelet-tcp", from: "controlplane", to: "worker", reason }],
  });
});

const fromClients: PortRule = { ...kubelet, from: ["apiClients"] };

test("reports an unbound party that a managed group needs", () => {
  expect(directed(fromClients).unbound).toEqual([{ party: "apiClients", portRule: "rke-kubelet-tcp" }]);
});

test("ignores an unbound party that no managed group needs", () => {
  expect(directed(fromClients, { parties: { worker: { cidrs: ["10.0.0.0/8"] } } })).toEqual({
    rules: [],
    addedFlows: [],
    unbound: [],
    skippedRequirements: [{ portRule: "rke-kubelet-tcp", from: "apiClients", to: "worker", reason: "noGroup" }],
  });
});

test("creates no rules in a group without rule management, and still references it", () => {
  expect(directed(kubelet, { parties: { worker: group } }).rules).toEqual([
    "controlplane egress tcp 10250-10250 sg-0a1b2c3d",
  ]);
});
