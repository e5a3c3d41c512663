/** Rules between two deployments while the layout of one of them, or of both, changes. */
import fc from "fast-check";
import { type ClusterDeploymentInput, deploymentSchema } from "../../src/model/deployment";
import type { Layout } from "../../src/model/group-layout";
import type { Plan } from "../../src/model/plan";
import { ruleIdentity, ruleKey } from "../../src/model/rule-identity";
import { PlanNames, plannedNetwork } from "../../src/network/planned-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { verifyReach } from "../../src/verify/verify-reach";

const roles = ["etcd", "controlplane", "worker"] as const;
type Role = (typeof roles)[number];
const layouts = {
  "per-role": "per-role",
  "shared-and-roles": "shared-and-roles",
  single: "single",
  map: { all: { parties: roles }, servers: { parties: ["etcd", "controlplane"] }, agents: { parties: ["worker"] } },
  crossed: { worker: { parties: ["worker", "etcd"] }, control: { parties: ["controlplane"] } },
} as const satisfies Readonly<Record<string, Layout>>;
type Name = keyof typeof layouts;
const names = Object.keys(layouts) as Name[];
const changes = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));

const parse = (name: string, more: Partial<ClusterDeploymentInput>) =>
  deploymentSchema.parse({
    ...{ type: "cluster", name, rancherVersion: "2.13", provisioning: "custom", distribution: "k3s" },
    egress: "required",
    parties: { rancher: "none", rancherCatalog: "none", apiClients: "none", workloadClients: "none" },
    ...more,
  });

/**
 * A connection between shop and a party of lab, in either direction. With `manages`, shop creates the rules of both.
 */
interface Connection {
  readonly id: string;
  readonly own: Role;
  readonly party: Role;
  readonly isOutbound: boolean;
  readonly manages: boolean;
  readonly port: number;
}
const connections: readonly Connection[] = roles.flatMap((own, index) =>
  [true, false].flatMap((isOutbound) =>
    [true, false].map((manages) => ({
      ...{ id: `own-${own}-${isOutbound ? "out" : "in"}-${manages ? "both" : "one"}-tcp`, own, isOutbound, manages },
      party: roles[(index + 1) % roles.length] ?? "etcd",
      port: 5000 + 10 * index + 2 * Number(isOutbound) + Number(manages),
    })),
  ),
);
const add = connections.map(({ id, own, party, isOutbound, manages, port }) => {
  const peer = { deployment: "lab", party, ...(manages ? { manageRules: true, egress: "required" as const } : {}) };
  const [from, to] = isOutbound ? [[own], ["peer"] as const] : [["peer"] as const, [own]];
  return { id, from, to, peer, protocol: "tcp" as const, ports: port, purpose: "Own" };
});

type Groups = ClusterDeploymentInput["groups"];

/** The plans of lab, and of shop, which refers to it. */
function fleet(ofLab: Groups, ofShop: Groups = "per-role"): { readonly lab: Plan; readonly shop: Plan } {
  const lab = planDeployment(parse("lab", { groups: ofLab }));
  const deployments = new Map([["lab", lab.deployment]]);
  const shop = planDeployment(parse("shop", { groups: ofShop, rules: { add: add as never } }), undefined, {
    deployments,
  });
  return { lab, shop };
}

/** The rules of shop by their Terraform address, each in EC2's form. */
function rulesOf({ lab, shop }: ReturnType<typeof fleet>): ReadonlyMap<string, string> {
  const planNames = new PlanNames([lab, shop]);
  return new Map(
    shop.groups.flatMap((group) =>
      group.rules.map((rule): [string, string] => [
        `${group.key}/${ruleKey(rule)}`,
        `${planNames.group(shop, group).value} ${ruleIdentity({ ...rule, peer: planNames.peer(shop, rule.peer) })}`,
      ]),
    ),
  );
}

const sorted = (values: Iterable<string>) => [...new Set(values)].sort();

test.each(changes)(
  "has the rules of both layouts in a deployment that refers to the changing one, each at one address: %s to %s",
  (from, to) => {
    const [before, both, after] = [layouts[from], { from: layouts[from], to: layouts[to] }, layouts[to]].map((groups) =>
      rulesOf(fleet(groups)),
    ) as [ReturnType<typeof rulesOf>, ReturnType<typeof rulesOf>, ReturnType<typeof rulesOf>];
    expect(sorted(both.values())).toEqual(sorted([...before.values(), ...after.values()]));
    for (const rules of [before, both, after]) expect(new Set(rules.values()).size).toBe(rules.size);
    for (const rules of [before, after]) for (const [address, rule] of rules) expect(both.get(address)).toBe(rule);
    expect([...both.values()].filter((rule) => rule.includes("lab/")).length).toBeGreaterThan(0);
  },
);

type Stage = "from" | "groups" | "to";
const stages: readonly Stage[] = ["from", "groups", "to"];

/** The groups that the nodes of a role attach, under the names that rules of the network use. */
function attached(plan: Plan, role: Role, stage: Stage): readonly string[] {
  const pool = plan.pools.find(({ name }) => name === role);
  const held = (stage === "groups" ? pool?.groups : pool?.change?.[stage]) ?? pool?.groups ?? [];
  return held.map(({ label }) => `${plan.deployment.name}/${plan.groups.find(({ key }) => key === label)?.name}`);
}

