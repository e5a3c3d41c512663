/** The comparison of the smoke test, with answers of EC2 that are made from the plans and then changed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { differences } from "../../scripts/smoke/differences";
import { sampleConfig } from "../../scripts/smoke/sample";
import { loadConfig } from "../../src/config/load-config";
import { type NetworkRule, peerName } from "../../src/model/network";
import type { Ec2Group } from "../../src/network/ec2-network";
import { plannedNetwork } from "../../src/network/planned-network";
import { renameGroups } from "../../src/network/rename-groups";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const plans = plansOfSample();

function plansOfSample() {
  const folder = mkdtempSync(join(tmpdir(), "rancher-security-groups-"));
  const config = join(folder, "rancher-sg.yaml");
  writeFileSync(config, sampleConfig({ region: "us-east-1", vpcId, run: "3f9a2c" }));
  const loaded = loadConfig(config).map(({ plan }) => plan);
  rmSync(folder, { recursive: true });
  return loaded;
}

/** EC2's report of the groups after a deploy: each group has an id, and all rules that any deployment adds to it. */
function deployedGroups(): Ec2Group[] {
  const planned = plannedNetwork(plans);
  const created = planned.groups.filter((group) => !group.planned?.existing);
  const ids = new Map(created.map(({ peer }, index) => [peerName(peer), `sg-${`${index}`.padStart(17, "0")}`]));
  const { groups } = renameGroups(planned, (peer) => {
    const id = ids.get(peerName(peer));
    return id === undefined ? peer : { type: "securityGroup", value: id };
  });
  return groups
    .filter((group) => !group.planned?.existing)
    .map(({ peer, name, description = "" }) => {
      const rules = groups.filter((other) => peerName(other.peer) === peerName(peer)).flatMap((group) => group.rules);
      return { id: peer.value, peer, name, deployment: "", vpcId, description, tags: {}, rules };
    });
}

const compared = (groups: readonly Ec2Group[]) => differences(plans, vpcId, { groups });
const indexOf = (name: string) => deployedGroups().findIndex((group) => group.name === `smoke-3f9a2c-${name}`);

/** The deployed groups with one group changed. */
function changed(name: string, change: (group: Ec2Group) => Partial<Ec2Group>): readonly string[] {
  const groups = deployedGroups();
  const group = groups[indexOf(name)] as Ec2Group;
  return compared(groups.with(indexOf(name), { ...group, ...change(group) }));
}

test("finds none if EC2 has the groups and rules of the plans", () => {
  const groups = deployedGroups();
  expect([groups.length, groups.flatMap(({ rules }) => rules).length]).toEqual([6, 169]);
  expect(compared(groups)).toEqual([]);
});

test("names each rule that EC2 lacks", () => {
  for (const { name, rules } of deployedGroups()) {
    for (const index of rules.keys()) {
      const lines = changed(name.replace("smoke-3f9a2c-", ""), () => ({ rules: rules.toSpliced(index, 1) }));
      expect(lines).toEqual([expect.stringMatching(`^missing rule: .* of ${name}$`)]);
    }
  }
});

test("names a rule that only EC2 has, with the name of its peer", () => {
  const worker = deployedGroups()[indexOf("cluster-worker")] as Ec2Group;
  const lines = changed("cluster-etcd", ({ rules }) => {
    const rule = rules[0] as NetworkRule;
    return {
      rules: [
        ...rules,
        { ...rule, ipProtocol: "tcp", fromPort: 7, toPort: 9, direction: "ingress", peer: worker.peer },
      ],
    };
  });
  expect(lines).toEqual(["extra rule: tcp 7-9 from smoke-3f9a2c-cluster-worker of smoke-3f9a2c-cluster-etcd"]);
});

test("names a rule with other ports as one that is missing and one that is extra", () => {
  const lines = changed("nodes", ({ rules }) => ({
    rules: rules.map((rule) => (rule.fromPort === 2376 ? { ...rule, toPort: 2377 } : rule)),
  }));
  expect(lines.map((line) => line.slice(0, 12))).toEqual([
    "missing rule",
    "missing rule",
    "extra rule: ",
    "extra rule: ",
  ]);
});

test("names a rule with another description", () => {
  const lines = changed("rancher-load-balancer", ({ rules }) => ({
    rules: rules.map((rule) => (rule.direction === "egress" ? { ...rule, description: "by hand" } : rule)),
  }));
  expect(lines).toEqual([
    'different description "by hand": tcp 80 to smoke-3f9a2c-rancher-rancher of smoke-3f9a2c-rancher-load-balancer',
  ]);
});

test("names a group that EC2 lacks with its rules, and one that only EC2 has", () => {
  const groups = deployedGroups();
  const name = "smoke-3f9a2c-nodes";
  const nodes = groups[indexOf("nodes")] as Ec2Group;
  const without = compared(groups.toSpliced(indexOf("nodes"), 1));
  expect(without.filter((line) => line.startsWith("missing group"))).toEqual([`missing group: ${name}`]);
  expect(without.filter((line) => line.startsWith("missing rule")).length).toBe(nodes.rules.length);
  const id = "sg-0123456789abcdef0";
  const other = { ...nodes, id, name: "other", peer: { type: "securityGroup", value: id } as const, rules: [] };
  expect(compared([...groups, other])).toEqual(["extra group: other"]);
});
