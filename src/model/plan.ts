/** The plan of a deployment: groups and rules in EC2's words, each rule with the port rules that require it. */
import type { Condition } from "./condition";
import type { Deployment } from "./deployment";
import { inOrder } from "./group-layout";
import { loadBalancers, type Party } from "./party";
import type { PortRule, PortRuleId } from "./port-rule";
import type { PortRange, Ports } from "./ports";
import type { IpFamily } from "./settings";

export type PeerType = "group" | "securityGroup" | "deployment" | "cidrIpv4" | "cidrIpv6" | "prefixList";

/** The other side of a rule: exactly one. */
export type Peer = NamedPeer | DeploymentPeer;

/** A group of the same plan, by its key; any other group, by its id; a CIDR; or a prefix list. */
export interface NamedPeer extends PeerIdentity {
  readonly type: Exclude<PeerType, "deployment">;
}

/** A group of another deployment. */
export interface DeploymentPeer extends PeerIdentity {
  readonly type: "deployment";
  readonly deployment: string;
  /** The key of the group in the plan of that deployment. */
  readonly group: string;
}

interface PeerIdentity {
  /** The key, id, CIDR or token. Of a `deployment` peer, an opaque text that is different for each group. */
  readonly value: string;
  /**
   * What identifies the peer: its value, or a name for it where the value is a token. A value that is a token for a list
   * stands for each of its elements.
   */
  readonly label: string;
  /** The names of the deployment's address lists that have the CIDR or prefix list, sorted. Absent if none has it. */
  readonly lists?: readonly string[];
}

/** The peer that is another deployment's group. A deployment's name may contain any character, the key of a group no slash. */
export function deploymentPeer(deployment: string, group: string): DeploymentPeer {
  const value = `${deployment}/${group}`;
  return { type: "deployment", deployment, group, value, label: value };
}

/**
 * Whether a peer is a group of another account: `<account>/<group id>`. EC2 refuses every change in place of a rule with
 * such a peer, so Terraform never changes its description (hashicorp/terraform-provider-aws#30664).
 */
export function isOfOtherAccount({ type, value }: Pick<Peer, "type" | "value">): boolean {
  return type === "securityGroup" && value.replaceAll(/\$\{[^}]*\}/g, "").includes("/");
}

/** A rule of a security group, in EC2's words. */
export interface SecurityGroupRule {
  readonly direction: "ingress" | "egress";
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for every protocol. */
  readonly ipProtocol: string;
  /** Absent for `-1` and for protocols without ports. */
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly peer: Peer;
  /** Ids of all the port rules that asked for this rule, sorted. At least one. */
  readonly portRules: readonly PortRuleId[];
  /** At most 255 characters, all of them allowed by EC2. */
  readonly description: string;
}

/** An existing group: by its id, or by its key in another deployment. */
export type ExistingGroup = (
  | { readonly securityGroupId: string }
  | { readonly deployment: string; readonly group: string }
) & {
  /** The outbound rules that it has, if the binding has the key: see `Binding`. */
  readonly egress?: "all" | "required";
};

/** A security group to create, or an existing one to which rules are added. */
export interface PlannedSecurityGroup {
  /** Names the group within its plan: the party, such as `etcd`. */
  readonly key: string;
  /** Whose nodes hold the group. */
  readonly parties: readonly Party[];
  /** Set where the group exists and only its rules are ours. */
  readonly existing?: ExistingGroup;
  /** The name in EC2; for an existing group, its key. */
  readonly name: string;
  /** Constant, since AWS replaces a group whose description changes. Empty for an existing group. */
  readonly description: string;
  readonly rules: readonly SecurityGroupRule[];
}

/** Why a selected requirement needs, or gets, no security group rule. */
export const skipReasons = {
  localTraffic: "local to the node: no security group sees it",
  egressAll: "covered by the rule that allows all egress",
  partyNone: "a party of it is bound to none",
  noGroup: "neither side is a group whose rules are managed here",
  otherDeployment: "both sides belong to other deployments, which write it",
  existingEgress: "an existing group keeps the egress it has",
} as const;

/** A requirement between two parties for which the plan holds no rule. */
export interface SkippedRequirement {
  readonly portRule: PortRuleId;
  readonly from: Party;
  readonly to: Party;
  readonly reason: keyof typeof skipReasons;
}

/** Traffic that no port rule asks for, and that is open because groups are not separate for the roles that share them. */
export interface AddedFlow extends Pick<SecurityGroupRule, "ipProtocol" | "fromPort" | "toPort"> {
  /** A party; or an address or other peer, as `<type> <label>`. */
  readonly from: string;
  readonly to: string;
  /** Keys of the groups, or the peer, of the rule that opens it: at the source and at the destination. */
  readonly groups: readonly string[];
  /** The port rules that the rule is for, sorted. */
  readonly portRules: readonly string[];
}

/** A kind of node. */
export interface Pool {
  readonly name: string;
  readonly roles: readonly Party[];
  /** The groups that its nodes attach, the one that most roles share first. While the layout changes: those of both. */
  readonly groups: readonly Peer[];
  /** The groups before and after a change of the layout. Absent if none is under way. */
  readonly change?: { readonly from: readonly Peer[]; readonly to: readonly Peer[] };
}

