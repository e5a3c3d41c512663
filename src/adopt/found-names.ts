/** What plans name, as EC2 knows it: groups by name and VPC, or by id; peers by the ids of such groups. */
import type { Party } from "../model/party";
import type { Peer, Plan, PlannedSecurityGroup, SecurityGroupRule } from "../model/plan";
import type { FoundGroup } from "./found-group";
import { type FoundRule, identityOf } from "./found-rule";

/** A plan, as it is written, and where its groups go. */
export interface AdoptionSubject {
  readonly plan: Plan;
  readonly vpcId: string;
  /** Tags of every group, beside its Name. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

export class FoundNames {
  /** `subjects` are the plans that refer to each other's groups. */
  constructor(
    private readonly existing: readonly FoundGroup[],
    private readonly subjects: readonly AdoptionSubject[],
  ) {}

  group({ vpcId }: AdoptionSubject, { existing, name }: PlannedSecurityGroup): FoundGroup | undefined {
    if (!existing) return this.existing.find((group) => group.vpcId === vpcId && group.name === name);
    if ("deployment" in existing) return this.groupElsewhere(existing.deployment, existing.party);
    return this.existing.find(({ id }) => id === existing.securityGroupId);
  }

  /** The group that stands in the way: to EC2 the case of a name makes no difference, to Terraform it does. */
  groupOfOtherCase({ vpcId }: AdoptionSubject, { existing, name }: PlannedSecurityGroup): FoundGroup | undefined {
    const isSame = (group: FoundGroup) => group.vpcId === vpcId && group.name.toLowerCase() === name.toLowerCase();
    return existing ? undefined : this.existing.find((group) => isSame(group) && group.name !== name);
  }

  /** Undefined where the peer is a group that does not exist, so that no rule can name it. */
  identity(subject: AdoptionSubject, rule: SecurityGroupRule): string | undefined {
    const peer = this.peer(subject, rule.peer);
    return peer && identityOf({ ...rule, peer });
  }

  private peer(subject: AdoptionSubject, peer: Peer): FoundRule["peer"] | undefined {
    const { type, value } = peer;
    // A group of another account goes by `<account>/<id>` in Terraform, and by its id in EC2.
    if (type !== "group" && type !== "deployment") return { type, value: value.replace(/^\d{12}\//, "") };
    const planned = subject.plan.groups.find(({ key }) => key === value);
    const found =
      peer.type === "deployment"
        ? this.groupElsewhere(peer.deployment, peer.party)
        : planned && this.group(subject, planned);
    return found && { type: "securityGroup", value: found.id };
  }

  private groupElsewhere(deployment: string, party: Party): FoundGroup | undefined {
    const other = this.subjects.find(({ plan }) => plan.deployment.name === deployment);
    const planned = other?.plan.groups.find(({ existing, parties }) => !existing && parties.includes(party));
    return other && planned && this.group(other, planned);
  }
}
