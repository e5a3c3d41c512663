/** Findings about the named address lists of a config. */
import { parseCidr } from "../flows/address-line";
import type { AddressLists } from "../model/address-entries";
import { isToken } from "../model/token";
import type { Check } from "./check";
import { securityGroupRules } from "./references";

export const addressListChecks: readonly Check[] = [
  {
    id: "unused-address-list",
    severity: "note",
    title: "No deployment of the config uses an address list. Reported with the first deployment",
    fix: "Remove the list, or name it in a binding",
    matches: {},
    reference: securityGroupRules,
    *find({ plan, plans, addressLists }) {
      if (plan.deployment.name !== plans[0]?.deployment.name) return;
      const used = new Set(plans.flatMap(({ deployment }) => Object.keys(deployment.addressLists ?? {})));
      for (const name of Object.keys(addressLists)) {
        if (used.has(name)) continue;
        yield { message: `no deployment uses the address list ${name}; remove it, or name it in a binding` };
      }
    },
  },
  {
    id: "overlapping-address-lists",
    severity: "note",
    title: "Two address lists that a deployment uses have addresses in common",
    fix: "Write the addresses in one list, and name that list in the other",
    matches: {},
    reference: securityGroupRules,
    *find({ deployment }) {
      for (const { lists, cidrs, count } of overlaps(deployment.addressLists ?? {})) {
        const [inner, outer] = lists;
        const isSame = cidrs[0] === cidrs[1];
        const first = isSame ? `${cidrs[0]} is in both` : `${cidrs[0]} is part of ${cidrs[1]} of ${outer}`;
        const more = count > 1 ? `, and so ${count === 2 ? "is" : "are"} ${count - 1} more of ${inner}` : "";
        const message = `the address lists ${inner} and ${outer} overlap: ${first}${more}; write the addresses in one list, and name that list in the other`;
        yield { message };
      }
    },
  },
];

/** CIDRs of one list that are CIDRs of another list, or parts of them. */
interface Overlap {
  readonly lists: readonly [inner: string, outer: string];
  /** The first of them, and the CIDR of the other list. */
  readonly cidrs: readonly [inner: string, outer: string];
  count: number;
}

/** Two CIDRs are nested or disjoint, so each is compared with the closest one around it that another list has. */
function overlaps(lists: AddressLists): Iterable<Overlap> {
  const entries = Object.entries(lists).flatMap(([list, { cidrs = [], ipv6Cidrs = [] }]) =>
    [...new Set([...cidrs, ...ipv6Cidrs])]
      .filter((cidr) => !isToken(cidr))
      .map((cidr) => ({ list, cidr, ...parseCidr(cidr) })),
  );
  // The outer one first; of equal ones, in order of their lists.
  entries.sort((a, b) => order(a.from, b.from) || order(b.end, a.end) || order(a.list, b.list));
  const found = new Map<string, Overlap>();
  const around: (typeof entries)[number][] = [];
  for (const entry of entries) {
    for (let last = around.at(-1); last && last.end <= entry.from; last = around.at(-1)) around.pop();
    const outer = around.findLast(({ list }) => list !== entry.list);
    around.push(entry);
    if (!outer) continue;
    const key = `${entry.list} ${outer.list}`;
    const known = found.get(key);
    if (known) known.count++;
    else found.set(key, { lists: [entry.list, outer.list], cidrs: [entry.cidr, outer.cidr], count: 1 });
  }
  return found.values();
}

const order = <T extends string | bigint>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
