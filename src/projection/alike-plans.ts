/**
 * Plans the deployments of a fleet. Deployments that differ only in their names, and in the addresses of parties that are
 * not nodes, have the plan of the first of them with other names and addresses: a large fleet has few kinds of
 * deployments. Guarantees the plans that `planDeployment` makes.
 *
 * The values of addresses decide in four cases, so these are never replaced: the world, addresses that a document prints,
 * a deployment that merges CIDRs, and a value that occurs elsewhere in the deployment.
 *
 * A deployment that names address lists is planned separately: its plan also depends on the lists.
 */
import { catalogs } from "../catalog";
import { SecurityGroupsError } from "../errors";
import { withAddressLists } from "../model/address-list";
import type { Binding } from "../model/binding";
import { familyOf, isWorld } from "../model/cidr";
import { clusterSchema, type Deployment, rancherNodesSchema, rancherServerSchema } from "../model/deployment";
import type { Party } from "../model/party";
import type { Peer, Plan, PlannedParty, PlannedSecurityGroup } from "../model/plan";
import { isToken } from "../model/token";
import { TooManyRules } from "./direct";
import { layoutGroups, rolesOf } from "./layout";
import { groupName } from "./name";
import { byWhatEc2Sees } from "./normalize";
import { addedFlowsInOrder, type PlanOptions, peerKey, peersInOrder, planCounted } from "./plan-deployment";
import { nameIssues } from "./plan-issues";
import { withOtherGroups } from "./references";

/** The first plan of each kind of deployments. */
interface FirstPlan {
  readonly plan: Plan;
  readonly requiredRules: number;
  readonly addresses: readonly Peer[];
}

const firstPlans = new Map<string, FirstPlan>();

/** As `planDeployment`, of a deployment in a config. @throws SecurityGroupsError, TooManyRules */
export function planAlike<D extends Deployment>(written: D, options: Omit<PlanOptions, "labelOf">): Plan<D> {
  const { deployments = new Map(), addressLists, maxRules = Number.POSITIVE_INFINITY } = options;
  const deployment = withOtherGroups(written, deployments);
  if (withAddressLists(deployment, addressLists).deployment.addressLists) {
    return planCounted(written, undefined, options).plan;
  }
  const { kind, addresses } = kindOf(deployment);
  const first = firstPlans.get(kind);
  if (!first) {
    const { plan, requiredRules } = planCounted(deployment, undefined, { maxRules });
    firstPlans.set(kind, { plan, requiredRules, addresses });
    return plan;
  }
  if (first.requiredRules > maxRules) throw new TooManyRules(`more than ${maxRules} rules`);
  return withNamesAndAddresses(first, deployment, addresses);
}

/** The kind of a deployment: all that its plan depends on, without the name, and with numbers in place of `addresses`. */
function kindOf(deployment: Deployment): { readonly kind: string; readonly addresses: readonly Peer[] } {
  const read = Object.fromEntries(keysRead[deployment.type].map((key) => [key, deployment[key as keyof Deployment]]));
  const asItIs = { kind: JSON.stringify(read), addresses: [] };
  if (deployment.optimize) return asItIs;
  const roles = rolesOf(deployment);
  const addresses = new Map<string, { readonly peer: Peer; readonly number: number }>();
  const numberOf = (value: string, type: Peer["type"]) => {
    const known = addresses.get(value) ?? {
      peer: { type, value, label: value } as Peer,
      number: addresses.size,
    };
    addresses.set(value, known);
    return known.number;
  };
  const parties = Object.entries(deployment.parties as Readonly<Partial<Record<Party, Binding>>>).map(
    ([party, binding]) => [party, roles.includes(party as Party) ? binding : withNumbers(binding, numberOf)],
  );
  const kind = JSON.stringify({ ...read, parties: Object.fromEntries(parties) });
  const occursElsewhere = [...addresses.keys()].some((value) => kind.includes(`"${value}"`));
  return occursElsewhere ? asItIs : { kind, addresses: [...addresses.values()].map(({ peer }) => peer) };
}

