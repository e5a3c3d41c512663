/**
 * Random changes of the layout of groups: a deployment with the former layout, with both, and with the new one. Pools
 * change too. Existing groups have the ids of the oracle's pools until they are created.
 */
import fc from "fast-check";
import type { Layout, LayoutMap } from "../../../src/model/group-layout";
import type { Party } from "../../../src/model/party";
import { groupIds } from "../../oracle/pools";
import { constraints, type DeploymentCombination, factors } from "../../pairwise/deployment-factors";
import { type DistributionCase, distributionCase } from "../distribution-cases";
import { deploymentName, type Side } from "./upgrade-pair";

/** The roles of each kind of node. */
export type Pools = Readonly<Record<string, readonly string[]>>;

export interface LayoutChange {
  /** The deployment without layout and pools, and the flows that it requires. */
  readonly documented: DistributionCase;
  readonly egress: "all" | "required";
  /** The parties that are nodes. */
  readonly roles: readonly Party[];
  readonly from: Layout;
  readonly to: Layout;
  /** The pools at each step. Default: each role is a pool. */
  readonly pools: readonly [Pools | undefined, Pools | undefined, Pools | undefined];
  /** A role whose group already exists. */
  readonly existing?: { readonly party: Party; readonly securityGroupId: string };
  /** A role with additional nodes at these addresses. */
  readonly remote?: { readonly party: Party; readonly cidrs: readonly string[] };
}

/** The configs, in the order in which they are deployed. */
export function stepsOf({ documented, from, to, pools }: LayoutChange): readonly Side[] {
  return [from, { from, to }, to].map((groups, index) => {
    const named = pools[index];
    return { deployment: { ...documented.deployment, groups, ...(named ? { pools: named } : {}) }, vpc: 0 };
  });
}

type Factor = keyof typeof factors;
const combinations = fc
  .record(
    Object.fromEntries(
      (Object.keys(factors) as Factor[]).map((name) => [name, fc.constantFrom<string>(...factors[name])]),
    ),
  )
  .map((combination) => combination as unknown as DeploymentCombination)
  .filter((combination) => constraints.every(({ allows }) => allows(combination)));

const isBalancer = (party: Party) => party === "loadBalancer" || party === "apiLoadBalancer";

/** A deployment whose layout is to change. */
type Setting = Omit<LayoutChange, "from" | "to" | "pools">;

const own = { from: "controlplane", to: "worker", protocol: "tcp" } as const;
const ownPort = 9913;
const ownRule = { ...own, id: "own-metrics", from: [own.from], to: [own.to], ports: ownPort, purpose: "Metrics" };
const ownFlow = { ...own, fromPort: ownPort, toPort: ownPort };
const remoteCidrs = { ipv4: ["10.20.0.0/24"], ipv6: ["2001:db8:20::/64"], dual: ["10.20.0.0/24", "2001:db8:20::/64"] };

const settings: fc.Arbitrary<Setting> = fc
  .record({
    combination: combinations,
    egress: fc.constantFrom("all", "required"),
    keys: fc.record(
      { optimize: fc.constant(true), cloudProvider: fc.constant({ clusterId: "prod" }) },
      { requiredKeys: [] },
    ),
    hasOwnRule: fc.boolean(),
    party: fc.constantFrom("etcd", "controlplane", "worker"),
    binding: fc.constantFrom("default", "default", "default", "existing", "remote"),
  })
  .map(({ combination, egress, keys, hasOwnRule, party, binding }) => {
    const { deployment, flows, ...documented } = distributionCase(combination, deploymentName);
    if (deployment.type === "rancher-server") {
      const written = { ...deployment, egress, ...keys };
      return { egress, roles: ["rancher"], documented: { ...documented, deployment: written, flows } };
    }
    const existing = { party, securityGroupId: groupIds[2] };
    const remote = { party, cidrs: remoteCidrs[combination.family] };
    const bindings = {
      default: {},
      existing: { [party]: { securityGroupId: existing.securityGroupId, manageRules: true } },
      remote: { [party]: { create: true, cidrs: remote.cidrs } },
    };
    const { parties } = deployment as { readonly parties?: object };
    const written = {
      ...{ ...deployment, egress, ...keys, parties: { ...parties, ...bindings[binding] } },
      ...(hasOwnRule ? { rules: { add: [ownRule] } } : {}),
    };
    return {
      ...{ egress, roles: ["etcd", "controlplane", "worker"] },
      documented: { ...documented, deployment: written, flows: hasOwnRule ? [...flows, ownFlow] : flows },
      ...(binding === "existing" ? { existing } : {}),
      ...(binding === "remote" ? { remote } : {}),
    };
  });

