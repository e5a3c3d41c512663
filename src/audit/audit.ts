/**
 * Does what exists match a deployment, and what can the next deploy import? Judged by flows: every one that the tables require, on both sides; then
 * everything else that is open. In addition: names and tags of the groups, the groups that each node attaches, and what
 * network ACLs drop. Pure.
 */
import { AddressSet, FlowSet } from "../flows";
import { familyOf, hasFamily } from "../model/cidr";
import { peerName } from "../model/network";
import type { Party } from "../model/party";
import { type Plan, partyIn } from "../model/plan";
import type { PortRule } from "../model/port-rule";
import type { Ec2Network } from "../network/ec2-network";
import type { PlacedPlan } from "../network/found-groups";
import { trafficOf } from "../projection/rule-traffic";
import { AddressBook } from "../reach/address-book";
import { addressesOf } from "../reach/reachability";
import { ExistingGroups, type PairedGroup } from "./existing-groups";
import { type GroupTags, tagsOf } from "./group-tags";
import { type AclBlock, type AclEnd, NetworkAcls } from "./network-acls";
import { type AuditedNode, nodesOf } from "./nodes";
import { omittedFlows } from "./omitted-flows";
import { type RequiredFlow, requiredFlows } from "./required-flows";
import { ExtraFlows, type UnrequiredFlow, unrequiredFlows } from "./unrequired-flows";

/** A group of the deployment. */
export interface AuditedGroup extends PairedGroup {
  readonly tags: GroupTags;
  /** Whether any network interface attaches it. Absent if that is not known. */
  readonly isAttached?: boolean;
  /** Ids of groups of the same name in other VPCs, if the group does not exist. */
  readonly elsewhere: readonly string[];
}

/** Flows of a port rule that network ACLs drop. */
export interface BlockedFlow extends AclBlock {
  readonly portRule: string;
  readonly from: Party;
  readonly to: Party;
}

/** A deployment compared with the groups that exist. */
export interface Audit {
  readonly plan: Plan;
  readonly groups: readonly AuditedGroup[];
  readonly required: readonly RequiredFlow[];
  /** Closed flows that the tables require and `rules.omit` leaves out. */
  readonly omitted: readonly RequiredFlow[];
  readonly unrequired: readonly UnrequiredFlow[];
  readonly blocked: readonly BlockedFlow[];
  /** Absent if no network interfaces were read. */
  readonly nodes?: readonly AuditedNode[];
}

/**
 * Audits each of `chosen`. `subjects` are all deployments of the config: they refer to one another's groups, and write
 * into them.
 */
export function audit(
  chosen: readonly PlacedPlan[],
  subjects: readonly PlacedPlan[],
  existing: Ec2Network,
): readonly Audit[] {
  const groups = new ExistingGroups(existing, subjects);
  const book = new AddressBook(existing);
  const extras = new ExtraFlows(groups, book.addressesOf);
  const acls = new NetworkAcls(existing);
  return chosen.map((subject) => auditOne(subject, groups, book, extras, acls));
}

function auditOne(
  subject: PlacedPlan,
  groups: ExistingGroups,
  book: AddressBook,
  extras: ExtraFlows,
  acls: NetworkAcls,
): Audit {
  const { plan } = subject;
  const pairs = groups.groupsOf(plan);
  const unrequired = unrequiredFlows(pairs, extras);
  const { addressesOf } = book;
  const judge = { groups, isWider: extras.isWider, addressesOf };
  const required = requiredFlows(plan, judge);
  const nodes = nodesOf(plan, groups);
  const hasInterfaces = groups.existing.interfaces !== undefined;
  return {
    plan,
    groups: pairs.map((pair) => ({
      ...pair,
      tags: tagsOf(subject, pair),
      elsewhere: pair.found ? [] : groups.found.elsewhere(subject, pair.planned),
      ...(hasInterfaces && pair.found ? { isAttached: book.interfacesWith([peerName(pair.peer)]).length > 0 } : {}),
    })),
    required,
    omitted: omittedFlows(plan, required, judge),
    unrequired,
    blocked: blockedFlows(plan, required, groups, book, acls),
    ...(nodes ? { nodes } : {}),
  };
}

/** Whether a port rule lets all traffic out. An ACL may be narrower: flows that a port rule needs are judged one by one. */
const isOpenEgress = ({ protocol, to }: PortRule) => protocol === "all" && to.includes("internet");

function blockedFlows(
  plan: Plan,
  required: readonly RequiredFlow[],
  groups: ExistingGroups,
  book: AddressBook,
  acls: NetworkAcls,
): readonly BlockedFlow[] {
  if (!groups.existing.networkAcls || !groups.existing.interfaces) return [];
  const planned = new Map(groups.groupsOf(plan).map(({ planned: { key }, peer }) => [key, peerName(peer)]));
  const rules = new Map(plan.portRules.map((rule) => [rule.id as string, rule]));
  return required.flatMap(({ portRule, from, to }): readonly BlockedFlow[] => {
    const rule = rules.get(portRule);
    if (!rule || rule.scope === "node" || isOpenEgress(rule)) return [];
    const endOf = (party: Party): AclEnd => {
      const end = partyIn(plan, party, rule);
      const held = (end?.groups ?? []).flatMap((key) => planned.get(key) ?? []);
      const interfaces = held.length > 0 ? book.interfacesWith(held) : [];
      const peers = (end?.publicPeers ?? end?.peers ?? []).map((peer) => groups.peer(plan, peer));
      const known = addressesOf(peers).resolve(groups.prefixLists).cidrs();
      const addresses = [...interfaces.flatMap((one) => one.addresses), ...known].filter((cidr) =>
        hasFamily(plan.ipFamily, familyOf(cidr)),
      );
      return { interfaces, addresses: AddressSet.of({ cidrs: addresses }) };
    };
    const traffic = FlowSet.of([{ ...trafficOf(rule), peer: { type: "group", value: "" } }]);
    return acls.blocks(traffic, endOf(from), endOf(to)).map((block) => ({ portRule, from, to, ...block }));
  });
}
