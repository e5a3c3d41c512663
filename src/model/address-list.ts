/**
 * Named lists of addresses in a deployment. A binding keeps the names of its lists, and the deployment has the entries of
 * every list that its bindings name, so that the addresses of a list are added in one place: where a binding becomes
 * peers. Without schemas, so that pages can load it.
 */
import { type Issue, type Path, problems } from "../errors";
import type { AddressEntries, AddressLists } from "./address-entries";
import type { AddressList } from "./address-list-schema";
import type { Binding, PeerBinding } from "./binding";
import { canonicalCidr } from "./cidr";
import type { Deployment } from "./deployment";
import { isToken } from "./token";

/** A binding of any kind in a deployment: of a party, of an add-on, of a source, or of the peer of a port rule. */
interface PlacedBinding {
  readonly path: Path;
  readonly binding: Binding | PeerBinding;
}

function bindingsOf(deployment: Deployment): readonly PlacedBinding[] {
  const { rules } = deployment;
  const sources = deployment.type === "rancher-nodes" ? deployment.sources : {};
  const addons = deployment.type === "rancher-nodes" ? [] : (deployment.addons ?? []);
  const inMap = (key: string, map: object) =>
    Object.entries(map as Readonly<Record<string, Binding | undefined>>).flatMap(([name, binding]) =>
      binding === undefined ? [] : [{ path: [key, name], binding }],
    );
  return [
    ...inMap("parties", deployment.parties),
    ...inMap("sources", sources),
    ...addons.flatMap(({ from, to }, index) => [
      ...(from ? [{ path: ["addons", index, "from"], binding: from }] : []),
      ...(to ? [{ path: ["addons", index, "to"], binding: to }] : []),
    ]),
    ...(rules.add ?? []).flatMap(({ peer }, index) =>
      peer ? [{ path: ["rules", "add", index, "peer"], binding: peer }] : [],
    ),
  ];
}

/**
 * The deployment with the lists that its bindings name, and the names that lead nowhere. `known` are the lists of the
 * config. Default: none, and a binding names lists of a program.
 */
export function withAddressLists<D extends Deployment>(
  deployment: D,
  known: AddressLists = {},
): { readonly deployment: D; readonly issues: readonly Issue[] } {
  const references = bindingsOf(deployment).flatMap(({ path, binding }) =>
    typeof binding !== "object"
      ? []
      : (binding.addresses ?? []).map((list, index) => ({ list, path: [...path, "addresses", index] })),
  );
  if (references.length === 0) return { deployment, issues: [] };
  const given = new Map<string, AddressEntries>();
  const issues: Issue[] = [];
  const entriesOf = (name: string) => {
    if (given.has(name)) return given.get(name);
    if (Object.hasOwn(known, name)) return known[name];
    return Object.hasOwn(deployment.addressLists ?? {}, name) ? deployment.addressLists?.[name] : undefined;
  };
  for (const { list, path } of references) {
    if (typeof list === "string") {
      if (entriesOf(list)) continue;
      const names = [...new Set([...Object.keys(known), ...given.keys()])];
      issues.push({ ...problems.unknownAddressList(list, names), path, received: list });
      continue;
    }
    for (const one of listsIn(list)) {
      const entries = asEntries(one);
      const other = entriesOf(one.name);
      if (other && JSON.stringify(asEntries(other)) !== JSON.stringify(entries)) {
        issues.push({ ...problems.otherAddressList(), path, received: one.name });
      }
      given.set(one.name, entries);
    }
  }
  const addressLists: Record<string, AddressEntries> = {};
  for (const name of reachable(
    references.map(({ list }) => nameOf(list)),
    entriesOf,
  )) {
    const entries = entriesOf(name);
    if (entries) addressLists[name] = entries;
  }
  return { deployment: { ...deployment, addressLists }, issues };
}

/** The list and every list in it, each once. */
function listsIn(list: AddressList): Iterable<AddressList> {
  const found = new Set([list]);
  for (const one of found) for (const inner of one.addresses ?? []) found.add(inner);
  return found;
}

export const nameOf = (list: string | AddressList) => (typeof list === "string" ? list : list.name);

function asEntries({
  description,
  cidrs,
  ipv6Cidrs,
  prefixListIds,
  addresses,
}: AddressEntries | AddressList): AddressEntries {
  return { description, cidrs, ipv6Cidrs, prefixListIds, addresses: addresses?.map(nameOf) };
}

/** The names and those of every list in the lists, each once, however the lists contain each other. */
function reachable(
  names: readonly string[],
  entriesOf: (name: string) => AddressEntries | undefined,
): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found) for (const inner of entriesOf(name)?.addresses ?? []) found.add(inner);
  return found;
}

/** A binding with the addresses of its lists in addition to its own. */
export function withAddressesOf<B extends Exclude<Binding | PeerBinding, string>>(
  binding: B,
  { addressLists = {} }: Pick<Deployment, "addressLists">,
): B {
  if (binding.addresses === undefined) return binding;
  const entriesOf = (name: string) => (Object.hasOwn(addressLists, name) ? addressLists[name] : undefined);
  const lists = [...reachable(binding.addresses.map(nameOf), entriesOf)].flatMap((name) => entriesOf(name) ?? []);
  const all = (key: "cidrs" | "ipv6Cidrs" | "prefixListIds") => [
    ...new Set([binding, ...lists].flatMap((entries) => entries[key] ?? [])),
  ];
  return { ...binding, cidrs: all("cidrs"), ipv6Cidrs: all("ipv6Cidrs"), prefixListIds: all("prefixListIds") };
}

/** The names of the lists that have an address themselves, sorted, by the label of its peer. */
export function listsByLabel(
  { addressLists = {} }: Pick<Deployment, "addressLists">,
  labelOf: (token: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, Set<string>>();
  const add = (label: string, name: string) => {
    const known = names.get(label);
    if (known) known.add(name);
    else names.set(label, new Set([name]));
  };
  for (const [name, { cidrs = [], ipv6Cidrs = [], prefixListIds = [] }] of Object.entries(addressLists)) {
    for (const cidr of [...cidrs, ...ipv6Cidrs]) add(isToken(cidr) ? labelOf(cidr) : canonicalCidr(cidr), name);
    for (const id of prefixListIds) add(isToken(id) ? labelOf(id) : id, name);
  }
  return new Map([...names].map(([label, lists]) => [label, [...lists].sort()]));
}
