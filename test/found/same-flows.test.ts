/**
 * Eight existing setups, each with a config that opens the same flows. Proved twice: with the comparison of `diff`, and
 * packet by packet with an oracle that reads EC2's answer and the synthesized JSON without code of src.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlacedEntry } from "../../src/config/config-file";
import { loadConfig } from "../../src/config/load-config";
import { compareNetworks } from "../../src/diff/compare-networks";
import { flowText } from "../../src/flows/flow-text";
import type { Network, NetworkGroup, NetworkPeer, NetworkRule } from "../../src/model/network";
import { type PortRule, pairsOf } from "../../src/model/port-rule";
import { mergeEc2Answers, parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
import { FoundGroups } from "../../src/network/found-groups";
import { PlanNames, plannedNetwork } from "../../src/network/planned-network";
import { renameGroups } from "../../src/network/rename-groups";
import {
  createdGroups,
  groupNames,
  type Kinds,
  type PacketRule,
  packetDifferences,
  rulesOfAnswer,
  rulesOfStack,
} from "../oracle/packets";
import { inFolder, runApp } from "../stacks/program";
import { hclLines } from "./hcl-lines";
import { configLines, configOf, jsonOf, type Setup, setups } from "./setups";

const kindsOf = (setup: Setup): Kinds =>
  setup.kinds ?? Object.fromEntries(groupNames(jsonOf(setup, "groups.json")).map((name) => [name, [name]]));

/** EC2's answer without the default group of the VPC. */
function existingOf(setup: Setup) {
  const answers = (["groups.json", "rules.json"] as const).map((file) => parseEc2Answer(jsonOf(setup, file)));
  const { groups } = ec2Network(mergeEc2Answers(answers));
  return { groups: groups.filter(({ name }) => name !== "default") };
}

/** The network of the plans, with EC2's names. A group that is bound by id keeps its outbound rule. */
function plannedOf(entries: readonly PlacedEntry[], existing: ReturnType<typeof existingOf>): Network {
  const plans = entries.map(({ plan }) => plan);
  const names = new PlanNames(plans);
  const subjects = plans.map((plan) => ({ plan, vpcId: plan.deployment.vpcId }));
  const found = new FoundGroups(existing, subjects, names);
  const { groups } = renameGroups(plannedNetwork(plans, names), found.nameOf);
  return {
    groups: groups.map((group): NetworkGroup => {
      const rules = group.planned?.existing ? [...group.rules, allowsAll] : group.rules;
      return { ...group, name: existing.groups.find(({ id }) => id === group.peer.value)?.name ?? group.name, rules };
    }),
  };
}

const allowsAll: NetworkRule = {
  direction: "egress",
  ipProtocol: "-1",
  peer: { type: "cidrIpv4", value: "0.0.0.0/0" },
  key: "",
  portRules: [],
  description: "",
};

/** A network with a group for each kind of node, which has the rules of all groups that the node attaches. */
function byKind({ groups }: Network, kinds: Kinds): Network {
  const nodes = (kind: string): NetworkPeer => ({ type: "securityGroup", value: kind });
  const nameOf = new Map(groups.map(({ peer, name }) => [peer.value, name]));
  const peersOf = (peer: NetworkPeer): readonly NetworkPeer[] => {
    const name = nameOf.get(peer.value);
    if (name === undefined) return [peer];
    return Object.keys(kinds).flatMap((kind) => (kinds[kind]?.includes(name) ? [nodes(kind)] : []));
  };
  return {
    groups: Object.entries(kinds).map(([kind, attached]) => ({
      peer: nodes(kind),
      name: kind,
      deployment: "",
      rules: groups
        .filter(({ name }) => attached.includes(name))
        .flatMap(({ rules }) => rules.flatMap((rule) => peersOf(rule.peer).map((peer) => ({ ...rule, peer })))),
    })),
  };
}

/** Flows that only one of two networks opens, as texts. */
function differencesOf(first: Network, second: Network): readonly string[] {
  return compareNetworks(first, second, { groupsHaveAddresses: true }).flatMap(({ group, direction, rules }) => [
    ...flowText(rules.missingFlows, direction).map((text) => `${group.name}: ${text} only in EC2`),
    ...flowText(rules.extraFlows, direction).map((text) => `${group.name}: ${text} only in the config`),
  ]);
}

/** The stacks of the config as Terraform's JSON. */
function stacksOf(setup: Setup) {
  const known = stacks.get(setup) ?? synthesized(setup);
  stacks.set(setup, known);
  return known;
}

const stacks = new Map<Setup, ReturnType<typeof synthesized>>();

