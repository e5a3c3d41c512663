/**
 * Which planned group each group of Terraform's JSON is, so that both have the same names: the group with the name of the
 * planned group, or the prefix for it, or else the group whose construct was made for it.
 */
import { type NetworkPeer, peerName } from "../model/network";
import type { Plan, PlannedSecurityGroup } from "../model/plan";
import type { PlanNames } from "../network/planned-network";
import type { TerraformGroup, TerraformStack } from "../network/terraform-json";
import type { DeploymentParts, StackPart } from "./deployment-parts";

export type GroupMatches = ReadonlyMap<TerraformGroup, PlannedSecurityGroup>;

export function matchGroups(part: Pick<StackPart, "groups">, plan: Plan): GroupMatches {
  const created = plan.groups.filter(({ existing }) => !existing);
  const matches = new Map<TerraformGroup, PlannedSecurityGroup>();
  const taken = new Set<PlannedSecurityGroup>();
  const match = (group: TerraformGroup, planned: PlannedSecurityGroup | undefined) => {
    if (!planned || taken.has(planned) || matches.has(group)) return;
    matches.set(group, planned);
    taken.add(planned);
  };
  const ours = part.groups.filter(({ resource }) => resource?.address.startsWith("aws_security_group."));
  const findPlanned = (isSame: (planned: PlannedSecurityGroup, group: TerraformGroup) => boolean) => {
    for (const group of ours)
      match(
        group,
        created.find((planned) => isSame(planned, group)),
      );
  };
  findPlanned(({ name }, { resource }) => name === resource?.name);
  findPlanned(({ name }, { resource }) => `${name}-` === resource?.namePrefix);
  findPlanned(({ key }, { resource }) => key === resource?.constructPath?.split("/").at(-2));
  return matches;
}

/** Names of groups and peers in the stacks of an app, in the words of the plans. */
export class MatchedNames {
  readonly #names = new Map<string, NetworkPeer>();

  constructor(parts: DeploymentParts, plans: readonly Plan[], names: PlanNames) {
    for (const plan of plans) {
      const part = parts.of(plan);
      for (const [group, planned] of part ? matchGroups(part, plan) : []) {
        this.#names.set(peerName(group.peer), names.group(plan, planned));
      }
    }
  }

  /** A group or a peer, as rules of the stack name it. A resource of no plan has its address, as an expression in a plan would. */
  of(stack: TerraformStack, peer: NetworkPeer): NetworkPeer {
    if (peer.type !== "group") return peer;
    const known = this.#names.get(peerName(peer));
    if (known) return known;
    const [owner, address] = peer.value.split("/");
    return { type: "securityGroup", value: `\${${owner === stack.name ? "" : `${owner}.`}${address}.id}` };
  }
}
