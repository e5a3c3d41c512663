/** A security group rule in one line. */
import { trafficLines, trafficSet } from "../flows";
import type { SecurityGroupRule } from "../model/plan";

/** `tcp 2379 from etcd`, `-1 to 0.0.0.0/0`. */
export function ruleText(rule: SecurityGroupRule): string {
  const traffic = trafficLines(trafficSet([rule])).join(", ");
  return `${traffic} ${rule.direction === "ingress" ? "from" : "to"} ${rule.peer.label}`;
}