function synthesized(setup: Setup) {
  return inFolder({}, (folder) => {
    expect(runApp(folder, configOf(setup))).toMatchObject({ exitCode: 0, stderr: "" });
    const stacks = join(folder, "cdktf.out/stacks");
    return readdirSync(stacks).map((stack) => JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8")));
  });
}

/** The rules of the stacks, and EC2's outbound rule of each group that is bound by id. */
function packetRulesOf(setup: Setup): readonly PacketRule[] {
  const answer = jsonOf(setup, "groups.json");
  return [
    ...stacksOf(setup).flatMap((stack) => rulesOfStack(stack, answer)),
    ...(setup.bound ?? []).map((group) => ({ group, direction: "out", protocol: "-1", peer: "0.0.0.0/0" }) as const),
  ];
}

const byId = (id: string) => setups.find((setup) => setup.id === id) as Setup;
const each = setups.map((setup) => [setup.id, setup] as const);

describe.each(each)("setup %s", (_, setup) => {
  const existing = existingOf(setup);
  const entries = loadConfig(configOf(setup));
  const planned = plannedOf(entries, existing);
  const kinds = kindsOf(setup);

  test("has a config with exactly the existing groups", () => {
    const names = existing.groups.map(({ name }) => name).sort();
    expect(planned.groups.map(({ name }) => name).sort()).toEqual(names);
    const created = stacksOf(setup).flatMap((stack) => createdGroups(stack));
    expect([...created, ...(setup.bound ?? [])].sort()).toEqual(names);
  });

  test("has a plan that opens exactly the flows of EC2's answer", () => {
    expect(differencesOf(byKind(existing, kinds), byKind(planned, kinds))).toEqual([]);
  });

  test("passes each packet with the synthesized rules if and only if it passes today", () => {
    expect(packetDifferences(rulesOfAnswer(jsonOf(setup, "groups.json")), packetRulesOf(setup), kinds)).toEqual([]);
  });

  test("uses custom rules only for traffic that no row of the tables has between these parties", () => {
    const custom = entries.flatMap(({ plan }) =>
      (plan.deployment.rules.add ?? []).map(({ id }) => {
        const rule = plan.portRules.find((other) => other.id === id) as PortRule;
        return { name: `${plan.deployment.name}/${id}`, rule, rows: rowsOf(plan).filter((row) => covers(row, rule)) };
      }),
    );
    expect(custom.map(({ name }) => name).sort()).toEqual([...setup.custom].sort());
    const isBetweenSame = (row: PortRule, rule: PortRule) => {
      const pairs = pairsOf(rule).map(String);
      return pairsOf(row).some((pair) => pairs.includes(String(pair)));
    };
    expect(custom.filter(({ rule, rows }) => rows.some((row) => isBetweenSame(row, rule)))).toEqual([]);
    const documented = custom.filter(({ rows }) => rows.length > 0).map(({ name }) => name);
    expect(documented.sort()).toEqual([...setup.ofDocumentedPorts].sort());
  });
});

/**
 * The documented port rules of a deployment: those in effect, and those that a condition or an omission excludes.
 * Without those for unencapsulated pods, because nothing suggests that these clusters have such a CNI.
 */
function rowsOf({ portRules, skipped, deployment }: PlacedEntry["plan"]): readonly PortRule[] {
  const own = new Set<string>((deployment.rules.add ?? []).map(({ id }) => id));
  const others = skipped.filter(({ because }) => because !== "addon").map(({ portRule }) => portRule);
  return [...portRules.filter(({ id }) => !own.has(id)), ...others].filter(
    ({ when }) => !when.includes("unencapsulated"),
  );
}

/** Whether a row has all the traffic of a custom rule, between any parties. */
function covers(row: PortRule, { protocol, ports }: PortRule): boolean {
  // Open egress contains every port to any address.
  if (row.protocol === "all") return protocol === "all" && !row.to.includes("internet");
  if (row.protocol !== protocol || ports === "all") return row.protocol === protocol && row.ports === "all";
  // The row of a datastore contains every port until the deployment sets one.
  if (row.parameter === "datastore") return false;
  return row.ports === "all" || (row.ports.from <= ports.from && ports.to <= row.ports.to);
}

test("has the rules of groups that nodes of setup c attach together in one of these groups", () => {
  const setup = byId("c");
  const existing = existingOf(setup);
  const planned = plannedOf(loadConfig(configOf(setup)), existing);
  const alone = Object.fromEntries(existing.groups.map(({ name }) => [name, [name]]));
  const differences = differencesOf(byKind(existing, alone), byKind(planned, alone));
  // Agents attach edge-self and edge-ingress. Rules that EC2 has in edge-ingress, or in both, are in edge-self here.
  const groupsOf = differences.map((text) => text.replace(/: .* only in /, " only in "));
  expect([...new Set(groupsOf)].sort()).toEqual(["edge-ingress only in EC2", "edge-self only in the config"]);
});

test("detects each single rule that EC2 lacks in both proofs", () => {
  const setup = byId("f");
  const rules = rulesOfAnswer(jsonOf(setup, "groups.json"));
  const synthesized = packetRulesOf(setup);
  const unnoticed = rules.filter(
    (rule) =>
      packetDifferences(
        rules.filter((other) => other !== rule),
        synthesized,
        kindsOf(setup),
      ).length === 0,
  );
  expect(unnoticed).toEqual([]);
  const existing = existingOf(setup);
  const planned = plannedOf(loadConfig(configOf(setup)), existing);
  for (const group of existing.groups) {
    for (const rule of group.rules) {
      const without = { ...group, rules: group.rules.filter((other) => other !== rule) };
      const groups = existing.groups.map((other) => (other === group ? without : other));
      expect(differencesOf({ groups }, planned).length).toBeGreaterThan(0);
    }
  }
});

test("has the numbers of each setup on the page", () => {
  const page = readFileSync(join(__dirname, "../../docs/groups.md"), "utf8");
  const [, section = ""] = page.split("## Eight existing setups\n");
  const rows = section.split("\n").filter((line) => /^\| [a-h] /.test(line));
  const cells = rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const numbers = cells.map(([id, , ...rest]) => [id, ...rest.slice(0, 5).map(Number)]);
  expect(numbers).toEqual(
    setups.map((setup) => {
      const { groups } = existingOf(setup);
      const rules = groups.flatMap((group) => group.rules);
      return [
        setup.id,
        groups.length,
        rules.length,
        hclLines(jsonOf(setup, "state.json")),
        configLines(setup),
        setup.custom.length,
      ];
    }),
  );
});
