import { Token } from "cdktf";
import { ClusterSecurityGroups, Port, SecurityGroupRef } from "../../src";
import { PlanNames, plannedNetwork } from "../../src/network/planned-network";
import { linesOf, pathOf, synthesize } from "./synthesized";

const all = { parties: ["etcd", "controlplane", "worker"] };
const map = { all, servers: { parties: ["etcd", "controlplane"] }, agents: { parties: ["worker"] } };
const cluster = {
  vpcId: "vpc-0123456789abcdef0",
  rancherVersion: "2.x",
  provisioning: "custom",
  parties: { rancher: "none", apiClients: "none", workloadClients: "none" },
} as const;
const pools = { servers: ["etcd", "controlplane"], agents: ["worker"] };
const props = (more: object) => ({ ...cluster, ...more }) as ConstructorParameters<typeof ClusterSecurityGroups>[2];

test("returns the groups of a pool's roles, the most widely shared one first", () => {
  synthesize((stack) => {
    const groups = new ClusterSecurityGroups(stack, "lab", props({ groups: map, pools }));
    const keysOf = (pool: string) =>
      groups.groupIdsOf(pool).map((id) => [...groups.groupsByKey].find(([, group]) => group.id === id)?.[0]);
    expect(keysOf("servers")).toEqual(["all", "servers"]);
    expect(keysOf("agents")).toEqual(["all", "agents"]);
    expect(groups.groupIdsOf("servers").every((id) => Token.isUnresolved(id))).toBe(true);
    expect(() => groups.groupIdsOf("workers")).toThrow("stack/lab has no pool workers; it has servers, agents");
  });
});

test.each([
  ["shared-and-roles", "nodes"],
  ["single", "nodes"],
  [map, "all"],
])("returns the group that all nodes attach as `nodes`: %j", (groups, key) => {
  synthesize((stack) => {
    const lab = new ClusterSecurityGroups(stack, "lab", props({ groups }));
    expect(lab.groups.get("nodes")?.id).toBe(lab.groupsByKey.get(key)?.id);
  });
});

test.each([
  ["shared-and-roles", "worker", "worker"],
  ["single", "worker", "nodes"],
  [map, "worker", "agents"],
  [map, "etcd", "servers"],
] as const)("resolves a party in another deployment to its most specific group: %j, %s", (groups, party, key) => {
  const found: string[] = [];
  const { rules } = synthesize((stack) => {
    const lab = new ClusterSecurityGroups(stack, "lab", props({ groups }));
    const parties = { ...cluster.parties, [party]: { deployment: "lab" } };
    const shop = new ClusterSecurityGroups(stack, "shop", props({ parties, deployments: { lab } }));
    const network = plannedNetwork([shop.plan], new PlanNames([shop.plan, lab.plan]));
    const peers = network.groups.flatMap((group) => group.rules.map(({ peer }) => peer.value));
    found.push(...new Set(peers.filter((value) => value.startsWith("lab/"))));
  });
  expect(found).toEqual([`lab/lab-${key}`]);
  const references = rules().map(({ referenced_security_group_id: id }) => `${id}`);
  const ofLab = rules().filter(
    ({ security_group_id: id }, index) => /\.shop_/.test(`${id}`) && /\.lab_/.test(references[index] ?? ""),
  );
  expect(ofLab.length).toBeGreaterThan(0);
  for (const { referenced_security_group_id: id } of ofLab) expect(id).toMatch(new RegExp(`\\.lab_${key}_`));
});

