/** Which group of EC2 each group of some plans is: by name and VPC, or by id. */
import { type NetworkPeer, peerName } from "../model/network";
import type { Plan, PlannedSecurityGroup } from "../model/plan";
import type { Ec2Group, Ec2Network } from "../network/ec2-network";
import type { PlanNames } from "../network/planned-network";

/** A plan, and where its groups are. */
export interface AdoptionSubject {
  readonly plan: Plan;
  readonly vpcId: string;
  /** Tags of every group, in addition to its Name. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

export class FoundGroups {
  /** By the name that plans have for a group. */
  readonly #found = new Map<string, Ec2Group>();
  readonly #byName: ReadonlyMap<string, readonly Ec2Group[]>;

  /** `subjects` are the plans that refer to each other's groups. */
  constructor(
    existing: Ec2Network,
    subjects: readonly AdoptionSubject[],
    private readonly names: PlanNames,
  ) {
    const byName = new Map<string, Ec2Group[]>();
    for (const group of existing.groups) {
      this.#found.set(peerName(group.peer), group);
      const key = nameInVpc(group.vpcId, group.name);
      byName.set(key, [...(byName.get(key) ?? []), group]);
    }
    this.#byName = byName;
    for (const { plan, vpcId } of subjects) {
      for (const planned of plan.groups.filter(({ existing }) => !existing)) {
        const group = byName.get(nameInVpc(vpcId, planned.name))?.find(({ name }) => name === planned.name);
        if (group) this.#found.set(peerName(names.group(plan, planned)), group);
      }
    }
  }

  group(plan: Plan, planned: PlannedSecurityGroup): Ec2Group | undefined {
    return this.#found.get(peerName(this.names.group(plan, planned)));
  }

  /** The group that prevents the creation: EC2 ignores the case of a name, Terraform does not. */
  groupOfOtherCase({ vpcId }: AdoptionSubject, { existing, name }: PlannedSecurityGroup): Ec2Group | undefined {
    return existing ? undefined : this.#byName.get(nameInVpc(vpcId, name))?.find((group) => group.name !== name);
  }

  /** A peer of a plan as rules in EC2 name it. A group that does not exist keeps its name, which no rule in EC2 has. */
  readonly nameOf = (peer: NetworkPeer): NetworkPeer => this.#found.get(peerName(peer))?.peer ?? peer;
}

const nameInVpc = (vpcId: string, name: string) => `${vpcId} ${name.toLowerCase()}`;
