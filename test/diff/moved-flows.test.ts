import fc from "fast-check";
import { diff } from "../../src/diff/diff";
import { movedFlows } from "../../src/diff/moved-flows";
import { type ClusterDeploymentInput, deploymentSchema } from "../../src/model/deployment";
import type { Layout } from "../../src/model/group-layout";
import { type Network, type NetworkRule, peerName } from "../../src/model/network";
import type { Party } from "../../src/model/party";
import type { SecurityGroupRule } from "../../src/model/plan";
import { ruleKey } from "../../src/model/rule-identity";
import { plannedNetwork } from "../../src/network/planned-network";
import { parseTerraformApp, terraformNetwork } from "../../src/network/terraform-json";
import { planDeployment } from "../../src/projection/plan-deployment";
import { addresses, type Point, points } from "../verify/grid";
import { plannedRule } from "../verify/rule-arbitraries";
import { synthesize } from "../verify/synthesized-fixture";
import { hasFlow, hasWorld, type NamesOf, naivelyMoved, type Other } from "./naive-moves";

const groupNames = ["etcd", "worker", "all"] as const;
const parties = ["etcd", "worker"] as const satisfies readonly Party[];
const lists = { "pl-0123456789abcdef0": "prefixList", "sg-0123456789abcdef0": "securityGroup" } as const;
/** Every second address of the grid, which has a point in each half of each block. */
const others: readonly Other[] = [
  ...addresses.filter((_, index) => index % 2 === 0).map((address) => ({ name: address, address })),
  ...[...parties, ...Object.keys(lists)].map((name) => ({ name })),
];

interface Group {
  readonly name: (typeof groupNames)[number];
  readonly parties: readonly Party[];
  readonly rules: readonly NetworkRule[];
}

/** A rule whose peer may be the group `all`. */
const rule = fc.tuple(plannedRule, fc.boolean()).map(([one, isAll]): SecurityGroupRule => {
  if (one.peer.type !== "group" || !isAll) return one;
  return { ...one, peer: { ...one.peer, value: "all", label: "all" } as SecurityGroupRule["peer"] };
});

/** The same flows in other rules: halves of port ranges and of the world, or another group. */
function rewritten(one: SecurityGroupRule): readonly SecurityGroupRule[] {
  const { fromPort = 0, toPort = 0, ipProtocol, peer } = one;
  if (["tcp", "udp"].includes(ipProtocol) && fromPort < toPort) {
    const middle = Math.floor((fromPort + toPort) / 2);
    return [
      { ...one, toPort: middle },
      { ...one, fromPort: middle + 1 },
    ];
  }
  const halves = peer.value === "0.0.0.0/0" ? ["0.0.0.0/1", "128.0.0.0/1"] : [];
  if (halves.length > 0)
    return halves.map((value) => ({ ...one, peer: { ...peer, value, label: value } }) as SecurityGroupRule);
  return peer.type === "group"
    ? [{ ...one, peer: { ...peer, value: "all", label: "all" } as SecurityGroupRule["peer"] }]
    : [one];
}

type Written = readonly { readonly group: number; readonly rule: SecurityGroupRule; readonly key: number }[];
const written: fc.Arbitrary<Written> = fc.array(fc.record({ group: fc.nat(2), rule, key: fc.nat(7) }), {
  maxLength: 9,
});
/** Rules, and the rules that replace them: each is kept, removed, rewritten, or moved to another group. */
const pairs = written.chain((before) =>
  fc.tuple(
    fc.constant(before),
    fc
      .tuple(fc.array(fc.nat(4), { minLength: before.length, maxLength: before.length }), written)
      .map(([fates, more]) => [
        ...before.flatMap((one, index): Written => {
          const fate = fates[index];
          if (fate === 0) return [];
          if (fate === 1) return rewritten(one.rule).map((next) => ({ ...one, rule: next }));
          if (fate === 2) return [{ ...one, group: 2, key: one.key + 10 }];
          return fate === 3 ? [{ ...one, key: one.key + 10 }] : [one];
        }),
        ...more.slice(0, 2),
      ]),
  ),
);

function networkOf(groups: readonly Group[], hasPlans: boolean): Network {
  return {
    groups: groups.map(({ name, parties, rules }) => ({
      peer: { type: "group", value: name },
      name,
      deployment: "test",
      ...(hasPlans ? { planned: { key: name, parties, name, description: "", rules: [] } } : {}),
      rules,
    })),
  };
}