const change = { from: "per-role", to: map } as const;
/** The groups of lab, by their keys, that rules of the construct shop reference or are created in. */
const groupsOfLab = ({ rules }: ReturnType<typeof synthesize>, isAsked: (rule: { from_port?: unknown }) => boolean) => {
  const ofShop = rules().filter((rule) => /\/shop\//.test(pathOf(rule)) && isAsked(rule));
  const keyOf = (reference: unknown) => /aws_security_group\.lab_(\w+)_[0-9A-F]{8}\.id/.exec(`${reference}`)?.[1] ?? [];
  const keysOf = (attribute: "security_group_id" | "referenced_security_group_id") =>
    [...new Set(ofShop.flatMap((rule) => keyOf(rule[attribute])))].sort();
  return { into: keysOf("security_group_id"), named: keysOf("referenced_security_group_id") };
};

test.each([
  ["per-role", ["worker"]],
  [change, ["agents", "worker"]],
  [map, ["agents"]],
] as const)("references the groups of each layout of a construct with the groups %j", (groups, expected) => {
  for (const manageRules of [false, true]) {
    const synthesized = synthesize((stack) => {
      const lab = new ClusterSecurityGroups(stack, "lab", props({ groups }));
      const parties = { ...cluster.parties, worker: { deployment: "other", manageRules } };
      new ClusterSecurityGroups(stack, "shop", props({ parties, deployments: { other: lab } }));
    });
    expect(groupsOfLab(synthesized, () => true)).toEqual({ into: manageRules ? expected : [], named: expected });
  }
});

test.each(["allowFrom", "allowTo"] as const)(
  "creates the rules of both layouts for %s of a group while its construct changes the layout",
  (verb) => {
    const synthesized = synthesize((stack) => {
      const lab = new ClusterSecurityGroups(stack, "lab", props({ groups: change, egress: "required" }));
      const shop = new ClusterSecurityGroups(stack, "shop", props({ egress: "required" }));
      const { rules } = shop.findGroup("worker")[verb](lab.findGroup("worker"), Port.tcp(8443), "Own API");
      expect(rules.length).toBe(4);
    });
    const isAsked = ({ from_port: port }: { from_port?: unknown }) => port === 8443;
    expect(groupsOfLab(synthesized, isAsked)).toEqual({ into: ["agents", "worker"], named: ["agents", "worker"] });
  },
);

test("keeps the address of a rule before, during and after a layout change of another construct", () => {
  const addresses = ["per-role", change, map].map((groups) => {
    const { rules } = synthesize((stack) => {
      const lab = new ClusterSecurityGroups(stack, "lab", props({ groups }));
      const parties = { ...cluster.parties, worker: { deployment: "lab", manageRules: true } };
      new ClusterSecurityGroups(stack, "shop", props({ parties, deployments: { lab } }));
    });
    return new Map(
      rules().map((rule) => [pathOf(rule), `${rule.security_group_id} ${rule.referenced_security_group_id}`]),
    );
  });
  const [before = new Map(), during = new Map(), after = new Map()] = addresses.map(
    (all) => new Map([...all].filter(([path]) => path.includes("/shop/"))),
  );
  for (const rules of [before, after]) for (const [path, rule] of rules) expect(during.get(path)).toBe(rule);
  expect([...during.keys()].sort()).toEqual([...new Set([...before.keys(), ...after.keys()])].sort());
});

test("rejects a reference to a party that has a created group in one of two layouts only", () => {
  const agents = SecurityGroupRef.fromId("sg-0123456789abcdef0", { manageRules: true });
  const to = {
    servers: { parties: ["etcd", "controlplane"] },
    agents: { parties: ["worker"], securityGroupId: agents.securityGroupId, manageRules: true },
  };
  const lines = linesOf((stack) => {
    const lab = new ClusterSecurityGroups(stack, "lab", props({ groups: { from: "per-role", to } }));
    const parties = { ...cluster.parties, worker: { deployment: "lab" } };
    new ClusterSecurityGroups(stack, "shop", props({ parties, deployments: { lab } }));
  });
  expect(lines).toEqual([
    'network/shop parties.worker.deployment: is a deployment that creates no group for worker in the layout under groups.to, got "lab"; it creates groups for etcd, controlplane',
  ]);
});
