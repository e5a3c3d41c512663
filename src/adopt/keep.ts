/** How a deployment can ask for a rule that exists and that it does not ask for. */
import type { Layer } from "../model/layer";
import type { NetworkPeer, NetworkRule } from "../model/network";
import { hasOpenEgress } from "../model/open-egress";
import type { Party } from "../model/party";
import { type Plan, portsOf } from "../model/plan";
import { portsText } from "../model/ports";
import { type Protocol, protocolNames } from "../model/protocol";
import { isEvaluated } from "../model/token";
import type { GroupAdoption } from "./adopt";

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
  found: NetworkRule,
): Keeping {
  const families = { cidrIpv4: "ipv4", cidrIpv6: "ipv6" } as const;
  const family =
    found.peer.type === "cidrIpv4" || found.peer.type === "cidrIpv6" ? families[found.peer.type] : undefined;
  if (found.direction === "egress" && hasOpenEgress(planned, family ?? plan.ipFamily)) {
    return { because: "the group's rule for all egress covers it" };
  }
  const protocol = (protocolNames.get(found.ipProtocol) ?? found.ipProtocol) as Protocol;
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
  const purpose = isPurpose(found.description) ? found.description : "As it was before";
  return { rule: { id, from: [from], to: [to], protocol, ...(hasPorts ? { ports: range } : {}), purpose } };
}

/** Whether the config accepts a description as a purpose. */
function isPurpose(description: string): boolean {
  return !isEvaluated(description) && /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,200}$/.test(description);
}

/** A party that is this peer and nothing else: one that is more would open more. */
function partyOf(plan: Plan, groups: readonly GroupAdoption[], wanted: NetworkPeer) {
  const idOf = (key: string) => groups.find(({ planned }) => planned.key === key)?.found?.id;
  return plan.parties.find(
    ({ peers: [peer, ...more] }) =>
      peer && more.length === 0 && (peer.type === "group" ? idOf(peer.value) : peer.value) === wanted.value,
  )?.party;
}
