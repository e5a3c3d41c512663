import { cidrBlocks, formatCidr, parseCidr } from "./address-line";
import { type Interval, IntervalSet } from "./interval-set";

/**
 * A set of peers: IPv4 and IPv6 addresses, and atoms. An atom is a name, such as `group:etcd` or `self`, whose members
 * are not known.
 *
 * An atom equals only itself and shares nothing with other atoms or addresses. So if `contains` or `equals` returns
 * true, that is true whatever the members are; if it returns false, the members might make it true. `intersect` and
 * `subtract` work on names only. Call `resolve` first when members are known.
 */
export class AddressSet {
  static readonly empty = AddressSet.of({});

  private constructor(
    private readonly addresses: IntervalSet<bigint>,
    private readonly names: ReadonlySet<string>,
  ) {}

  /** Throws a RangeError on a string that is not a CIDR, or has host bits set. Both lists default to empty. */
  static of({ cidrs = [], atoms = [] }: { cidrs?: Iterable<string>; atoms?: Iterable<string> }): AddressSet {
    return new AddressSet(IntervalSet.of(Array.from(cidrs, parseCidr)), new Set(atoms));
  }

  /** The union of many sets, with a single sort. */
  static unionOf(sets: readonly AddressSet[]): AddressSet {
    return new AddressSet(
      IntervalSet.of(sets.flatMap((set) => [...set.addresses])),
      new Set(sets.flatMap((set) => [...set.names])),
    );
  }

  get isEmpty(): boolean {
    return this.addresses.isEmpty && this.names.size === 0;
  }

  union(other: AddressSet): AddressSet {
    if (this.isEmpty) return other;
    if (other.isEmpty) return this;
    return new AddressSet(this.addresses.union(other.addresses), new Set([...this.names, ...other.names]));
  }

  intersect(other: AddressSet): AddressSet {
    const names = [...this.names].filter((name) => other.names.has(name));
    return new AddressSet(this.addresses.intersect(other.addresses), new Set(names));
  }

  /** Whether any address or atom is in both. */
  intersects(other: AddressSet): boolean {
    for (const name of this.names) if (other.names.has(name)) return true;
    return this.addresses.intersects(other.addresses);
  }

  subtract(other: AddressSet): AddressSet {
    if (other.isEmpty) return this;
    const names = [...this.names].filter((name) => !other.names.has(name));
    return new AddressSet(this.addresses.subtract(other.addresses), new Set(names));
  }

  contains(other: AddressSet): boolean {
    return other.subtract(this).isEmpty;
  }

  equals(other: AddressSet): boolean {
    if (this === other) return true;
    if (this.names.size !== other.names.size || !this.addresses.equals(other.addresses)) return false;
    return [...this.names].every((name) => other.names.has(name));
  }

  /** Replaces atoms with their members, once: atoms among the members stay, and so do atoms without an entry. */
  resolve(members: ReadonlyMap<string, AddressSet>): AddressSet {
    const unknown = [...this.names].filter((name) => !members.has(name));
    if (unknown.length === this.names.size) return this;
    const known = [...this.names].map((name) => members.get(name) ?? AddressSet.empty);
    return AddressSet.unionOf([new AddressSet(this.addresses, new Set(unknown)), ...known]);
  }

  /** A set with only the lowest address, or with the first atom if there is no address. Empty for the empty set. */
  sample(): AddressSet {
    for (const { from } of this.addresses) {
      return new AddressSet(IntervalSet.of([{ from, end: from + 1n }]), new Set());
    }
    return AddressSet.of({ atoms: this.atoms().slice(0, 1) });
  }

  /** The fewest CIDRs with exactly these addresses: IPv4 first, then by address. */
  cidrs(): string[] {
    return this.blocks().map(formatCidr);
  }

  /** Sorted by code unit. */
  atoms(): string[] {
    return [...this.names].sort();
  }

  /**
   * This set with its addresses rounded up to whole CIDRs of a larger set. If 10.0.0.0/8 is open anyway, 0.0.0.0/0 is
   * easier to read than the eight CIDRs around it.
   */
  roundedUpTo(larger: AddressSet): AddressSet {
    const blocks = larger.blocks().filter((block) => this.addresses.overlaps(block));
    return new AddressSet(IntervalSet.of(blocks), this.names);
  }

  /** Number of addresses, of both families together, and number of atoms. */
  size(): { readonly addresses: bigint; readonly atoms: number } {
    const addresses = [...this.addresses].reduce((sum, { from, end }) => sum + (end - from), 0n);
    return { addresses, atoms: this.names.size };
  }

  /** CIDRs, then atoms: `10.0.0.0/8, group:etcd`. */
  toString(): string {
    return [...this.cidrs(), ...this.atoms()].join(", ");
  }

  /** A key for maps, not for display: equal if and only if the sets are equal. */
  key(): string {
    return JSON.stringify([...Array.from(this.addresses, ({ from, end }) => `${from}-${end}`), ...this.atoms()]);
  }

  private blocks(): Interval<bigint>[] {
    return [...this.addresses].flatMap((interval) => [...cidrBlocks(interval)]);
  }
}
