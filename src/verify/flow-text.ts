/** Flows of one direction in words: `tcp 2379 from etcd`, `tcp 443 to 10.0.0.0/8`. */
import type { FlowSet } from "../flows";
import type { Direction } from "./reachability";

/** Groups and lists by their names alone: `etcd`, `sg-...`, `pl-...`. */
export function flowText(flows: FlowSet, direction: Direction): readonly string[] {
  const lines = flows.lines(direction === "ingress" ? "from" : "to");
  return lines.map((line) => line.replaceAll(/\b(group|securityGroup|prefixList|deployment):/g, ""));
}
