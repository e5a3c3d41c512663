import { type DeploymentInput, deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";

type Added = NonNullable<NonNullable<DeploymentInput["rules"]>["add"]>[number];
const own = { id: "own-tcp", protocol: "tcp", ports: 5432, purpose: "Own traffic" } as const;

/** The plan of a cluster with an added port rule, and the rules for it: `<group> <direction> <peer>`. */
function planned(rule: Partial<Added> & Pick<Added, "from" | "to" | "peer">, more: object = {}) {
  const parties = {
    rancher: { create: true },
    apiClients: "none",
    workloadClients: "none",
    ...("parties" in more ? (more.parties as object) : {}),
  };
  const input = {
    type: "cluster",
    rancherVersion: "2.x",
    name: "lab",
    provisioning: "custom",
    rules: { add: [{ ...own, ...rule }] },
    ...more,
  };
  const plan = planDeployment(deploymentSchema.parse({ ...input, parties }));
  const rules = plan.groups.flatMap((group) =>
    group.rules
      .filter(({ portRules }) => portRules.includes("own-tcp"))
      .map(({ direction, peer }) => `${group.key} ${direction} ${peer.type} ${peer.value}`),
  );
  return { plan, rules };
}

const database = { securityGroupId: "sg-0a1b2c3d" };

test("uses a port rule's peer for that port rule only", () => {
  const { plan, rules } = planned({
    from: ["peer"],
    to: ["worker", "etcd"],
    peer: { cidrs: ["10.0.0.0/8"], ipv6Cidrs: ["2001:db8::/32"], prefixListIds: ["pl-0a1b2c3d"] },
  });
  const peers = ["cidrIpv4 10.0.0.0/8", "cidrIpv6 2001:db8::/32", "prefixList pl-0a1b2c3d"];
  expect(rules).toEqual(["etcd", "worker"].flatMap((group) => peers.map((peer) => `${group} ingress ${peer}`)));
  expect(plan.parties.map(({ party }) => party)).not.toContain("peer");
});

test("accepts anywhere as a peer", () => {
  expect(planned({ from: ["peer"], to: ["worker"], peer: "anywhere" }).rules).toEqual([
    "worker ingress cidrIpv4 0.0.0.0/0",
  ]);
});

test("creates both sides if the peer is a group with managed rules", () => {
  const rule = { from: ["worker"], to: ["peer"] } as const;
  const required = { egress: "required" };
  expect(planned({ ...rule, peer: database }, required).rules).toEqual(["worker egress securityGroup sg-0a1b2c3d"]);
  expect(planned({ ...rule, peer: { ...database, manageRules: true } }, required).rules).toEqual([
    "sg-0a1b2c3d ingress group worker",
    "worker egress securityGroup sg-0a1b2c3d",
  ]);
});

test("resolves a peer in another deployment to the group of the named party", () => {
  const peer = { deployment: "data", party: "worker", manageRules: true } as const;
  const { plan, rules } = planned({ from: ["worker"], to: ["peer"], peer }, { egress: "required" });
  expect(rules).toEqual(["data/worker ingress group worker", "worker egress deployment data/worker"]);
  expect(plan.groups.find(({ key }) => key === "data/worker")).toMatchObject({
    existing: { deployment: "data", group: "worker" },
    parties: ["peer"],
  });
});

test("lists an outbound rule that open egress covers as skipped", () => {
  const { plan, rules } = planned({ from: ["worker"], to: ["peer"], peer: database });
  expect(rules).toEqual([]);
  expect(plan.skippedRequirements).toContainEqual({
    portRule: "own-tcp",
    from: "worker",
    to: "peer",
    reason: "egressAll",
  });
});

test.each<["all" | "required", "all" | "required", readonly string[]]>([
  ["all", "required", ["sg-0a1b2c3d egress group worker", "worker ingress securityGroup sg-0a1b2c3d"]],
  ["required", "all", ["worker ingress securityGroup sg-0a1b2c3d"]],
])("uses the egress of an existing group as configured, with egress: %s: %s", (egress, configured, expected) => {
  const peer = { ...database, manageRules: true, egress: configured };
  expect(planned({ from: ["peer"], to: ["worker"], peer }, { egress }).rules).toEqual(expected);
});

test("lets custom port rules use the group that all nodes share as a party", () => {
  const more = { cloudProvider: { clusterId: "lab" } };
  const { plan, rules } = planned({ from: ["peer"], to: ["nodes"], peer: database }, more);
  expect(rules).toEqual(["nodes ingress securityGroup sg-0a1b2c3d"]);
  expect(plan.groups.find(({ key }) => key === "nodes")).toMatchObject({ name: "lab-nodes", parties: ["nodes"] });
});

test("lets a role with a separate group have nodes outside AWS, as sources and destinations of the same rules", () => {
  const input = {
    type: "cluster",
    rancherVersion: "2.13",
    name: "shop",
    provisioning: "custom",
    distribution: "k3s",
    cni: { name: "flannel", encapsulation: "wireguard" },
    egress: "required",
    parties: { rancher: "none", apiClients: "none", workloadClients: "none", rancherCatalog: "none" },
  };
  const linesOf = (worker: object) => {
    const { groups } = planDeployment(
      deploymentSchema.parse({ ...input, parties: { ...input.parties, worker: { create: true, ...worker } } }),
    );
    return groups.flatMap((group) =>
      group.rules.map(
        ({ direction, ipProtocol, fromPort, toPort, peer }) =>
          `${group.key} ${direction} ${ipProtocol} ${fromPort}-${toPort} ${peer.value}`,
      ),
    );
  };
  const [before, after] = [linesOf({}), linesOf({ cidrs: ["198.51.100.7/32"] })];
  const ofWorkers = before.filter((line) => line.endsWith(" worker"));
  expect(ofWorkers.length).toBeGreaterThan(10);
  const more = ofWorkers.map((line) => line.replace(/ worker$/, " 198.51.100.7/32"));
  expect([...after].sort()).toEqual([...before, ...more].sort());
});
