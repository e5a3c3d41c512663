/**
 * Entries of `rules.add` with which a deployment asks for what is open and not required: that much and no more. Each entry
 * is planned, and suggested only if the plan then has the wanted rules in the wanted groups, and no other new rule.
 */
import { SecurityGroupsError } from "../errors";
import { requiresEgressOf } from "../model/condition";
import type { Deployment } from "../model/deployment";
import { groupBy } from "../model/group-by";
import type { Layer } from "../model/layer";
import { bareGroupId, type Direction, type NetworkPeer, type NetworkRule, peerName } from "../model/network";
import { clusterRoles, type Party, parties } from "../model/party";
import { type Plan, portsOf } from "../model/plan";
import type { Ports } from "../model/ports";
import { isIcmpProtocol, type Protocol, protocolNames } from "../model/protocol";
import { ruleIdentity } from "../model/rule-identity";
import { isEvaluated } from "../model/token";
import { planDeployment } from "../projection/plan-deployment";
import type { Audit, AuditedGroup } from "./audit";

/** An entry of `rules.add`. */
export type KeepingRule = NonNullable<Layer["add"]>[number];

type PeerOfRule = NonNullable<Exclude<KeepingRule["peer"], "none">>;

/** Rules that nothing requires: how to keep them. */
export interface Keeping {
  /** Entries of `rules.add`, which together ask for exactly these rules. */
  readonly entries: readonly KeepingRule[];
  /** Rules for which there is no such entry: it would also write a rule of another group, or none. */
  readonly inexpressible: readonly { readonly group: AuditedGroup; readonly rule: NetworkRule }[];
}

/** A rule to keep, with the parties that the entry for it names. */
interface WantedRule {
  readonly rule: NetworkRule;
  readonly group: AuditedGroup;
  readonly own: readonly Party[];
  /** The group of the deployment at the other end, if the entry can name it. Default: the entry has a `peer`. */
  readonly other?: readonly Party[] | undefined;
}

/** The entries of `keeping`. */
export function keepingRules(one: Audit): readonly KeepingRule[] {
  return keeping(one).entries;
}

/**
 * One entry for each traffic of a group, with all peers that have it. A group of the deployment is named by its roles,
 * unless a second rule would be written then, at the other end.
 */
export function keeping({ plan, unrequired, groups }: Audit): Keeping {
  const holders = new Map(unrequired.flatMap(({ by, group }) => by.map((rule) => [rule, group.planned.key] as const)));
  const byId = new Map(groups.flatMap((group) => (group.found ? [[group.found.id, group] as const] : [])));
  const wanted = [...holders].map(([rule, key]): WantedRule => {
    const group = groups.find(({ planned }) => planned.key === key) as AuditedGroup;
    const isInbound = rule.peer.type === "securityGroup" && rule.direction === "ingress";
    const named = isInbound ? byId.get(rule.peer.value) : undefined;
    const other = named && !requiresEgressOf(plan.deployment, named.planned.existing) ? rolesOf(named) : undefined;
    return { rule, group, own: rolesOf(group), other };
  });
  const written = new WrittenRules(plan, groups);
  const taken = new Set<string>(
    [...plan.portRules, ...plan.skipped.map(({ portRule }) => portRule)].map(({ id }) => id),
  );
  const trafficOf = ({ rule, own, other }: WantedRule) =>
    [rule.direction, rule.ipProtocol, rule.fromPort, rule.toPort, ...own, "and", ...(other ?? ["peer"])].join(" ");
  /** All of them in one entry; if that is not exact, those of each group; if that is not, each alone, and by its peer. */
  const entriesFor = (same: readonly WantedRule[]): readonly KeepingRule[] => {
    const entry = entryFor(same, taken);
    if (entry && written.hasOnly(entry, same)) {
      taken.add(entry.id);
      return [entry];
    }
    const byGroup = [...groupBy(same, ({ group }) => group.planned.key).values()];
    if (byGroup.length > 1) return byGroup.flatMap(entriesFor);
    if (same.length > 1) return same.flatMap((one) => entriesFor([one]));
    return same.flatMap(({ other, ...one }) => (other ? entriesFor([one]) : []));
  };
  const entries = [...groupBy(wanted, trafficOf).values()].flatMap(entriesFor);
  return { entries, inexpressible: wanted.filter((one) => !written.has(one)) };
}

