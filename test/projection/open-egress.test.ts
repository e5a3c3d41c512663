/** Outbound rules of groups whose rule for all egress is omitted, and of traffic that open egress does not include. */
import { catalogFor } from "../../src/catalog";
import { type DeploymentInput, deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";

const plan = (input: object) => planDeployment(deploymentSchema.parse(input as DeploymentInput));

/** The outbound rules of each group: `<group> <protocol> <ports> <peer>`. */
const outbound = (input: object, wanted = (_portRules: readonly string[]) => true) =>
  plan(input).groups.flatMap(({ key, rules }) =>
    rules
      .filter(({ direction, portRules }) => direction === "egress" && wanted(portRules))
      .map(({ ipProtocol, fromPort, toPort, peer }) => `${key} ${ipProtocol} ${fromPort}-${toPort} ${peer.value}`),
  );
const own = (portRules: readonly string[]) => portRules.some((id) => id.startsWith("out-"));

const outRules = (from: string) => [
  { id: "out-https", from: [from], to: ["internet"], protocol: "tcp", ports: 443, purpose: "Images" },
  {
    id: "out-dns",
    from: [from],
    to: ["peer"],
    peer: { cidrs: ["10.0.0.2/32"] },
    protocol: "udp",
    ports: 53,
    purpose: "DNS",
  },
  {
    id: "out-db",
    from: [from],
    to: ["peer"],
    peer: { securityGroupIds: ["sg-0a1b2c3d"] },
    protocol: "tcp",
    ports: 5432,
    purpose: "DB",
  },
  {
    id: "out-s3",
    from: [from],
    to: ["peer"],
    peer: { prefixListIds: ["pl-0a1b2c3d"] },
    protocol: "tcp",
    ports: 443,
    purpose: "S3",
  },
];
const nodes = (rules: object) => ({ type: "rancher-nodes", edition: "2.x", name: "nodes", rules });
const cluster = (more: object = {}) => ({
  type: "cluster",
  rancherVersion: "2.x",
  name: "lab",
  provisioning: "custom",
  parties: { rancher: { cidrs: ["10.1.0.0/24"] }, apiClients: "none", workloadClients: "none" },
  ...more,
});

test("creates the added outbound rules of rancher-nodes without its rule for all egress, whatever their destination", () => {
  const rules = { omit: ["rancher-nodes-egress-all"], add: outRules("nodes") };
  expect(outbound(nodes(rules), own)).toEqual([
    "nodes tcp 443-443 0.0.0.0/0",
    "nodes tcp 443-443 pl-0a1b2c3d",
    "nodes tcp 5432-5432 sg-0a1b2c3d",
    "nodes udp 53-53 10.0.0.2/32",
  ]);
});

test("lets nodes of rancher-nodes without its rule for all egress reach each other on the ports that they accept", () => {
  const rules = plan(nodes({ omit: ["rancher-nodes-egress-all"] })).groups.flatMap((group) => group.rules);
  const traffic = (direction: string) =>
    rules
      .filter((rule) => rule.direction === direction && rule.peer.type === "group")
      .map(({ ipProtocol, fromPort, toPort }) => `${ipProtocol} ${fromPort}-${toPort}`);
  expect(traffic("egress").length).toBeGreaterThan(0);
  expect(traffic("egress")).toEqual(traffic("ingress"));
});

test("creates the outbound side of every port rule in a cluster without its rule for all egress, as with egress: required", () => {
  const omitted = cluster({ rules: { omit: ["egress-nodes-all"], add: outRules("worker") } });
  const required = cluster({ egress: "required", rules: { add: outRules("worker") } });
  expect(outbound(omitted)).toEqual(outbound(required));
  expect(plan(omitted).skippedRequirements.filter(({ reason }) => reason === "egressAll")).toEqual([]);
});

test("requires a binding for a destination of such an outbound rule", () => {
  const unbound = {
    ...cluster({ rules: { omit: ["egress-nodes-all"] } }),
    provisioning: "hosted",
    parties: { rancher: { create: true }, apiClients: "none", workloadClients: "none" },
  };
  expect(() => plan({ ...unbound, rules: {} })).toThrow("parties.hostedCluster: is bound to nothing");
});

test("covers the outbound rules of exactly those groups that a user's rule for all egress is for", () => {
  const all = { id: "out-all", from: ["worker"], to: ["internet"], protocol: "all", purpose: "All" };
  const omitted = cluster({ rules: { omit: ["egress-nodes-all"], add: [all] } });
  const groups = new Set(outbound(omitted).map((rule) => rule.split(" ")[0]));
  expect(outbound(omitted).filter((rule) => rule.startsWith("worker"))).toEqual([
    "worker -1 undefined-undefined 0.0.0.0/0",
  ]);
  expect([...groups].sort()).toEqual(["controlplane", "etcd", "worker"]);
});

test.each([
  ["a peer", { to: ["peer"], peer: { cidrs: ["0.0.0.0/0"] } }],
  ["any address", { to: ["internet"] }],
])("creates a user's rule for all egress to %s, which covers others", (_, end) => {
  const all = { id: "out-all", from: ["worker", "etcd", "controlplane"], protocol: "all", purpose: "All", ...end };
  const omitted = cluster({ rules: { omit: ["egress-nodes-all"], add: [all] } });
  expect(outbound(omitted)).toEqual(
    ["controlplane", "etcd", "worker"].map((key) => `${key} -1 undefined-undefined 0.0.0.0/0`),
  );
});

test("creates a user's rule for all egress of the other address family next to the documented one", () => {
  const all = {
    id: "out-six",
    from: ["worker"],
    to: ["peer"],
    peer: { cidrs: ["::/0"] },
    protocol: "all",
    purpose: "All",
  };
  expect(outbound(cluster({ rules: { add: [all] } })).filter((rule) => rule.startsWith("worker"))).toEqual([
    "worker -1 undefined-undefined 0.0.0.0/0",
    "worker -1 undefined-undefined ::/0",
  ]);
});

test("creates a user's rule for all egress in an existing group with closed egress", () => {
  const worker = { securityGroupId: "sg-0a1b2c3d", manageRules: true, egress: "required" };
  const all = { id: "out-all", from: ["worker"], to: ["internet"], protocol: "all", purpose: "All" };
  const parties = { rancher: "none", apiClients: "none", workloadClients: "none", worker };
  expect(outbound(cluster({ parties, rules: { add: [all] } }))).toContain(
    "sg-0a1b2c3d -1 undefined-undefined 0.0.0.0/0",
  );
});

test("covers no group of dual-stack nodes with egress that is open to one address family", () => {
  const open = {
    id: "out-all",
    from: ["worker"],
    to: ["peer"],
    peer: { cidrs: ["0.0.0.0/0"] },
    protocol: "all",
    purpose: "All",
  };
  const ipFamily = "dual";
  const omitted = cluster({ ipFamily, rules: { omit: ["egress-nodes-all"], add: [open] } });
  const required = cluster({ ipFamily, egress: "required", rules: { add: [open] } });
  const toNodes = (rule: string) => rule.startsWith("worker") && /(etcd|controlplane|worker)$/.test(rule);
  expect(outbound(omitted).filter(toNodes)).toEqual(outbound(required).filter(toNodes));
  expect(outbound(omitted)).not.toContain("worker tcp 443-443 10.1.0.0/24");
  expect(outbound(omitted)).toContain("worker -1 undefined-undefined 0.0.0.0/0");
});

test.each([
  ["ipv4", "2001:db8::/64", "10.0.0.0/16"],
  ["ipv6", "10.0.0.0/16", "2001:db8::/64"],
])(
  "creates outbound rules for local traffic of %s nodes to %s, which open egress does not include, and not to %s",
  (ipFamily, other, same) => {
    const local = (cidr: string) =>
      outbound(
        cluster({
          ipFamily,
          localTraffic: { cidrs: [cidr] },
          parties: { rancher: "none", apiClients: "none", workloadClients: "none" },
        }),
      ).filter((rule) => rule.endsWith(cidr));
    expect(local(other)).toContain(`worker tcp 9099-9099 ${other}`);
    expect(local(other)).toContain(`controlplane tcp 10254-10254 ${other}`);
    expect(local(same)).toEqual([]);
  },
);

test("creates groups without rules", () => {
  for (const input of [nodes({}), cluster()]) {
    const omit = catalogFor(deploymentSchema.parse(input as DeploymentInput)).rules.map(({ id }) => id);
    const [full, emptied] = [plan(input), plan({ ...input, rules: { omit } })];
    expect(emptied.groups).toEqual(full.groups.map((group) => ({ ...group, rules: [] })));
    expect(emptied.parties).toEqual(full.parties);
  }
});

test("creates the rule for all egress in created groups only, because existing groups usually have it", () => {
  const existing = { manageRules: true } as const;
  const groups = {
    ...{ own: { parties: ["etcd"] }, servers: { parties: ["controlplane"] }, agents: { parties: ["worker"] } },
    all: { ...existing, parties: ["etcd", "controlplane", "worker"], securityGroupId: "sg-0a1b2c3d" },
    "a-first": { ...existing, parties: ["etcd"], securityGroupId: "sg-0a1b2c3e" },
  };
  expect(outbound(cluster({ groups }))).toEqual(
    ["agents", "own", "servers"].map((key) => `${key} -1 undefined-undefined 0.0.0.0/0`),
  );
});
