/** Random clusters, each with a group for each role and with a random layout of groups and random pools. */
import fc from "fast-check";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import type { Plan } from "../../src/model/plan";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deployments } from "./arbitrary-deployment";
import { todaysDeployments } from "./arbitrary-distribution";

/** A cluster in two layouts, with the same pools. */
export interface LaidOut {
  readonly perRole: Plan;
  readonly laidOut: Plan;
}

/** `cluster` with a group for each role, if it has nodes. */
function perRoleOf(cluster: Deployment): Plan | undefined {
  const { preset: _, ...rest } = cluster as Extract<Deployment, { type: "cluster" }>;
  const plan = cluster.type === "cluster" ? planned({ ...rest, groups: "per-role" }) : undefined;
  // Two parties that are bound to one existing group are the same nodes.
  const isEachAlone = plan?.groups.every(({ parties }) => parties.length === 1);
  return plan && isEachAlone && !mixesPublicAddresses(plan) && createdRoles(plan).length > 0 ? plan : undefined;
}

/**
 * Whether only some roles have public addresses. If such roles share a group with others, the load balancer references
 * that group for the others, and the plan lists the flow of the former as added, although they reach it from their
 * addresses.
 */
function mixesPublicAddresses({ parties, pools }: Plan): boolean {
  const roles = pools.map(({ name }) => parties.find(({ party }) => party === name)?.publicPeers !== undefined);
  return roles.includes(true) && roles.includes(false);
}

/** The plan of a valid input. */
function planned(input: object): Plan | undefined {
  const parsed = deploymentSchema.safeParse(input);
  if (!parsed.success) return undefined;
  try {
    return planDeployment(parsed.data);
  } catch {
    return undefined;
  }
}

/** The roles for which the deployment creates groups. */
const createdRoles = (plan: Plan) =>
  plan.pools.flatMap(({ name, groups }) => (groups[0]?.type === "group" ? [name] : []));

const existingIds = ["sg-0000000000000000d", "sg-0000000000000000e"];

/** A map with each role in some group; some groups exist already. */
function mapsOf(roles: readonly string[]): fc.Arbitrary<object> {
  const some = fc.subarray([...roles], { minLength: 1 });
  return fc
    .tuple(fc.array(some, { minLength: 1, maxLength: 3 }), fc.array(some, { maxLength: 2 }))
    .map(([created, existing]) => {
      const rest = roles.filter((role) => ![...created, ...existing].flat().includes(role));
      const all = rest.length > 0 ? [...created, rest] : created;
      return Object.fromEntries([
        ...all.map((parties, index) => [`group-${index}`, { parties }] as const),
        ...existing.map((parties, index) => {
          return [`existing-${index}`, { parties, securityGroupId: existingIds[index], manageRules: true }] as const;
        }),
      ]);
    });
}

const layoutsOf = (roles: readonly string[]): fc.Arbitrary<object | string> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom("per-role", "shared-and-roles", "single") },
    { weight: 2, arbitrary: mapsOf(roles) },
  );

/** Pools with each role in at least one; or none, which means a pool for each role. */
const poolsOf = (roles: readonly string[]): fc.Arbitrary<object> =>
  fc.option(fc.array(fc.subarray([...roles], { minLength: 1 }), { maxLength: 3 })).map((written) => {
    if (!written) return {};
    const rest = roles.filter((role) => !written.flat().includes(role));
    const all = rest.length > 0 ? [...written, rest] : written;
    return { pools: Object.fromEntries(all.map((held, index) => [`pool-${index}`, held])) };
  });

type Groups = (roles: readonly string[]) => fc.Arbitrary<object | string>;

const clustersWith = (groupsOf: Groups): fc.Arbitrary<LaidOut> =>
  fc
    .oneof(deployments, todaysDeployments)
    .map(perRoleOf)
    .filter((plan) => plan !== undefined)
    .chain((base) => {
      const roles = base.pools.map(({ name }) => name);
      return fc.tuple(fc.constant(base.deployment), groupsOf(createdRoles(base)), poolsOf(roles));
    })
    .map(([deployment, groups, pools]) => ({
      perRole: planned({ ...deployment, ...pools }),
      laidOut: planned({ ...deployment, ...pools, groups }),
    }))
    .filter((plans): plans is LaidOut => plans.perRole !== undefined && plans.laidOut !== undefined)
    .map((plans) => ({ ...plans, [fc.toStringMethod]: () => JSON.stringify(plans.laidOut.deployment) }));

export const layouts = clustersWith(layoutsOf);
export const changes = clustersWith((roles) => fc.record({ from: layoutsOf(roles), to: layoutsOf(roles) }));