/** The rules of a deployment with further entries of `rules.add`. Rules are named as in EC2. */
class WrittenRules {
  readonly #groups: ReadonlyMap<string, AuditedGroup>;
  readonly #deployment: Deployment;
  #entries: readonly KeepingRule[] = [];
  #rules: ReadonlySet<string>;

  constructor({ deployment }: Plan, groups: readonly AuditedGroup[]) {
    this.#groups = new Map(groups.map((group) => [group.planned.key, group]));
    // Joined rules are others than those of the entries. They open the same.
    this.#deployment = { ...deployment, optimize: false };
    this.#rules = this.rulesWith([]);
  }

  has({ rule, group }: WantedRule): boolean {
    return this.#rules.has(this.nameOf(group.planned.key, rule));
  }

  /** Whether the entry adds exactly these rules. Then it counts as written. */
  hasOnly(entry: KeepingRule, wanted: readonly WantedRule[]): boolean {
    const rules = this.tryRulesWith([...this.#entries, entry]);
    const expected = new Set([...this.#rules, ...wanted.map((one) => this.nameOf(one.group.planned.key, one.rule))]);
    if (rules?.size !== expected.size || [...expected].some((name) => !rules.has(name))) return false;
    this.#entries = [...this.#entries, entry];
    this.#rules = rules;
    return true;
  }

  private tryRulesWith(entries: readonly KeepingRule[]): ReadonlySet<string> | undefined {
    try {
      return this.rulesWith(entries);
    } catch (error) {
      if (error instanceof SecurityGroupsError) return undefined;
      throw error;
    }
  }

  private rulesWith(entries: readonly KeepingRule[]): ReadonlySet<string> {
    const { rules } = this.#deployment;
    const add = [...(rules.add ?? []), ...entries];
    const { groups } =
      add.length === 0
        ? planDeployment(this.#deployment)
        : planDeployment({ ...this.#deployment, rules: { ...rules, add } } as Deployment);
    return new Set(groups.flatMap(({ key, rules: some }) => some.map((rule) => this.nameOf(key, rule))));
  }

  private nameOf(key: string, rule: Pick<NetworkRule, "direction" | "ipProtocol" | "fromPort" | "toPort" | "peer">) {
    const { peer } = rule;
    const own = peer.type === "group" || peer.type === "deployment" ? this.#groups.get(peer.value)?.peer : undefined;
    return `${key} ${ruleIdentity({ ...rule, peer: own ?? peer })}`;
  }
}

/**
 * An entry for some rules with the same traffic, of the parties of the first. Undefined if no party names the group. `taken`
 * are the ids of other port rules.
 */
export function entryFor(
  same: readonly Pick<WantedRule, "rule" | "own" | "other">[],
  taken: ReadonlySet<string>,
): KeepingRule | undefined {
  const [{ rule, own, other }] = same as [(typeof same)[number]];
  if (own.length === 0) return undefined;
  const protocol = (protocolNames.get(rule.ipProtocol) ?? rule.ipProtocol) as Protocol;
  const ports = keptPorts(protocol, portsOf(rule));
  const [from, to] = ends(rule.direction, own, other ?? ["peer"]);
  const named = [...new Map(same.map((one) => [peerName(one.rule.peer), one.rule])).values()];
  return {
    id: unique(idOf(from, to, protocol, ports), taken),
    from,
    to,
    protocol,
    ...(ports === undefined ? {} : { ports }),
    purpose: purposeOf(named),
    ...(other ? {} : { peer: peerOf(named) }),
  };
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
    rules.filter(({ peer }) => peer.type === "securityGroup").map(({ peer }) => withItsAccount(peer)),
    values("prefixList"),
  ];
  return {
    ...(cidrs.length > 0 ? { cidrs } : {}),
    ...(ids.length > 0 ? { securityGroupIds: ids } : {}),
    ...(lists.length > 0 ? { prefixListIds: lists } : {}),
  } as PeerOfRule;
}

/** Terraform needs the account in front of the id of a group of another account. Only the label has it. */
function withItsAccount({ value, label = value }: NetworkPeer): string {
  return bareGroupId(label) === value ? label : value;
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
  return ["kept", ...nodesOr(from), ...nodesOr(to), protocol, ...range].join("-").toLowerCase();
}

const nodesOr = (some: readonly Party[]): readonly Party[] =>
  clusterRoles.every((role) => some.includes(role)) && some.length === clusterRoles.length ? ["nodes"] : some;

function unique(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  for (let count = 2; taken.has(free); count++) free = `${id}-n${count}`;
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
