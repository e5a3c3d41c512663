/**
 * The groups of plans as a network. Guarantees one name for each group, however plans refer to it: `<deployment>/<name in
 * EC2>` for a group that a deployment creates, the id for a group that exists already. CIDRs and prefix lists keep their
 * values; an expression of Terraform is named by its text.
 */
import { type Network, type NetworkGroup, type NetworkPeer, named } from "../model/network";
import { deploymentPeer, type Peer, type Plan, type PlannedSecurityGroup } from "../model/plan";
import { ruleKey } from "../model/rule-identity";
import { isToken } from "../model/token";

/** Names of groups and peers, in plans that refer to each other's groups. */
export class PlanNames {
  private readonly plans: ReadonlyMap<string, Plan>;
  /** By key, for each plan. */
  readonly #groups = new Map<Plan, ReadonlyMap<string, PlannedSecurityGroup>>();

  constructor(plans: readonly Plan[]) {
    this.plans = new Map(plans.map((plan) => [plan.deployment.name, plan]));
  }

  group(plan: Plan, { existing, key, name }: PlannedSecurityGroup): NetworkPeer {
    if (!existing) return { type: "group", value: `${plan.deployment.name}/${name}`, label: key };
    if ("deployment" in existing) return this.peer(plan, deploymentPeer(existing.deployment, existing.group));
    return named({ type: "securityGroup", value: existing.securityGroupId, label: key });
  }

  peer(plan: Plan, peer: Peer): NetworkPeer {
    return { ...this.nameOf(plan, peer), label: peer.label, ...(peer.lists ? { lists: peer.lists } : {}) };
  }

  private groupsOf(plan: Plan): ReadonlyMap<string, PlannedSecurityGroup> {
    const known = this.#groups.get(plan) ?? new Map(plan.groups.map((group) => [group.key, group]));
    this.#groups.set(plan, known);
    return known;
  }

  private nameOf(plan: Plan, peer: Peer): NetworkPeer {
    if (peer.type === "group") {
      const group = this.groupsOf(plan).get(peer.value);
      return group ? this.group(plan, group) : named(peer);
    }
    if (peer.type !== "deployment") return named(peer);
    const other = this.plans.get(peer.deployment);
    const group = other && this.groupsOf(other).get(peer.group);
    return other && group ? this.group(other, group) : named(peer);
  }
}

/** `names` knows the plans that these refer to. Default: these plans. */
export function plannedNetwork(plans: readonly Plan[], names: PlanNames = new PlanNames(plans)): Network {
  return { groups: plans.flatMap((plan) => plan.groups.map((group) => networkGroup(plan, group, names))) };
}

interface PlacedDeployment {
  readonly vpcId?: string;
  readonly lifecycle?: { readonly namePrefix?: boolean };
}

function networkGroup(plan: Plan, planned: PlannedSecurityGroup, names: PlanNames): NetworkGroup {
  // A configured deployment has its VPC. An existing group may be in another one.
  const { vpcId, lifecycle } = plan.deployment as PlacedDeployment;
  return {
    peer: names.group(plan, planned),
    name: planned.name,
    deployment: plan.deployment.name,
    planned,
    ...(vpcId === undefined || planned.existing ? {} : { vpcId, hasNamePrefix: lifecycle?.namePrefix ?? false }),
    description: planned.description,
    rules: planned.rules.map((rule) => ({ ...rule, peer: names.peer(plan, rule.peer), key: ruleKey(rule) })),
  };
}

/** A name for people: `production/production-etcd`, `sg-0123456789abcdef0`, `pl-0123456789abcdef0`. */
export function peerText({ type, value }: NetworkPeer): string {
  return type !== "group" && isToken(value) ? value.replaceAll(/[${}]/g, "") : value;
}
