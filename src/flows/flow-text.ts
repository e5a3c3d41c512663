/** Renders flows of one direction as text: `tcp 2379 from etcd`, `tcp 443 to 10.0.0.0/8`. */

import type { Direction } from "../model/network";
import type { AddressSet, FlowSet } from ".";

/** The address lists of a CIDR, or of an atom such as `prefixList:pl-0123456789abcdef0`. */
export type NamesOfPeer = (peer: string) => readonly string[];

/** Groups and lists are shown by name only: `etcd`, `sg-...`, `pl-...`. Default of `namesOf`: no address lists are known. */
export function flowText(flows: FlowSet, direction: Direction, namesOf?: NamesOfPeer): readonly string[] {
  const preposition = direction === "ingress" ? "from" : "to";
  return flows.parts().map(({ traffic, peers }) => `${traffic} ${preposition} ${peerNames(peers, namesOf).join(", ")}`);
}

/** Peers one by one, by name only, with their address lists: `etcd`, `203.0.113.0/24 (office)`. */
export function peerNames(peers: AddressSet, namesOf: NamesOfPeer = () => []): readonly string[] {
  return [...peers.cidrs(), ...peers.atoms()].map((peer) => {
    const lists = namesOf(peer);
    return lists.length > 0 ? `${withoutType(peer)} (${lists.join(", ")})` : withoutType(peer);
  });
}

function withoutType(text: string): string {
  return text.replaceAll(/\b(group|securityGroup|prefixList|deployment|party):/g, "");
}
