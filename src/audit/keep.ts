/** Entries of `rules.add` with which a deployment asks for what is open and not required: that much and no more. */
import { requiresEgressOf } from "../model/condition";
import { groupBy } from "../model/group-by";
import type { Layer } from "../model/layer";
import type { Direction, NetworkRule } from "../model/network";
import { type Party, parties } from "../model/party";
import { portsOf } from "../model/plan";
import type { Ports } from "../model/ports";
import { isIcmpProtocol, type Protocol, protocolNames } from "../model/protocol";
import { isEvaluated } from "../model/token";
import type { Audit, AuditedGroup } from "./audit";

/** An entry of `rules.add`. */
export type KeepingRule = NonNullable<Layer["add"]>[number];

type PeerOfRule = NonNullable<Exclude<KeepingRule["peer"], "none">>;

/**
 * One entry for each traffic of a group, with all peers that have it. A group of the deployment is named by its roles,
 * unless a second rule would be written then, at the other end.
 */
export function keepingRules({ plan, unrequired, groups }: Audit): readonly KeepingRule[] {
  const isHeld = ({ planned }: { readonly planned: AuditedGroup["planned"] }) => rolesOf({ planned }).length > 0;
  const rules = [...new Set(unrequired.filter(({ group }) => isHeld(group)).flatMap(({ by }) => by))];
  const holder = new Map(unrequired.flatMap(({ by, group }) => by.map((rule) => [rule, group.planned.key] as const)));
  const byId = new Map(groups.flatMap((group) => (group.found ? [[group.found.id, group] as const] : [])));
  const wanted = rules.map((rule) => {
    const own = groups.find(({ planned }) => planned.key === holder.get(rule)) as AuditedGroup;
    const isInbound = rule.peer.type === "securityGroup" && rule.direction === "ingress";
    const named = isInbound ? byId.get(rule.peer.value) : undefined;
    const other = named && !requiresEgressOf(plan.deployment, named.planned.existing) ? named : undefined;
    return { rule, own: rolesOf(own), other: other && rolesOf(other) };
  });
  const keyOf = ({ rule, own, other }: (typeof wanted)[number]) =>
    [rule.direction, rule.ipProtocol, rule.fromPort, rule.toPort, ...own, "and", ...(other ?? ["peer"])].join(" ");
  const ids = new Set<string>([...plan.portRules, ...plan.skipped.map(({ portRule }) => portRule)].map(({ id }) => id));
  return [...groupBy(wanted, keyOf).values()].map((same) => {
    const [{ rule, own, other }] = same as [(typeof same)[number]];
    const protocol = (protocolNames.get(rule.ipProtocol) ?? rule.ipProtocol) as Protocol;
    const ports = keptPorts(protocol, portsOf(rule));
    const [from, to] = ends(rule.direction, own, other ?? ["peer"]);
    const named = same.map((entry) => entry.rule);
    return {
      id: unique(idOf(from, to, protocol, ports), ids),
      from,
      to,
      protocol,
      ...(ports === undefined ? {} : { ports }),
      purpose: purposeOf(named),
      ...(other ? {} : { peer: peerOf(named) }),
    };
  });
}

/** The parties whose nodes hold a group. */
function rolesOf({ planned }: Pick<AuditedGroup, "planned">): readonly Party[] {
  const roles = planned.parties.filter((party) => party !== "peer" && parties.includes(party));
  const nodes = roles.filter((party) => party !== "nodes");
  return nodes.length > 0 ? nodes : roles;
}

function ends(direction: Direction, own: readonly Party[], other: readonly Party[]): [Party[], Party[]] {
  return direction === "ingress" ? [[...other], [...own]] : [[...own], [...other]];
}

/** Undefined: all ports, which has no number. */
function keptPorts(protocol: Protocol, ports: Ports): Exclude<Ports, "all"> | undefined {
  if (ports === "all" || ports.from === -1) {
    return protocol === "tcp" || protocol === "udp" ? { from: 0, to: 65_535 } : undefined;
  }
  return ports;
}

function peerOf(rules: readonly NetworkRule[]): PeerOfRule {
  const values = (type: NetworkRule["peer"]["type"]) =>
    rules.filter(({ peer }) => peer.type === type).map(({ peer }) => peer.value);
  const [cidrs, ids, lists] = [
    [...values("cidrIpv4"), ...values("cidrIpv6")],
    values("securityGroup"),
    values("prefixList"),
  ];
  return {
    ...(cidrs.length > 0 ? { cidrs } : {}),
    ...(ids.length > 0 ? { securityGroupIds: ids } : {}),
    ...(lists.length > 0 ? { prefixListIds: lists } : {}),
  } as PeerOfRule;
}

/** `kept-worker-etcd-tcp-22`; of icmp, `kept-peer-nodes-icmp-3-1` is type 3 code 1. */
function idOf(
  from: readonly Party[],
  to: readonly Party[],
  protocol: Protocol,
  ports: Exclude<Ports, "all"> | undefined,
) {
  const isOne = ports && (ports.from === ports.to || (isIcmpProtocol(protocol) && ports.to === -1));
  const range = ports ? [`${ports.from}`, ...(isOne ? [] : [`${ports.to}`])] : [];
  return ["kept", ...from, ...to, protocol, ...range].join("-").toLowerCase();
}

function unique(id: string, taken: Set<string>): string {
  let free = id;
  for (let count = 2; taken.has(free); count++) free = `${id}-n${count}`;
  taken.add(free);
  return free;
}

/** A description that the rules share, if the config accepts it. */
function purposeOf(rules: readonly NetworkRule[]): string {
  const [description = "", ...others] = new Set(rules.map((rule) => rule.description));
  return others.length === 0 && isPurpose(description) ? description : "As it was before";
}

function isPurpose(text: string): boolean {
  return !isEvaluated(text) && /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,200}$/.test(text);
}