function groupsOf(all: Written, members: readonly (readonly Party[])[], keyOf: (one: Written[number]) => string) {
  return groupNames.map((name, index) => ({
    name,
    parties: members[index] ?? [],
    rules: all.filter(({ group }) => group === index).map((one) => ({ ...one.rule, key: keyOf(one) })),
  }));
}

/** The number of moved flows, after comparing each flow of the grid with the naive answer. */
function compared(
  before: Network,
  after: Network,
  names: readonly string[],
  namesOf: NamesOf,
  flows: { readonly points: readonly Point[]; readonly others: readonly Other[] } = { points, others },
): number {
  const found = movedFlows(before, after);
  let moved = 0;
  for (const party of names) {
    for (const direction of ["ingress", "egress"] as const) {
      const entries = found.filter((move) => move.party === party && move.direction === direction);
      expect(entries.length).toBeLessThan(2);
      const lines = entries.flatMap(({ flows }) => flows);
      // Nodes that attach no group before, or none after, have no flows under a group's name.
      const isAttached = ({ name }: Other) => [before, after].every((network) => namesOf(network, name).length > 0);
      const comparable = flows.others.filter((other) => other.address !== undefined || isAttached(other));
      /** Whether a rule of the party names the other end. */
      const isNamed = (name: string) =>
        [before, after].some((network) =>
          network.groups.some(
            ({ peer, rules }) =>
              namesOf(network, party).includes(peerName(peer)) &&
              rules.some((one) => one.direction === direction && namesOf(network, name).includes(peerName(one.peer))),
          ),
        );
      for (const point of flows.points) {
        for (const other of comparable) {
          const isMoved = naivelyMoved(before, after, { party, direction, point, other }, namesOf);
          if (isMoved) moved += 1;
          const isListed = hasFlow(lines, point, other);
          // Nodes of a group have IPv4 addresses, so the lines may have all of these in place of the group.
          const isGroup = other.address === undefined && !other.name.startsWith("pl-");
          const isImplied = isMoved && isGroup && (hasWorld(lines, point) || !isNamed(other.name));
          if (isListed !== isMoved && !isImplied) {
            throw new Error(`${party} ${direction} ${JSON.stringify({ point, other, isMoved, lines })}`);
          }
        }
      }
    }
  }
  for (const { oldRules, newRules } of found) {
    expect(oldRules.length).toBeGreaterThan(0);
    expect(newRules.length).toBeGreaterThan(0);
  }
  return moved;
}

/** The groups of plans by the parties whose nodes attach them. */
const attached: NamesOf = ({ groups }, name) =>
  listName(name) ??
  groups.flatMap(({ peer, planned }) => (planned?.parties.includes(name as Party) ? [peerName(peer)] : []));

const cases = { numRuns: 80 };
const listName = (name: string) =>
  Object.hasOwn(lists, name) ? [`${lists[name as keyof typeof lists]}:${name}`] : undefined;

test("finds the moved flows of parties that a comparison flow by flow finds", () => {
  const members = fc.tuple(fc.subarray([...parties]), fc.subarray([...parties]), fc.subarray([...parties]));
  let moved = 0;
  fc.assert(
    fc.property(pairs, members, members, ([before, after], some, next) => {
      const [old, now] = [[before, some] as const, [after, next] as const].map(([all, all2]) =>
        networkOf(
          groupsOf(all, all2, ({ rule: one }) => ruleKey(one)),
          true,
        ),
      ) as [Network, Network];
      if (compared(old, now, parties, attached) > 0) moved += 1;
    }),
    { numRuns: 250 },
  );
  expect(moved).toBeGreaterThan(20);
});

test("finds the moved flows of groups, without parties, that a comparison flow by flow finds, also if rules change in place", () => {
  const namesOf: NamesOf = (_, name) => listName(name) ?? [`group:${name}`];
  let moved = 0;
  fc.assert(
    fc.property(pairs, ([before, after]) => {
      const [old, now] = [before, after].map((all) =>
        networkOf(
          groupsOf(all, [], ({ key }) => `r${key}`),
          false,
        ),
      ) as [Network, Network];
      if (compared(old, now, groupNames, namesOf) > 0) moved += 1;
    }),
    cases,
  );
  expect(moved).toBeGreaterThan(20);
});

