/** Renders flows of one direction as text: `tcp 2379 from etcd`, `tcp 443 to 10.0.0.0/8`. */

import type { Direction } from "../model/network";
import type { AddressSet, FlowSet } from ".";

/** Groups and lists are shown by name only: `etcd`, `sg-...`, `pl-...`. */
export function flowText(flows: FlowSet, direction: Direction): readonly string[] {
  return flows.lines(direction === "ingress" ? "from" : "to").map(withoutTypes);
}

/** Peers one by one, by name only. */
export function peerNames(peers: AddressSet): readonly string[] {
  return [...peers.cidrs(), ...peers.atoms().map(withoutTypes)];
}

function withoutTypes(text: string): string {
  return text.replaceAll(/\b(group|securityGroup|prefixList|deployment|party):/g, "");
}
