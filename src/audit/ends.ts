/**
 * The two ends of a required flow, as rules of what exists name them: the groups that exist, addresses, prefix lists.
 * Whether a rule admits an end depends on what is known of its nodes' addresses.
 */
import { AddressSet } from "../flows";
import type { NetworkPeer } from "../model/network";
import type { Party } from "../model/party";
import type { IpFamily } from "../model/settings";
import { admitsAll, mayAdmitUnknown, type NodeAddresses } from "../reach/address-book";
import { addressesOf, withWorld } from "../reach/reachability";

/** One end of a flow. */
export interface End {
  readonly party: Party;
  /** Names of the groups that each of its nodes attaches: a rule that names one of them admits the nodes. */
  readonly held: readonly string[];
  readonly addresses: NodeAddresses;
  /** Addresses, prefix lists, and groups of other nodes, each of which has to be admitted too. */
  readonly others: readonly NetworkPeer[];
}

/** Everything that has to be admitted, with the nodes as the first group that they attach. */
export function peersOf({ held: [nodes], others }: End): AddressSet {
  return addressesOf(others).union(AddressSet.of({ atoms: nodes === undefined ? [] : [nodes] }));
}

/** How a side decides about an end: `certain` and `possible` add to the peers of a rule what these admit of the end. */
export class Admission {
  private readonly needed: AddressSet;

  constructor(
    private readonly end: End,
    private readonly ipFamily: IpFamily,
  ) {
    this.needed = peersOf(end);
  }

  /** The peers of a rule, and the part of the end that they admit. */
  readonly certain = (peers: AddressSet): AddressSet => {
    const admitted = withWorld(peers, this.needed, this.ipFamily);
    return this.admitsNodes(admitted) ? admitted.union(this.nodes) : admitted;
  };

  /** The same, and the part that they may admit: nodes and members of prefix lists whose addresses are not known. */
  readonly possible = (peers: AddressSet): AddressSet => {
    const admitted = this.certain(peers);
    if (peers.atoms().some((atom) => atom.startsWith("prefixList:"))) return admitted.union(this.needed);
    if (!hasAddresses(peers)) return admitted;
    // Members of groups and lists that others own may have any address.
    const unknown = AddressSet.of({ atoms: this.needed.atoms().filter((atom) => !this.end.held.includes(atom)) });
    return (mayAdmitUnknown(peers, this.end.addresses) ? admitted.union(this.nodes) : admitted).union(unknown);
  };

  /** As `certain`, for one of several rules: it admits the nodes if it admits some of their addresses. */
  readonly some = (peers: AddressSet): AddressSet => {
    const { all } = this.end.addresses;
    const admitted = this.certain(peers);
    return all && peers.intersects(all) ? admitted.union(this.nodes) : admitted;
  };

  private get nodes(): AddressSet {
    return AddressSet.of({ atoms: this.end.held.slice(0, 1) });
  }

  private admitsNodes(peers: AddressSet): boolean {
    if (peers.intersects(AddressSet.of({ atoms: this.end.held }))) return true;
    return admitsAll(peers, this.end.addresses, this.ipFamily);
  }
}

function hasAddresses(peers: AddressSet): boolean {
  return peers.size().addresses > 0n;
}
