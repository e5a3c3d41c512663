/**
 * Security groups and their rules in one form, whether they were read from plans, from Terraform's JSON or from EC2.
 * Questions are asked of a network; a plan adds parties and port rules to the answers.
 */
import type { Peer, PeerType, PlannedSecurityGroup, SecurityGroupRule } from "./plan";
import { isToken } from "./token";

/** Which way traffic goes, as seen from the group that has the rule. */
export type Direction = SecurityGroupRule["direction"];

/** A group, CIDR or prefix list under the name that all rules of the network have for it. */
export interface NetworkPeer {
  readonly type: PeerType;
  readonly value: string;
  /** The peer as its origin writes it, for people. Default: the value. */
  readonly label?: string;
  /** The address lists of the config that have the CIDR or prefix list. Absent if none has it. */
  readonly lists?: readonly string[];
}

/** A rule of a group, in EC2's words. */
export interface NetworkRule extends Pick<SecurityGroupRule, "direction" | "ipProtocol" | "fromPort" | "toPort"> {
  readonly peer: NetworkPeer;
  /** The rule in its origin: `ruleKey` in a plan, the address in Terraform, `sgr-...` in EC2. Empty if EC2 gave no ids. */
  readonly key: string;
  /** Ids of the port rules that asked for it, sorted. Empty if the origin does not say. */
  readonly portRules: readonly string[];
  readonly description: string;
}

/** A group with the rules that one origin has for it. */
export interface NetworkGroup {
  /** The group as rules name it. */
  readonly peer: NetworkPeer;
  /** The name in EC2; if the origin does not have it, the address or id. */
  readonly name: string;
  /** The deployment, or Terraform stack, that has these rules. Empty if they were read from EC2. */
  readonly deployment: string;
  /** The group of the deployment's plan. Absent if no plan has it. */
  readonly planned?: PlannedSecurityGroup;
  readonly vpcId?: string;
  /** Whether Terraform completes the name, so that it is only the first part of the name in EC2. Absent if that is not known. */
  readonly hasNamePrefix?: boolean;
  readonly description?: string;
  readonly rules: readonly NetworkRule[];
  /** Why not all rules of the group are in `rules`, so that nothing can be concluded from them. Default: all are. */
  readonly unread?: string;
}

/** Groups with their rules, from any origin. */
export interface Network {
  readonly groups: readonly NetworkGroup[];
  /** CIDRs of the prefix lists whose entries are known, by id. Default: none is known. */
  readonly prefixLists?: ReadonlyMap<string, readonly string[]>;
}

/** Equal for the same peer of a network. */
export function peerName({ type, value }: Pick<Peer, "type" | "value">): string {
  return `${type}:${value}`;
}

/** A group without the account in front of its id, which makes no difference: ids are unique. */
export function withoutAccount(peer: NetworkPeer): NetworkPeer {
  return peer.type === "securityGroup" ? { ...peer, value: bareGroupId(peer.value) } : peer;
}

/** The id of a group without the account in front. */
export function bareGroupId(id: string): string {
  return id.replace(/^\d{12}\//, "");
}

/** A peer of a plan, named by its expression if it is a token. */
export function named({ type, value, label }: Peer): NetworkPeer {
  return { type, value: isToken(value) ? `\${${label.replaceAll(/[${}]/g, "")}}` : value };
}
