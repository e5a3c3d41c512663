/** Which group of EC2 each group of some plans is: by id, or as `sameGroups` finds those that a deployment creates. */
import { type Issue, problems, SecurityGroupsError } from "../errors";
import { groupBy } from "../model/group-by";
import { type NetworkPeer, peerName } from "../model/network";
import { createdGroups, type Plan, type PlannedSecurityGroup } from "../model/plan";
import type { Ec2Group, Ec2Network } from "./ec2-network";
import type { PlanNames } from "./planned-network";
import { sameGroups } from "./same-groups";

/** A plan, and where its groups are. */
export interface PlacedPlan {
  readonly plan: Plan;
  readonly vpcId: string;
  /** Tags of every group, in addition to its Name. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Whether Terraform adds a suffix to the name of each group that it creates. Default: false. */
  readonly hasNamePrefix?: boolean;
}

export class FoundGroups {
  /** By the name that plans have for a group. */
  readonly #found = new Map<string, Ec2Group>();
  readonly #byName: ReadonlyMap<string, readonly Ec2Group[]>;
  #idsByName: ReadonlyMap<string, readonly Ec2Group[]> | undefined;

  /**
   * `subjects` are the plans that refer to each other's groups.
   * @throws SecurityGroupsError if several groups have the name prefix of a planned group.
   */
  constructor(
    private readonly existing: Ec2Network,
    subjects: readonly PlacedPlan[],
    private readonly names: PlanNames,
  ) {
    for (const group of existing.groups) this.#found.set(peerName(group.peer), group);
    this.#byName = groupBy(existing.groups, ({ vpcId, name }) => nameInVpc(vpcId, name));
    const planned = subjects.flatMap(({ plan, vpcId, hasNamePrefix = false }) =>
      createdGroups(plan).map((group) => ({
        ...{ peer: names.group(plan, group), name: group.name, vpcId, hasNamePrefix },
        deployment: plan.deployment.name,
      })),
    );
    const { pairs, ambiguous } = sameGroups(planned, existing.groups);
    for (const [{ peer }, group] of pairs) this.#found.set(peerName(peer), group);
    const issues = [...ambiguous].map(([{ deployment, name, hasNamePrefix }, groups]): Issue => {
      const ids = groups.map((group) => `${group.name} (${group.id})`);
      const problem = hasNamePrefix ? problems.severalWithPrefix(ids) : problems.severalWithName(ids);
      return { ...problem, root: `${deployment}: ${name}`, path: [] };
    });
    if (issues.length > 0) throw new SecurityGroupsError(issues);
  }

  group(plan: Plan, planned: PlannedSecurityGroup): Ec2Group | undefined {
    return this.#found.get(peerName(this.names.group(plan, planned)));
  }

  /** The group that prevents the creation: EC2 ignores the case of a name, Terraform does not. */
  groupOfOtherCase({ vpcId }: PlacedPlan, { existing, name }: PlannedSecurityGroup): Ec2Group | undefined {
    return existing ? undefined : this.#byName.get(nameInVpc(vpcId, name))?.find((group) => group.name !== name);
  }

  /** Ids of the groups of the name in other VPCs. */
  elsewhere({ vpcId }: PlacedPlan, { existing, name }: PlannedSecurityGroup): readonly string[] {
    if (existing) return [];
    this.#idsByName ??= groupBy(this.existing.groups, (group) => group.name);
    return (this.#idsByName.get(name) ?? []).filter((group) => group.vpcId !== vpcId).map(({ id }) => id);
  }

  /** A peer of a plan as rules in EC2 name it. A group that does not exist keeps its name, which no rule in EC2 has. */
  readonly nameOf = (peer: NetworkPeer): NetworkPeer => this.#found.get(peerName(peer))?.peer ?? peer;
}

const nameInVpc = (vpcId: string, name: string) => `${vpcId} ${name.toLowerCase()}`;
