/** The content of named address lists, as deployments and programs have it. */

/** The content of a list. */
export interface AddressEntries {
  /** The use of the addresses. Default: none. */
  readonly description?: string | undefined;
  /** IPv4 and IPv6 CIDRs. Default: none. */
  readonly cidrs?: readonly string[] | undefined;
  /** IPv6 CIDRs, for those that only Terraform knows. Default: none. */
  readonly ipv6Cidrs?: readonly string[] | undefined;
  /** Managed prefix lists, by their ids. Default: none. */
  readonly prefixListIds?: readonly string[] | undefined;
  /** The names of other lists, whose addresses are part of this one. Default: none. */
  readonly addresses?: readonly string[] | undefined;
}

/** The content of lists by their names. A name is none of the names of an object's own functions. */
export type AddressLists = Readonly<Record<string, AddressEntries>>;
