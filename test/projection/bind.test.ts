import { settingsOf } from "../../src/catalog/settings";
import { type DeploymentInput, deploymentSchema } from "../../src/model/deployment";
import type { Party } from "../../src/model/party";
import type { PortRule } from "../../src/model/port-rule";
import { bind } from "../../src/projection/bind";
import { planDeployment } from "../../src/projection/plan-deployment";
import { catalogById } from "../catalog/catalog-by-id";

const [anyRule] = catalogById("rke-node-pools").rules as [PortRule];

function bound(party: Party, parties: Extract<DeploymentInput, { type: "cluster" }>["parties"]) {
  const deployment = deploymentSchema.parse({
    type: "cluster",
    rancherVersion: "2.x",
    name: "lab",
    provisioning: "node-pools",
    parties,
  });
  return bind(
    deployment,
    catalogById("rke-node-pools"),
    settingsOf(deployment),
    (token) => `label of ${token}`,
  )(party, anyRule);
}

test("creates a separate group for a node role by default", () => {
  expect(bound("etcd", {})).toEqual({
    groups: [{ key: "etcd", peer: { type: "group", value: "etcd", label: "etcd" } }],
    peers: [{ type: "group", value: "etcd", label: "etcd" }],
  });
});

test("binds clients to nothing by default", () => {
  expect(bound("apiClients", {})).toBeUndefined();
});

test("binds git.rancher.io to the addresses in the document by default", () => {
  const values = (parties: Parameters<typeof bound>[1]) =>
    bound("rancherCatalog", parties)?.peers.map(({ value }) => value);
  expect(values({})).toEqual(["35.160.43.145/32", "35.167.242.46/32", "52.33.59.17/32"]);
  expect(values({ rancherCatalog: { cidrs: ["198.51.100.0/24"] } })).toEqual(["198.51.100.0/24"]);
  expect(values({ rancherCatalog: "none" })).toEqual([]);
});

test("uses an existing group as a peer, and manages its rules only if the deployment sets it", () => {
  const peer = { type: "securityGroup", value: "sg-0123456789abcdef0", label: "sg-0123456789abcdef0" };
  expect(bound("worker", { worker: { securityGroupId: "sg-0123456789abcdef0" } })).toEqual({
    groups: [],
    peers: [peer],
  });
  expect(bound("worker", { worker: { securityGroupId: "sg-0123456789abcdef0", manageRules: true } })).toEqual({
    groups: [{ key: "sg-0123456789abcdef0", peer, existing: { securityGroupId: "sg-0123456789abcdef0" } }],
    peers: [peer],
  });
});

test("uses groups, prefix lists and CIDRs of one party as peers side by side", () => {
  const peers = bound("apiClients", {
    apiClients: { cidrs: ["10.0.0.0/8"], prefixListIds: ["pl-0123456789abcdef0"], securityGroupIds: ["sg-0a1b2c3d"] },
  })?.peers;
  expect(peers?.map(({ type, value }) => [type, value])).toEqual([
    ["securityGroup", "sg-0a1b2c3d"],
    ["prefixList", "pl-0123456789abcdef0"],
    ["cidrIpv4", "10.0.0.0/8"],
  ]);
});

test("binds anywhere to every IPv4 address, and none to no peer", () => {
  expect(bound("workloadClients", { workloadClients: "anywhere" })).toEqual({
    groups: [],
    peers: [{ type: "cidrIpv4", value: "0.0.0.0/0", label: "0.0.0.0/0" }],
  });
  expect(bound("workloadClients", { workloadClients: "none" })).toEqual({ groups: [], peers: [] });
});

test("writes an IPv6 network in AWS's form", () => {
  expect(
    bound("apiClients", { rancher: { create: true }, apiClients: { cidrs: ["2001:0DB8:0:0::/32", "::/0"] } })?.peers,
  ).toEqual([
    { type: "cidrIpv6", value: "2001:db8::/32", label: "2001:db8::/32" },
    { type: "cidrIpv6", value: "::/0", label: "::/0" },
  ]);
});

test("keeps the value of a token and uses its label as identity", () => {
  const token = "${TfToken[TOKEN.7]}";
  const peer = { type: "securityGroup", value: token, label: `label of ${token}` };
  expect(bound("worker", { worker: { securityGroupId: token, manageRules: true, cidrs: [token] } })).toEqual({
    groups: [{ key: `label of ${token}`, peer, existing: { securityGroupId: token } }],
    peers: [peer, { type: "cidrIpv4", value: token, label: `label of ${token}` }],
  });
});

test("narrows the source of only one port rule of rancher-nodes", () => {
  const sources = { "rancher-nodes-ssh-tcp": { cidrs: ["203.0.113.0/24"] } };
  const deployment = deploymentSchema.parse({ type: "rancher-nodes", edition: "2.x", name: "nodes", sources });
  const binder = bind(deployment, catalogById("rancher-nodes"), settingsOf(deployment), (token) => token);
  const values = Object.fromEntries(
    catalogById("rancher-nodes").rules.map((rule) => [
      rule.id,
      binder("internet", rule)?.peers.map(({ value }) => value),
    ]),
  );
  expect(values["rancher-nodes-ssh-tcp"]).toEqual(["203.0.113.0/24"]);
  expect(values["rancher-nodes-https-tcp"]).toEqual(["0.0.0.0/0"]);
});

test("keeps the source of a port rule with the name of an object's method open", () => {
  const deployment = deploymentSchema.parse({
    type: "rancher-nodes",
    name: "lab",
    edition: "2025-09",
    rules: {
      add: [{ id: "constructor", from: ["internet"], to: ["nodes"], protocol: "tcp", ports: 1, purpose: "Test" }],
    },
  });
  const { groups } = planDeployment(deployment);
  expect(groups.map(({ key }) => key)).toEqual(["nodes"]);
  expect(groups[0]?.rules.filter(({ fromPort }) => fromPort === 1).map(({ peer }) => peer.value)).toEqual([
    "0.0.0.0/0",
    "::/0",
  ]);
});

test("creates one rule for a group that is written with and without its account, since its id is unique", () => {
  const deployment = deploymentSchema.parse({
    type: "rancher-nodes",
    name: "lab",
    edition: "2025-09",
    rules: {
      add: [
        {
          id: "two-spellings",
          from: ["peer"],
          to: ["nodes"],
          protocol: "tcp",
          ports: 8,
          purpose: "Test",
          peer: { securityGroupIds: ["sg-0123456789abcdef0", "123456789012/sg-0123456789abcdef0"] },
        },
      ],
    },
  });
  const rules = planDeployment(deployment).groups.flatMap((group) => group.rules);
  expect(rules.filter(({ fromPort }) => fromPort === 8).map(({ peer }) => peer.value)).toEqual([
    "123456789012/sg-0123456789abcdef0",
  ]);
});