const roles = ["etcd", "controlplane", "worker"] as const;
const layouts = {
  "per-role": "per-role",
  "shared-and-roles": "shared-and-roles",
  single: "single",
  map: { servers: { parties: ["etcd", "controlplane"] }, agents: { parties: ["worker"] } },
} as const satisfies Readonly<Record<string, Layout>>;
type Name = keyof typeof layouts;
const names = Object.keys(layouts) as Name[];

const planned = (groups: ClusterDeploymentInput["groups"], more: Partial<ClusterDeploymentInput> = {}) =>
  plannedNetwork([
    planDeployment(
      deploymentSchema.parse({
        type: "cluster",
        rancherVersion: "2.13",
        name: "shop",
        provisioning: "custom",
        distribution: "rke2",
        egress: "required",
        groups,
        parties: { rancher: { cidrs: ["10.1.0.0/16"] }, rancherCatalog: "none", workloadClients: "anywhere" },
        ...more,
      }),
    ),
  ]);

/** A point at both ends of the ports of each rule. */
const pointsOf = (network: Network): readonly Point[] => {
  const all = network.groups.flatMap(({ rules }) =>
    rules.flatMap(({ ipProtocol, fromPort = 0, toPort = 0 }) => [
      `${ipProtocol} ${fromPort}`,
      `${ipProtocol} ${toPort}`,
    ]),
  );
  return [...new Set(all)].flatMap((text) => {
    const [protocol = "", port] = text.split(" ");
    return ["tcp", "udp"].includes(protocol) ? [{ protocol, ports: [Number(port)] }] : [];
  });
};

describe.each(names.flatMap((from) => names.map((to) => [from, to] as const)))("from %s to %s", (from, to) => {
  const [before, after] = [planned(layouts[from]), planned(layouts[to])];

  test("in one deploy lists what a comparison flow by flow finds", () => {
    const flows = {
      points: pointsOf(before),
      others: [...roles.map((name) => ({ name })), { name: "x", address: "10.1.0.1" }],
    };
    expect(flows.points.length).toBeGreaterThan(10);
    expect(compared(before, after, roles, attached, flows) > 0).toBe(from !== to);
  });

  test("in two deploys lists nothing", () => {
    if (from === to) return;
    const change = planned({ from: layouts[from], to: layouts[to] });
    expect(movedFlows(before, change)).toEqual([]);
    expect(movedFlows(change, after)).toEqual([]);
  });
});

test("does not list flows of a rule that keeps its key", () => {
  const moved = movedFlows(planned("per-role"), planned("shared-and-roles"));
  expect(moved.find(({ party, direction }) => party === "worker" && direction === "ingress")).toEqual({
    deployment: "shop",
    party: "worker",
    direction: "ingress",
    // Without tcp and udp 30000-32767 from 0.0.0.0/0, whose rules stay in the group of the workers.
    flows: [
      "tcp 9099 from controlplane, etcd, worker",
      "tcp 10250 from controlplane, etcd, worker",
      "udp 8472 from controlplane, etcd, worker",
    ],
    oldRules: ["tcp-10250", "tcp-9099", "udp-8472"].flatMap((traffic) =>
      ["controlplane", "etcd", "worker"].map((role) => ({
        group: "shop/shop-worker",
        rule: `ingress-${traffic}-${role}`,
      })),
    ),
    newRules: ["tcp-10250", "tcp-9099", "udp-8472"].map((traffic) => ({
      group: "shop/shop-nodes",
      rule: `ingress-${traffic}-nodes`,
    })),
  });
});

test("treats rules in a renamed group as other rules, although their keys stay", () => {
  const named = (name: string) =>
    planned({ all: { parties: roles, name }, agents: { parties: ["worker"] } }, { egress: "all" });
  expect(movedFlows(named("shop-a"), named("shop-a"))).toEqual([]);
  const moved = movedFlows(named("shop-a"), named("shop-b"));
  const kubelet = moved.filter(({ direction, flows }) => direction === "ingress" && flows.join().includes("tcp 10250"));
  expect(kubelet.map(({ party }) => party)).toEqual(["controlplane", "etcd", "worker"]);
  expect(kubelet.map(({ oldRules }) => oldRules.every(({ group }) => group === "shop/shop-a"))).toEqual([
    true,
    true,
    true,
  ]);
});