/** The keys of a map. Some are also keys of groups in named layouts. */
const keys = ["all", "servers", "agents", "nodes", "worker", "etcd", "rancher"];

/**
 * A map with each role in some group. A key has the same name in every layout of a deployment: `named` has the custom
 * ones.
 */
function mapsOf({ documented, roles, existing }: Setting, named: readonly string[]): fc.Arbitrary<LayoutMap> {
  const mapped = roles.filter((role) => role !== existing?.party);
  const some = fc.subarray([...mapped], { minLength: 1 });
  const created = (key: string, parties: readonly Party[]) => {
    return [key, { parties, ...(named.includes(key) ? { name: `custom ${key}` } : {}) }] as const;
  };
  return fc
    .record({
      partiesOfCreated: fc.array(some, { maxLength: 3 }),
      partiesOfExisting: fc.oneof(fc.constant([] as Party[][]), fc.array(some, { maxLength: 2 })),
      keysInOrder: fc.shuffledSubarray(keys, { minLength: keys.length }),
      balancers: fc.subarray(documented.grouped.filter(isBalancer)),
    })
    .map(({ partiesOfCreated, partiesOfExisting, keysInOrder, balancers }) => {
      const rest = mapped.filter((role) => ![...partiesOfCreated, ...partiesOfExisting].flat().includes(role));
      const all = rest.length > 0 ? [...partiesOfCreated, rest] : partiesOfCreated;
      return Object.fromEntries([
        ...all.map((parties, index) => created(keysInOrder[index] as string, parties)),
        ...balancers.map((party) => created(party === "loadBalancer" ? "balancer" : "api-balancer", [party])),
        ...partiesOfExisting.map((parties, index) => {
          return [`existing-${index}`, { parties, securityGroupId: groupIds[index], manageRules: true }] as const;
        }),
      ]) as LayoutMap;
    });
}

const isServer = ({ roles }: Setting) => roles.includes("rancher");

function layoutsOf(setting: Setting, named: readonly string[]): fc.Arbitrary<Layout> {
  const maps = mapsOf(setting, named);
  if (isServer(setting)) return maps;
  const words = fc.constantFrom<Layout>("per-role", "shared-and-roles", "single");
  return fc.oneof({ weight: 2, arbitrary: words }, { weight: 3, arbitrary: maps });
}

/** Pools with each role in at least one; or none, which means a pool for each role. */
function poolsOf(setting: Setting): fc.Arbitrary<Pools | undefined> {
  if (isServer(setting)) return fc.constant(undefined);
  const { roles } = setting;
  const lists = fc.array(fc.subarray([...roles], { minLength: 1 }), { maxLength: 3 });
  return fc.option(lists, { nil: undefined }).map((written) => {
    if (!written) return undefined;
    const rest = roles.filter((role) => !written.flat().includes(role));
    const all = rest.length > 0 ? [...written, rest] : written;
    return Object.fromEntries(all.map((held, index) => [`pool-${index}`, held]));
  });
}

export const layoutChanges: fc.Arbitrary<LayoutChange> = fc
  .tuple(settings, fc.subarray([...keys, "balancer", "api-balancer"]))
  .chain(([setting, named]) =>
    fc.record({
      setting: fc.constant(setting),
      from: layoutsOf(setting, named),
      other: layoutsOf(setting, named),
      isSame: fc.integer({ min: 0, max: 9 }).map((value) => value === 0),
      before: poolsOf(setting),
      after: poolsOf(setting),
      isPoolChangedFirst: fc.boolean(),
    }),
  )
  .map(({ setting, from, other, isSame, before, after, isPoolChangedFirst }) => ({
    ...setting,
    ...{ from, to: isSame ? from : other, pools: [before, isPoolChangedFirst ? after : before, after] },
  }));
