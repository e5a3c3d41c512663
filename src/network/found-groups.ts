/** Which group of EC2 each group of some plans is: by name and VPC, or by id. */
import { type Issue, problems, SecurityGroupsError } from "../errors";
import { groupBy } from "../model/group-by";
import { type NetworkPeer, peerName } from "../model/network";
import type { Plan, PlannedSecurityGroup } from "../model/plan";
import { withoutNameSuffix } from "../model/terraform-names";
import type { Ec2Group, Ec2Network } from "./ec2-network";
import type { PlanNames } from "./planned-network";

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
    const byName = new Map<string, Ec2Group[]>();
    for (const group of existing.groups) {
      this.#found.set(peerName(group.peer), group);
      const key = nameInVpc(group.vpcId, group.name);
      byName.set(key, [...(byName.get(key) ?? []), group]);
    }
    this.#byName = byName;
    const issues: Issue[] = [];
    const byPrefix = groupBy(existing.groups, ({ vpcId, name }) => nameInVpc(vpcId, withoutNameSuffix(name)));
    for (const { plan, vpcId, hasNamePrefix = false } of subjects) {
      for (const planned of plan.groups.filter((group) => !group.existing)) {
        const named = (hasNamePrefix ? byPrefix : byName).get(nameInVpc(vpcId, planned.name)) ?? [];
        const groups = named.filter(({ name }) =>
          hasNamePrefix ? name.startsWith(planned.name) : name === planned.name,
        );
        const [group, ...more] = groups;
        if (group) this.#found.set(peerName(names.group(plan, planned)), group);
        if (more.length > 0) {
          const ids = groups.map(({ name, id }) => `${name} (${id})`);
          issues.push({
            ...(hasNamePrefix ? problems.severalWithPrefix(ids) : problems.severalWithName(ids)),
            root: `${plan.deployment.name}: ${planned.name}`,
            path: [],
          });
        }
      }
    }
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
