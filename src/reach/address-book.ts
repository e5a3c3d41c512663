/** The addresses of the nodes that attach groups, as far as network interfaces and subnets show them. */
import { AddressSet } from "../flows";
import { familyOf, hasFamily } from "../model/cidr";
import { groupBy } from "../model/group-by";
import type { IpFamily } from "../model/settings";
import type { Ec2Network, NetworkInterface } from "../network/ec2-network";

/** Known addresses of nodes: all of them, or only a set that contains them, or nothing. */
export interface NodeAddresses {
  readonly all?: AddressSet;
  readonly within?: AddressSet;
}

/** Finds the addresses of the nodes that attach groups. Answers are cached. */
export class AddressBook {
  readonly #known = new Map<string, NodeAddresses>();
  readonly #interfaces: ReadonlyMap<string, readonly NetworkInterface[]>;

  constructor(private readonly existing: Ec2Network) {
    const attached = (existing.interfaces ?? []).flatMap((one) => one.groups.map((group) => ({ group, one })));
    this.#interfaces = new Map(
      [...groupBy(attached, ({ group }) => group)].map(([group, entries]) => [group, entries.map(({ one }) => one)]),
    );
  }

  /** The interfaces that attach all of these groups, which have the names that rules use. */
  interfacesWith(held: readonly string[]): readonly NetworkInterface[] {
    const [first, ...others] = held.map(idOf);
    const some = first === undefined ? [] : (this.#interfaces.get(first) ?? []);
    return some.filter(({ groups }) => others.every((id) => groups.includes(id)));
  }

  readonly addressesOf = (held: readonly string[]): NodeAddresses => {
    const key = held.join(" ");
    const known = this.#known.get(key) ?? this.lookUp(held);
    this.#known.set(key, known);
    return known;
  };

  private lookUp(held: readonly string[]): NodeAddresses {
    const nodes = this.interfacesWith(held);
    if (nodes.length > 0) return { all: AddressSet.of({ cidrs: nodes.flatMap(({ addresses }) => addresses) }) };
    const { subnets } = this.existing;
    const vpcId = this.existing.groups.find(({ id }) => held.map(idOf).includes(id))?.vpcId;
    const near = subnets?.filter((subnet) => subnet.vpcId === vpcId) ?? [];
    return near.length > 0 ? { within: AddressSet.of({ cidrs: near.flatMap(({ cidrs }) => cidrs) }) } : {};
  }
}

const idOf = (name: string) => name.slice(name.indexOf(":") + 1);

/**
 * Whether a rule for these peers admits every node, by its addresses of at least one family: a node has addresses of
 * both.
 */
export function admitsAll(peers: AddressSet, { all, within }: NodeAddresses, ipFamily: IpFamily): boolean {
  const known = all ?? within;
  const families = known === undefined ? [] : familiesOf(known, ipFamily);
  return families.some((family) => !family.isEmpty && peers.contains(family));
}

/** Whether a rule for these peers may admit nodes whose addresses are not all known. The peers must have addresses. */
export function mayAdmitUnknown(peers: AddressSet, { all, within }: NodeAddresses): boolean {
  if (all) return false;
  return within ? peers.intersects(within) : true;
}

/** The addresses of each family that the deployment uses: a node is reached by one of them. */
function familiesOf(addresses: AddressSet, ipFamily: IpFamily): readonly AddressSet[] {
  const cidrs = addresses.cidrs();
  return (["ipv4", "ipv6"] as const)
    .filter((family) => hasFamily(ipFamily, family))
    .map((family) => AddressSet.of({ cidrs: cidrs.filter((cidr) => familyOf(cidr) === family) }));
}
