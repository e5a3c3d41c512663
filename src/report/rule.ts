/** A security group rule in one line. */
import { trafficLines, trafficSet } from "../flows";
import type { NetworkPeer } from "../model/network";
import type { SecurityGroupRule } from "../model/plan";

/** What there is to say of a rule. */
export interface RuleInWords extends Pick<SecurityGroupRule, "direction" | "ipProtocol" | "fromPort" | "toPort"> {
  readonly peer: NetworkPeer;
}

/** `tcp 2379 from etcd`, `all traffic to 0.0.0.0/0`. */
export function ruleText(rule: RuleInWords): string {
  const traffic = trafficLines(trafficSet([rule])).join(", ");
  return `${traffic} ${rule.direction === "ingress" ? "from" : "to"} ${peerLabel(rule.peer)}`;
}

/** `etcd`, `203.0.113.0/24 (office)`. */
function peerLabel({ label, value, lists }: NetworkPeer): string {
  return lists ? `${label ?? value} (${lists.join(", ")})` : (label ?? value);
}