test("lists flows whose rules optimize merges in their group, and reports the networks as equal", () => {
  const { relation, moved } = diff(planned("per-role"), planned("per-role", { optimize: true }));
  expect(relation).toBe("equal");
  expect(moved.length).toBeGreaterThan(0);
  for (const { oldRules, newRules } of moved) {
    const groups = new Set([...oldRules, ...newRules].map(({ group }) => group));
    expect(groups.size).toBe(1);
    expect(oldRules.length).toBeGreaterThan(newRules.length);
  }
});

test("accepts another name for a group of another deployment afterwards", () => {
  const group = (deployment: string, name: string, party: Party, rules: readonly NetworkRule[]) => ({
    peer: { type: "group" as const, value: `${deployment}/${name}` },
    ...{ name, deployment, rules },
    planned: { key: party, parties: [party], name, description: "", rules: [] },
  });
  const network = (name: string): Network => {
    const peer = { type: "group" as const, value: `shop/${name}` };
    const ports = { direction: "ingress" as const, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    const rule = { ...ports, peer, key: `ingress-tcp-443-${name}`, portRules: [], description: "" };
    return { groups: [group("hub", "hub-rancher", "rancher", [rule]), group("shop", name, "worker", [])] };
  };
  expect(movedFlows(network("workers"), network("agents"))).toEqual([
    {
      deployment: "hub",
      party: "rancher",
      direction: "ingress",
      flows: ["tcp 443 from shop/worker"],
      oldRules: [{ group: "hub/hub-rancher", rule: "ingress-tcp-443-workers" }],
      newRules: [{ group: "hub/hub-rancher", rule: "ingress-tcp-443-agents" }],
    },
  ]);
});

describe("a folder of Terraform's JSON", () => {
  const { json, plans } = synthesize("stacks/examples/node-pools.yaml");
  const [folder, optimized] = [json, synthesize("stacks/examples/node-pools.yaml", true).json].map((one) =>
    terraformNetwork(parseTerraformApp(one)),
  ) as [Network, Network];

  test("is listed with the group and the addresses of the rules", () => {
    const moved = movedFlows(folder, optimized);
    expect(moved.length).toBeGreaterThan(0);
    for (const { party, oldRules, newRules } of moved) {
      expect(new Set([...oldRules, ...newRules].map(({ group }) => group))).toEqual(new Set([party]));
      const addresses = [...oldRules, ...newRules].map(({ rule }) => rule);
      expect(addresses.filter((one) => !one.startsWith("aws_vpc_security_group_"))).toEqual([]);
    }
  });

  test("has the same rules as its config, and other rules than the config with optimize", () => {
    expect(movedFlows(plannedNetwork(plans), folder)).toEqual([]);
    const places = (moved: ReturnType<typeof movedFlows>) => moved.map(({ party, flows }) => ({ party, flows }));
    expect(places(movedFlows(plannedNetwork(plans), optimized))).toEqual(places(movedFlows(folder, optimized)));
  });
});

test("takes time in proportion to the number of rules, not to its square", () => {
  const ports = (count: number, key: string) =>
    Array.from(
      { length: count },
      (_, index): NetworkRule => ({
        direction: "ingress",
        ipProtocol: "tcp",
        fromPort: 2 * index + 1,
        toPort: 2 * index + 1,
        peer: { type: "cidrIpv4", value: "10.0.0.0/8" },
        key: `${key}${index}`,
        portRules: [],
        description: "",
      }),
    );
  const seconds = (count: number) => {
    const [before, after] = ["a", "b"].map((key) =>
      networkOf([{ name: "etcd", parties: [], rules: ports(count, key) }], false),
    ) as [Network, Network];
    const runs = [1, 2, 3].map(() => {
      const start = performance.now();
      const [move] = movedFlows(before, after);
      expect([move?.oldRules.length, move?.newRules.length]).toEqual([count, count]);
      return performance.now() - start;
    });
    return Math.min(...runs);
  };
  // Eight times the rules: 64 times as long if each rule were compared with each other rule.
  expect(seconds(8_000)).toBeLessThan(30 * seconds(1_000));
});
