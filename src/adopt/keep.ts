/** How a deployment can ask for a rule that exists and that it does not ask for. */
import type { Layer } from "../model/layer";
import { hasOpenEgress } from "../model/open-egress";
import type { Party } from "../model/party";
import { type Plan, portsOf } from "../model/plan";
import { portsText } from "../model/ports";
import type { GroupAdoption } from "./adopt";
import type { FoundRule } from "./found-rule";

/** An entry of `rules.add`. */
export type KeepingRule = NonNullable<Layer["add"]>[number];

/** The entry, or why there is none that opens this and no more. */
export type Keeping =
  | { readonly rule: KeepingRule; readonly because?: never }
  | { readonly rule?: never; readonly because: string };

export function keepingOf(
  plan: Plan,
  groups: readonly GroupAdoption[],
  { planned }: GroupAdoption,
  found: FoundRule,
): Keeping {
  if (found.direction === "egress" && hasOpenEgress(planned, plan.ipFamily)) {
    return { because: "the deployment opens every way out to IPv4 anyway, and no other" };
  }
  const protocol = protocols.find((name) => (name === "all" ? "-1" : name) === found.ipProtocol);
  if (!protocol) return { because: `rules.add takes the protocols ${protocols.join(", ")}` };
  const peer = partyOf(plan, groups, found.peer);
  if (!peer) return { because: `no party is bound to ${found.peer.value} and to nothing else` };
  const own = planned.parties[0] as Party;
  const [from, to] = found.direction === "ingress" ? [peer, own] : [own, peer];
  const range = portsOf(found);
  const hasPorts = range !== "all" && range.from !== -1;
  const id = ["kept", from, to, protocol, ...(hasPorts ? [portsText(range)] : [])]
    .join("-")
    .toLowerCase()
    .replaceAll(/-+/g, "-");
  const purpose = found.description?.slice(0, 200) || "As it was before";
  return { rule: { id, from: [from], to: [to], protocol, ...(hasPorts ? { ports: range } : {}), purpose } };
}

const protocols = ["tcp", "udp", "icmp", "icmpv6", "all"] as const;

/** A party that is this peer and nothing else: one that is more would open more. */
function partyOf(plan: Plan, groups: readonly GroupAdoption[], wanted: FoundRule["peer"]) {
  const idOf = (key: string) => groups.find(({ planned }) => planned.key === key)?.found?.id;
  return plan.parties.find(
    ({ peers: [peer, ...more] }) =>
      peer && more.length === 0 && (peer.type === "group" ? idOf(peer.value) : peer.value) === wanted.value,
  )?.party;
}