/** The connections that are closed between nodes of the two deployments, by plain loops over all rules. */
function closed({ lab, shop }: ReturnType<typeof fleet>, ofLab: Stage, ofShop: Stage): readonly string[] {
  const { groups } = plannedNetwork([lab, shop]);
  const admits = (direction: string, held: readonly string[], others: readonly string[], port: number) =>
    groups.some(
      ({ peer, rules }) =>
        held.includes(peer.value) &&
        rules.some(
          (rule) => rule.direction === direction && rule.fromPort === port && others.includes(rule.peer.value),
        ),
    );
  return connections.flatMap(({ id, own, party, isOutbound, manages, port }) => {
    const [ours, theirs] = [attached(shop, own, ofShop), attached(lab, party, ofLab)];
    const [source, destination] = isOutbound ? [ours, theirs] : [theirs, ours];
    const isOpen =
      (admits("egress", source, destination, port) || (!isOutbound && !manages)) &&
      (admits("ingress", destination, source, port) || (isOutbound && !manages));
    return isOpen ? [] : [`${id}: ${theirs} with ${ours}`];
  });
}

test.each(changes)("connects nodes of any stage with the deployment that refers to theirs: %s to %s", (from, to) => {
  const [before, after] = [layouts[from], layouts[to]];
  expect(closed(fleet(before), "groups", "groups")).toEqual([]);
  const during = fleet({ from: before, to: after });
  for (const stage of stages) expect(closed(during, stage, "groups")).toEqual([]);
  expect(closed(fleet(after), "groups", "groups")).toEqual([]);
});

test("connects nodes of any stage with nodes of any stage if both deployments change", () => {
  fc.assert(
    fc.property(fc.constantFrom(...changes), fc.constantFrom(...changes), ([from, to], [ownFrom, ownTo]) => {
      const during = fleet({ from: layouts[from], to: layouts[to] }, { from: layouts[ownFrom], to: layouts[ownTo] });
      for (const ofLab of stages) for (const ofShop of stages) expect(closed(during, ofLab, ofShop)).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test("finds a closed flow if a rule references the group of only one layout", () => {
  const during = fleet({ from: "per-role", to: "single" });
  const alone = { ...during, shop: fleet("per-role").shop };
  expect(closed(alone, "from", "groups")).toEqual([]);
  expect(closed(alone, "to", "groups").length).toBe(connections.length);
});

test.each(names)("references a group that each node of the party attaches, with the layout %s", (name) => {
  const { lab, shop } = fleet(layouts[name]);
  const { groups } = plannedNetwork([lab, shop]);
  for (const { id, party } of connections) {
    const rules = groups.flatMap(({ peer, rules }) => rules.map((rule) => ({ peer, rule })));
    const requiredRules = rules.filter(({ rule }) => rule.portRules.includes(id));
    const named = requiredRules
      .flatMap(({ peer, rule }) => [peer.value, rule.peer.value])
      .filter((value) => /^lab\//.test(value));
    expect(named.length).toBeGreaterThan(0);
    expect(attached(lab, party, "groups")).toEqual(expect.arrayContaining(named));
  }
});

test.each(changes)("proves both plans by parties: %s to %s", (from, to) => {
  for (const ofShop of ["per-role", "single", { from: "per-role", to: "single" }] as const) {
    const { lab, shop } = fleet({ from: layouts[from], to: layouts[to] }, ofShop);
    const planNames = new PlanNames([lab, shop]);
    for (const plan of [lab, shop]) expect(verifyReach(plan, plannedNetwork([plan], planNames), planNames)).toEqual([]);
  }
});

/** A cluster whose servers attach the groups of lab, and whose workers have a separate group. */
function guest(ofLab: Groups): { readonly lab: Plan; readonly shop: Plan } {
  const { lab } = fleet(ofLab);
  const elsewhere = { deployment: "lab", manageRules: true, egress: "required" } as const;
  const { parties } = parse("shop", {}) as { parties: object };
  const deployment = parse("shop", { parties: { ...parties, etcd: elsewhere, controlplane: elsewhere } });
  return { lab, shop: planDeployment(deployment, undefined, { deployments: new Map([["lab", lab.deployment]]) }) };
}

test.each(changes)(
  "gives roles that attach groups of the other deployment the groups of both layouts: %s to %s",
  (from, to) => {
    const [before, during, after] = [layouts[from], { from: layouts[from], to: layouts[to] }, layouts[to]].map(
      guest,
    ) as [ReturnType<typeof guest>, ReturnType<typeof guest>, ReturnType<typeof guest>];
    const [old, both, next] = [rulesOf(before), rulesOf(during), rulesOf(after)];
    expect(sorted(both.values())).toEqual(sorted([...old.values(), ...next.values()]));
    for (const rules of [old, next]) for (const [address, rule] of rules) expect(both.get(address)).toBe(rule);
    const planNames = new PlanNames([during.lab, during.shop]);
    expect(verifyReach(during.shop, plannedNetwork([during.shop], planNames), planNames)).toEqual([]);
    for (const [index, { groups, change }] of during.shop.pools.entries()) {
      const [former, latter] = [before, after].map(({ shop }) => shop.pools[index]?.groups ?? []);
      expect(change?.from ?? groups).toEqual(former);
      expect(change?.to ?? groups).toEqual(latter);
      expect(change === undefined).toBe(
        `${former?.map(({ label }) => label)}` === `${latter?.map(({ label }) => label)}`,
      );
    }
  },
);