/** What a party of the deployment is in AWS. */
export interface PlannedParty {
  readonly party: Party;
  /** How rules name the party: its groups, and its addresses. Empty where it is bound to `none`. */
  readonly peers: readonly Peer[];
  /**
   * How rules name the party in traffic to a load balancer at its public addresses: by these in place of its groups.
   * Absent if they are not known.
   */
  readonly publicPeers?: readonly Peer[];
  /** The keys of the groups whose rules are ours and that each of its nodes attaches, sorted. */
  readonly groups: readonly string[];
  /** How rules name the sources of traffic that stays on a node of the party. Default: such traffic needs no rules. */
  readonly local?: readonly Peer[];
  /** The year in which the addresses of the party, which the document prints, stopped being valid. */
  readonly invalidSince?: string;
}

/** Whether traffic to the party arrives at public addresses: EC2 matches no reference to a group on these. */
export function isPublicDestination({ party, publicPeers }: Pick<PlannedParty, "party" | "publicPeers">): boolean {
  return publicPeers !== undefined && (loadBalancers.includes(party) || party === "peer");
}

/** Whether a peer is a reference to a security group. */
export function isGroupReference({ type }: Pick<Peer, "type">): boolean {
  return type === "group" || type === "securityGroup" || type === "deployment";
}

/** A party in one port rule where it is something else than in all others: a narrowed source, or the party `peer`. */
export interface PortRuleEnd extends PlannedParty {
  readonly portRule: PortRuleId;
}

/**
 * A port rule of the deployment's catalog that is not in effect: `rules.omit` names it, the deployment does not have its
 * add-on, or some conditions are not met.
 */
export interface SkippedPortRule {
  readonly portRule: PortRule;
  readonly because: "omitted" | "addon" | readonly Condition[];
}

/**
 * A deployment and everything that its catalog makes of it. Computed once, by `planDeployment`; constructs, questions and
 * reports read it and compute none of it again.
 */
export interface Plan<D extends Deployment = Deployment> {
  /** As it was validated, with its defaults. */
  readonly deployment: D;
  /** The addresses that nodes have, and that `anywhere` stands for. */
  readonly ipFamily: IpFamily;
  /** The port rules in effect, with the ports and purposes that the deployment sets. */
  readonly portRules: readonly PortRule[];
  readonly skipped: readonly SkippedPortRule[];
  /** The parties that are bound to something, in the order of the source tables. */
  readonly parties: readonly PlannedParty[];
  readonly ends: readonly PortRuleEnd[];
  /** The kinds of nodes, as the deployment names them, and which groups each attaches. */
  readonly pools: readonly Pool[];
  /** Flows that the layout of groups opens in addition to those of the port rules. Empty if each role has a separate group. */
  readonly addedFlows: readonly AddedFlow[];
  /** The key of the group that all nodes of the cluster attach, if there is one. */
  readonly sharedGroup?: string;
  /** The deployed groups: with fewer rules if the deployment says `optimize: true`. */
  readonly groups: readonly PlannedSecurityGroup[];
  /** Requirements of the port rules in effect for which there is no rule, each with the reason. */
  readonly skippedRequirements: readonly SkippedRequirement[];
}

/** A party whose documented addresses are no longer valid. */
export interface InvalidAddresses {
  readonly party: Party;
  /** The year. */
  readonly invalidSince: string;
}

/** Parties that some rule names by addresses that are no longer valid. */
export function invalidAddresses({ parties, groups }: Plan): readonly InvalidAddresses[] {
  const written = new Set(groups.flatMap(({ rules }) => rules.map(({ peer }) => peer.label)));
  return parties.flatMap(({ party, peers, invalidSince }) =>
    invalidSince !== undefined && peers.some(({ label }) => written.has(label)) ? [{ party, invalidSince }] : [],
  );
}

/** A party as one port rule names it; undefined if the deployment does not bind it. */
export function partyIn({ parties, ends }: Plan, party: Party, { id }: Pick<PortRule, "id">): PlannedParty | undefined {
  return (
    ends.find((end) => end.party === party && end.portRule === id) ?? parties.find((planned) => planned.party === party)
  );
}

/** Whether two peers of a plan may be one group: by its id, by its key, or by its key in another deployment. */
export function namesOtherGroups({ groups, parties }: Plan): boolean {
  return (
    groups.some(({ existing }) => existing) ||
    parties.some(({ peers }) => peers.some(({ type }) => type === "deployment"))
  );
}

/** The groups that the deployment creates. */
export function createdGroups({ groups }: Pick<Plan, "groups">): readonly PlannedSecurityGroup[] {
  return groups.filter(({ existing }) => !existing);
}

/** The group that belongs to a party most closely: of those that its nodes attach, the one that fewest parties share. */
export function closestGroup<G extends Pick<PlannedSecurityGroup, "key" | "parties">>(
  groups: readonly G[],
  party: Party,
): G | undefined {
  const held = groups.filter(({ parties }) => parties.includes(party));
  return held.reduce<G | undefined>(
    (before, next) => (before && before.parties.length <= next.parties.length ? before : next),
    undefined,
  );
}

/** Ids of the port rules that the deployment leaves out, sorted; with the parties if it leaves one out between some. */
export function omittedPortRules({ portRules, skipped }: Plan): readonly string[] {
  const inEffect = new Set(portRules.map(({ id }) => id));
  const texts = skipped.flatMap(({ portRule: { id, from, to }, because }) => {
    if (because !== "omitted") return [];
    return inEffect.has(id) ? [`${id} (${inOrder(from).join(", ")} -> ${inOrder(to).join(", ")})`] : [id];
  });
  return [...new Set(texts)].sort();
}

/** The ports of a rule as one value. */
export function portsOf(rule: { readonly fromPort?: number | undefined; readonly toPort?: number | undefined }): Ports {
  return rule.fromPort === undefined || rule.toPort === undefined
    ? "all"
    : ({ from: rule.fromPort, to: rule.toPort } satisfies PortRange);
}
