/** Address lists in the rules of networks: their names beside addresses, and what changed in them. */
import { AddressSet } from "../flows";
import type { NamesOfPeer } from "../flows/flow-text";
import { type Network, type NetworkRule, peerName } from "../model/network";
import { isToken } from "../model/token";
import { compare } from "../projection/compare";

/** An address list that two configs have with different addresses, as far as rules name these. */
export interface ListChange {
  readonly list: string;
  /** CIDRs and prefix lists, sorted. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** The lists that both networks have, with different addresses. */
export function changedLists(before: Network, after: Network): readonly ListChange[] {
  const [old, now] = [before, after].map(({ groups }) => valuesByList(groups.flatMap(({ rules }) => rules)));
  return [...(old ?? [])]
    .flatMap(([list, values]): ListChange[] => {
      const others = now?.get(list);
      if (!others) return [];
      const added = [...others].filter((value) => !values.has(value)).sort(compare);
      const removed = [...values].filter((value) => !others.has(value)).sort(compare);
      return added.length + removed.length > 0 ? [{ list, added, removed }] : [];
    })
    .sort((a, b) => compare(a.list, b.list));
}

/** The lists that name an address in any of the rules; also of a CIDR into which adjacent CIDRs of a list are merged. */
export function listNamesIn(rules: readonly NetworkRule[]): NamesOfPeer {
  const names = new Map<string, Set<string>>();
  const add = (peer: string, list: string) => names.set(peer, (names.get(peer) ?? new Set()).add(list));
  for (const [list, values] of valuesByList(rules)) {
    const cidrs = [...values].filter((value) => value.includes("/") && !isToken(value));
    for (const cidr of [...cidrs, ...AddressSet.of({ cidrs }).cidrs()]) add(cidr, list);
  }
  for (const { peer } of rules) for (const list of peer.lists ?? []) add(peerName(peer), list);
  return (peer) => [...(names.get(peer) ?? [])].sort(compare);
}

function valuesByList(rules: readonly NetworkRule[]): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const { peer } of rules) {
    for (const list of peer.lists ?? []) values.set(list, (values.get(list) ?? new Set()).add(peer.value));
  }
  return values;
}
