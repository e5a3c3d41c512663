/** Whether a group lets every protocol out to every address: only then are its other outbound rules unnecessary. */
import { worldOf } from "./cidr";
import type { PlannedSecurityGroup } from "./plan";
import type { IpFamily } from "./settings";

/** `ipFamily` are the addresses that nodes have: the group lets out everything to each of these families. */
export function hasOpenEgress({ rules }: Pick<PlannedSecurityGroup, "rules">, ipFamily: IpFamily): boolean {
  const open = rules.filter(({ direction, ipProtocol }) => direction === "egress" && ipProtocol === "-1");
  return worldOf(ipFamily).every((cidr) => open.some(({ peer }) => peer.label === cidr));
}
