import fc from "fast-check";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import { planAlike } from "../../src/projection/alike-plans";
import { TooManyRules } from "../../src/projection/direct";
import { planDeployment } from "../../src/projection/plan-deployment";
import { cidrs, groupIds, prefixListIds } from "../oracle/pools";
import { plannableDeployments } from "./arbitrary-deployment";
import { todaysDeployments } from "./arbitrary-distribution";
import { changes, layouts } from "./arbitrary-layout";

const documented = ["35.160.43.145/32", "52.33.59.17/32"];
const pools = [[...cidrs, ...documented, "192.0.2.0/24"], groupIds, prefixListIds];

/** Another address for each one: often, but not always, different ones for different ones. */
const replacements = fc
  .tuple(...pools.map((pool) => fc.tuple(...pool.map(() => fc.constantFrom(...pool)))))
  .map((chosen) => new Map(pools.flatMap((pool, at) => pool.map((value, index) => [value, chosen[at]?.[index]]))));
const permutations = fc
  .tuple(...pools.map((pool) => fc.shuffledSubarray([...pool], { minLength: pool.length })))
  .map((chosen) => new Map(pools.flatMap((pool, at) => pool.map((value, index) => [value, chosen[at]?.[index]]))));

const deployments = fc.oneof(
  plannableDeployments,
  todaysDeployments,
  fc.oneof(layouts, changes).map(({ laidOut }) => laidOut.deployment),
);

/** A deployment, and the same with other names and addresses. */
const pairs = fc
  .tuple(deployments, fc.boolean(), fc.oneof(permutations, replacements))
  .map(([deployment, optimize, replaced]) => {
    const first: Deployment = { ...deployment, optimize };
    const text = JSON.stringify({ ...first, name: "another", ...groupNamed("another-nodes", first) });
    const other = text.replaceAll(/"([^"]+)"/g, (quoted, value) => `"${replaced.get(value) ?? quoted.slice(1, -1)}"`);
    return { first, other: deploymentSchema.safeParse(JSON.parse(other)).data };
  });

const groupNamed = (groupName: string, { type }: Deployment) => (type === "rancher-nodes" ? { groupName } : {});

/** The plan of a deployment as JSON, or the mistakes in the deployment. */
function outcomeOf(plan: (deployment: Deployment) => unknown, deployment: Deployment): string {
  try {
    return JSON.stringify(plan(deployment));
  } catch (error) {
    return JSON.stringify((error as { issues?: unknown }).issues);
  }
}

const bound = { rancherCatalog: "none", workloadClients: { cidrs: ["10.9.0.0/16"] } };
const documentedServer = { name: "rancher", type: "rancher-server", rancherVersion: "2.x", egress: "required" };
const planned = (deployment: Deployment) => planAlike(deployment, {});

