/** Whether a group lets every protocol out to every address: only then are its other outbound rules unnecessary. */
import { worldOf } from "./cidr";
import { requiresEgress } from "./condition";
import type { DeploymentReference } from "./deployment-references";
import { createdGroups, type Peer, type Plan, type PlannedSecurityGroup } from "./plan";
import type { IpFamily } from "./settings";

/** Whether a group lets everything out to each family of `ipFamily`, which are the addresses of its nodes. */
export function hasOpenEgress({ rules }: Pick<PlannedSecurityGroup, "rules">, ipFamily: IpFamily): boolean {
  const open = rules.filter(({ direction, ipProtocol }) => direction === "egress" && ipProtocol === "-1");
  return worldOf(ipFamily).every((cidr) => open.some(({ peer }) => peer.label === cidr));
}

/**
 * Whether a deployment under `egress: all` takes a group of another deployment to let everything out, although it does not:
 * then the outbound side of the traffic that the deployment accepts from the group is missing.
 */
export function lacksEgress(
  { party, deployment: name, assumesEgress }: DeploymentReference,
  { deployment, groups }: Plan,
  other: Plan,
): boolean {
  if (!assumesEgress || requiresEgress(deployment)) return false;
  const held = createdGroups(other).filter(({ parties }) => parties.includes(party));
  if (held.length === 0 || held.some((group) => hasOpenEgress(group, other.ipFamily))) return false;
  const isFromGroup = (peer: Peer) =>
    peer.type === "deployment" && peer.deployment === name && held.some(({ key }) => key === peer.group);
  return groups.some(({ rules }) => rules.some(({ direction, peer }) => direction === "ingress" && isFromGroup(peer)));
}