/** The keys of a deployment that its plan depends on. */
const keysRead: Readonly<Record<Deployment["type"], readonly string[]>> = {
  cluster: keysReadOf(clusterSchema),
  "rancher-server": keysReadOf(rancherServerSchema),
  "rancher-nodes": keysReadOf(rancherNodesSchema),
};

function keysReadOf({ shape }: { readonly shape: object }): readonly string[] {
  return [...Object.keys(shape), "otherGroups"].filter((key) => !["name", "groupName", "lint"].includes(key));
}

function withNumbers(binding: Binding, numberOf: (value: string, type: Peer["type"]) => number): unknown {
  if (typeof binding !== "object" || binding.manageRules) return binding;
  const numbers = (values: readonly string[] | undefined, type: Peer["type"]) =>
    values?.map((value) => (isReplaceable(value, type) ? numberOf(value, type) : value));
  const { securityGroupId, securityGroupIds, prefixListIds, cidrs, publicCidrs } = binding;
  return {
    ...binding,
    securityGroupId: numbers(securityGroupId === undefined ? undefined : [securityGroupId], "securityGroup"),
    securityGroupIds: numbers(securityGroupIds, "securityGroup"),
    prefixListIds: numbers(prefixListIds, "prefixList"),
    cidrs: numbers(cidrs, "cidrIpv4"),
    publicCidrs: numbers(publicCidrs, "cidrIpv4"),
  };
}

const documented = new Set(
  [...catalogs.values()].flatMap(({ addresses }) => Object.values(addresses).flatMap(({ cidrs }) => cidrs)),
);

function isReplaceable(value: string, type: Peer["type"]): boolean {
  if (isToken(value)) return false;
  if (type !== "cidrIpv4") return true;
  // An IPv6 address has several spellings.
  return familyOf(value) === "ipv4" && !isWorld(value) && !documented.has(value);
}

/** The plan of a deployment of the same kind, whose addresses are others in the same places. */
function withNamesAndAddresses<D extends Deployment>(
  { plan, addresses: before }: FirstPlan,
  deployment: D,
  addresses: readonly Peer[],
): Plan<D> {
  const replaced = new Map(
    before.flatMap((peer, index) => {
      const other = addresses[index] as Peer;
      return peerKey(peer) === peerKey(other) ? [] : [[peerKey(peer), other] as const];
    }),
  );
  const peerOf = (peer: Peer) => replaced.get(peerKey(peer)) ?? peer;
  const nameOf = (end: string) => {
    const other = replaced.get(end);
    return other ? peerKey(other) : end;
  };
  const party = <P extends PlannedParty>(planned: P): P => ({
    ...planned,
    peers: peersInOrder(planned.peers.map(peerOf)),
    ...(planned.publicPeers ? { publicPeers: peersInOrder(planned.publicPeers.map(peerOf)) } : {}),
  });
  const isSame = replaced.size === 0;
  const layouts = layoutGroups(deployment).flatMap((layout) => layout ?? []);
  const named = new Set(layouts.flatMap(({ key, name }) => (name === undefined ? [] : [key])));
  const groups = plan.groups.map((group): PlannedSecurityGroup => {
    const { existing, key, rules } = group;
    return {
      ...group,
      ...(existing || named.has(key) ? {} : { name: groupName(deployment, key) }),
      rules: isSame ? rules : rules.map((rule) => ({ ...rule, peer: peerOf(rule.peer) })).sort(byWhatEc2Sees),
    };
  });
  const issues = nameIssues(deployment, groups);
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  if (isSame) return { ...plan, deployment, groups };
  return {
    ...plan,
    deployment,
    parties: plan.parties.map(party),
    ends: plan.ends.map(party),
    groups,
    addedFlows: addedFlowsInOrder(
      plan.addedFlows.map((flow) => ({
        ...flow,
        from: nameOf(flow.from),
        to: nameOf(flow.to),
        groups: flow.groups.map(nameOf),
      })),
    ),
  };
}
