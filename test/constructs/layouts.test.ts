import { Token } from "cdktf";
import { ClusterSecurityGroups } from "../../src";
import { PlanNames, plannedNetwork } from "../../src/network/planned-network";
import { synthesize } from "./synthesized";

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

test("the groups of a pool are those of its roles, the one that most roles share first", () => {
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
])("`nodes` is the group that all nodes attach: %j", (groups, key) => {
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
] as const)("another deployment that names a party means its closest group: %j, %s", (groups, party, key) => {
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
