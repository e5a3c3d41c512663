import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Lazy, TerraformIterator, type TerraformProvider, Token } from "cdktf";
import type { Construct } from "constructs";
import type { Lifecycle } from "../model/lifecycle";
import { isOfOtherAccount, type PeerType, type SecurityGroupRule } from "../model/plan";
import { ruleKey } from "../model/rule-identity";
import { isListToken } from "../model/token";
import { withoutUndefined } from "../model/without-undefined";

/** A rule of a security group: one Terraform resource; for a peer that is a list of unknown length, one with `for_each`. */
export type RuleResource = VpcSecurityGroupIngressRule | VpcSecurityGroupEgressRule;

export interface RuleContext {
  readonly provider: TerraformProvider | undefined;
  readonly securityGroupId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly lifecycle: Lifecycle;
  /** The peer as EC2 knows it: a group by its id. */
  readonly peer: string;
  /** A group of the same stack that cannot be replaced while this rule references it. Default: none. */
  readonly replacedWith?: SecurityGroup | undefined;
}

export function addRule(scope: Construct, rule: SecurityGroupRule, context: RuleContext): RuleResource {
  const { provider, securityGroupId, peer, tags } = context;
  const Rule = rule.direction === "ingress" ? VpcSecurityGroupIngressRule : VpcSecurityGroupEgressRule;
  const each = isListToken(peer) ? TerraformIterator.fromList([peer]) : undefined;
  return new Rule(scope, ruleKey(rule), {
    ...(provider ? { provider } : {}),
    securityGroupId,
    ipProtocol: rule.ipProtocol,
    ...(rule.fromPort === undefined ? {} : { fromPort: rule.fromPort }),
    ...(rule.toPort === undefined ? {} : { toPort: rule.toPort }),
    [peerAttributes[rule.peer.type]]: each ? Token.asString(each.value) : peer,
    ...wording(rule, tags),
    ...(each ? { forEach: each } : {}),
    ...lifecycleOf(rule, context),
  });
}

function lifecycleOf({ peer }: SecurityGroupRule, { lifecycle: { namePrefix }, replacedWith: group }: RuleContext) {
  // Refers to the id only, so that other changes of the group do not replace the rule.
  const id = group && Lazy.stringValue({ produce: () => `aws_security_group.${group.friendlyUniqueId}.id` });
  const lifecycle = withoutUndefined({
    // With a name prefix the replacement is a new group without rules, so its rules cannot collide with the old ones.
    createBeforeDestroy: namePrefix || undefined,
    replaceTriggeredBy: id === undefined ? undefined : [id],
    ignoreChanges: isOfOtherAccount(peer) ? ["description"] : undefined,
  });
  return Object.keys(lifecycle).length > 0 ? { lifecycle } : {};
}

/** Updates the description and tags with the port rules that require the rule now. */
export function reword(resource: RuleResource, rule: SecurityGroupRule, tags: RuleContext["tags"]): void {
  if (resource.descriptionInput === rule.description) return;
  Object.assign(resource, wording(rule, tags));
}

function wording({ description, portRules }: SecurityGroupRule, tags: RuleContext["tags"]) {
  return { description, tags: { ...tags, Name: portRules.join(" ").slice(0, 255) } };
}

/** The one attribute that names the peer. A rule whose peer is its own group uses the group's id. */
const peerAttributes = {
  group: "referencedSecurityGroupId",
  securityGroup: "referencedSecurityGroupId",
  deployment: "referencedSecurityGroupId",
  cidrIpv4: "cidrIpv4",
  cidrIpv6: "cidrIpv6",
  prefixList: "prefixListId",
} as const satisfies Record<PeerType, string>;