describe("planAlike", () => {
  it("makes the plan that planDeployment makes, whatever was planned before", () => {
    fc.assert(
      fc.property(pairs, ({ first, other }) => {
        planned(first);
        fc.pre(other !== undefined);
        expect(outcomeOf(planned, other as Deployment)).toBe(outcomeOf(planDeployment, other as Deployment));
      }),
      { numRuns: 100 },
    );
  });

  const cluster = (name: string, cidr: string, more: object = {}): Deployment =>
    deploymentSchema.parse({
      name,
      type: "cluster",
      provisioning: "custom",
      distribution: "rke2",
      parties: { ...bound, rancher: { cidrs: [cidr] } },
      ...more,
    });

  /** Two deployments one after the other: the second has the plan that it has alone. */
  const isPlannedAsAlone = (...[first, second]: readonly [Deployment, Deployment]) => {
    planned(first);
    expect(outcomeOf(planned, second)).toBe(outcomeOf(planDeployment, second));
  };

  const clients = (cidrList: readonly string[], more: object = {}) =>
    cluster("one", "10.7.0.0/16", {
      parties: { rancher: "none", rancherCatalog: "none", workloadClients: { cidrs: cidrList } },
      ...more,
    });

  it("sorts rules and parties by the addresses of each deployment", () => {
    isPlannedAsAlone(clients(["10.7.0.0/16", "10.8.0.0/16"]), clients(["10.7.0.0/16", "10.6.0.0/16"]));
  });

  it("lists the flows that a shared group adds for the addresses of each deployment", () => {
    const ofOneGroup = (...list: readonly string[]) => clients(list, { groups: "single" });
    isPlannedAsAlone(ofOneGroup("10.7.0.0/16", "10.8.0.0/16"), ofOneGroup("10.7.0.0/16", "10.6.0.0/16"));
    expect(JSON.stringify(planned(ofOneGroup("10.7.0.0/16", "10.6.0.0/16")).addedFlows)).toContain("10.6.0.0/16");
  });

  it("tells apart the existing groups of nodes, and those that rules are written to", () => {
    const worker = (id: string, more: object = {}) =>
      cluster("one", "10.7.0.0/16", {
        parties: { ...bound, rancher: "none", worker: { securityGroupId: id, ...more } },
      });
    isPlannedAsAlone(worker("sg-0000000a"), worker("sg-0000000b"));
    const balancer = (id: string) =>
      cluster("one", "10.7.0.0/16", {
        parties: { ...bound, rancher: "none", apiLoadBalancer: { securityGroupId: id, manageRules: true } },
      });
    isPlannedAsAlone(balancer("sg-0000000a"), balancer("sg-0000000b"));
  });

  it("exchanges the addresses of a party that only rules of the user name", () => {
    const own = {
      id: "own-tcp",
      from: ["administrators"],
      to: ["worker"],
      protocol: "tcp",
      ports: 8443,
      purpose: "Own",
    };
    const named = (cidr: string) =>
      cluster("one", "10.7.0.0/16", {
        parties: { ...bound, rancher: "none", administrators: { cidrs: [cidr] } },
        rules: { add: [own] },
      });
    isPlannedAsAlone(named("10.3.0.0/16"), named("10.2.0.0/16"));
  });

  it("does not exchange the world, or an address that the document prints, for another address", () => {
    for (const cidr of ["0.0.0.0/0", "35.160.43.145/32"]) {
      const server = (value: string) => {
        const nodes = { cidrs: [value] };
        const parties = { clusterNodes: nodes, nodeDriverNodes: nodes, hostedCluster: nodes, apiClients: "anywhere" };
        return deploymentSchema.parse({ ...documentedServer, parties });
      };
      isPlannedAsAlone(server("10.6.1.0/24"), server(cidr));
      isPlannedAsAlone(server(cidr), server("10.6.2.0/24"));
    }
  });

  it("does not exchange an address that a rule of the user has too", () => {
    const own = {
      id: "own-tcp",
      from: ["peer"],
      to: ["worker"],
      protocol: "tcp",
      ports: 443,
      purpose: "Own",
      peer: { cidrs: ["10.5.0.0/16"] },
    };
    const withOwn = (cidr: string) => cluster("one", cidr, { rules: { add: [own] } });
    isPlannedAsAlone(withOwn("10.5.0.0/16"), withOwn("10.4.0.0/16"));
    isPlannedAsAlone(withOwn("10.4.0.0/16"), withOwn("10.5.0.0/16"));
  });

  it("merges the CIDRs of each deployment that has optimize", () => {
    const pairOf = (...list: readonly string[]) => clients(list, { optimize: true });
    isPlannedAsAlone(pairOf("10.0.0.0/16", "10.4.0.0/16"), pairOf("10.0.0.0/16", "10.1.0.0/16"));
  });

  it("shares the rules of deployments with the same addresses", () => {
    const [first, second] = [planned(cluster("one", "10.0.0.0/8")), planned(cluster("two", "10.0.0.0/8"))];
    expect(second.groups.map(({ rules }) => rules)).toEqual(first.groups.map(({ rules }) => rules));
    for (const [index, { rules }] of second.groups.entries()) expect(rules).toBe(first.groups[index]?.rules);
    expect(second.groups.map(({ name }) => name)).toEqual(["two-controlplane", "two-etcd", "two-worker"]);
  });

  describe("with address lists", () => {
    const office = { office: { cidrs: ["10.3.0.0/16"] } };
    const vpn = { office: { cidrs: ["10.2.0.0/16"] }, vpn: { cidrs: ["10.1.0.0/16"] } };
    const places: Readonly<Record<string, (addresses: readonly string[]) => Deployment>> = {
      "a party": (addresses) =>
        cluster("one", "10.7.0.0/16", { parties: { ...bound, rancher: "none", workloadClients: { addresses } } }),
      "an add-on": (addresses) =>
        cluster("one", "10.7.0.0/16", { egress: "required", addons: [{ name: "ntp", to: { addresses } }] }),
      "a rule of the user": (addresses) =>
        cluster("one", "10.7.0.0/16", {
          rules: {
            add: [
              {
                id: "own-tcp",
                from: ["peer"],
                to: ["worker"],
                protocol: "tcp",
                ports: 443,
                purpose: "Own",
                peer: { addresses },
              },
            ],
          },
        }),
    };

    it.each(Object.entries(places))("plans equal bindings of %s with the lists of each config", (_place, named) => {
      for (const addressLists of [office, vpn]) {
        const plan = planAlike(named(["office"]), { addressLists });
        expect(plan).toEqual(planDeployment(named(["office"]), undefined, { addressLists }));
        expect(JSON.stringify(plan.groups)).toContain(`"label":"${addressLists.office.cidrs[0]}","lists":["office"]`);
      }
    });

    it.each(Object.entries(places))("tells apart the lists that %s names", (_place, named) => {
      for (const names of [["office"], ["vpn"], ["office", "vpn"]]) {
        const plan = planAlike(named(names), { addressLists: vpn });
        expect(plan).toEqual(planDeployment(named(names), undefined, { addressLists: vpn }));
      }
    });

    it("names no list for an address of a deployment without lists", () => {
      const listed = cluster("one", "10.3.0.0/16", { parties: { ...bound, rancher: { addresses: ["office"] } } });
      planAlike(listed, { addressLists: office });
      const direct = planAlike(cluster("one", "10.3.0.0/16"), { addressLists: office });
      expect(JSON.stringify(direct)).not.toContain("office");
      expect(direct).toEqual(planDeployment(cluster("one", "10.3.0.0/16")));
    });

    it("reports an unknown list, and limits the rules", () => {
      const listed = cluster("one", "10.3.0.0/16", { parties: { ...bound, rancher: { addresses: ["office"] } } });
      planAlike(listed, { addressLists: office });
      expect(outcomeOf(planned, listed)).toBe(outcomeOf(planDeployment, listed));
      expect(outcomeOf(planned, listed)).toContain("office");
      expect(() => planAlike(listed, { addressLists: office, maxRules: 3 })).toThrow(TooManyRules);
    });
  });

  it("keeps the name that a layout gives to a group", () => {
    const groups = { all: { parties: ["etcd", "controlplane", "worker"], name: "one-all" } };
    const named = (name: string) => planned(cluster(name, "10.0.0.0/8", { groups })).groups.map((group) => group.name);
    expect([named("one"), named("two")]).toEqual([["one-all"], ["one-all"]]);
  });

  it("reports a name that EC2 refuses although an earlier deployment of the kind has a good one", () => {
    const nodes = (groupName: string) =>
      deploymentSchema.parse({ name: "nodes", type: "rancher-nodes", edition: "2.x", groupName });
    planned(nodes("rancher-nodes"));
    expect(outcomeOf(planned, nodes("a".repeat(256)))).toBe(outcomeOf(planDeployment, nodes("a".repeat(256))));
  });

  it("limits the rules of a deployment whose kind has been planned before", () => {
    planned(cluster("one", "10.0.0.0/8"));
    expect(() => planAlike(cluster("two", "10.1.0.0/16"), { maxRules: 3 })).toThrow(TooManyRules);
  });
});
