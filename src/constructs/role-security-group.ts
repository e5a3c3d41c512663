import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { type TerraformProvider, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { PeerBinding } from "../model/binding";
import type { Lifecycle } from "../model/lifecycle";
import type { Party } from "../model/party";
import type { Plan, PlannedSecurityGroup, Peer as RulePeer, SecurityGroupRule } from "../model/plan";
import type { PortRuleId } from "../model/port-rule";
import { ruleIdentity, ruleKey } from "../model/rule-identity";
import { isToken } from "../model/token";
import { withoutUndefined } from "../model/without-undefined";
import type { Connection, ConnectionVerb } from "./connection";
import { ExclusiveRules } from "./exclusive-rules";
import type { Peer } from "./peer";
import type { Port } from "./port";
import { addRule, type RuleResource, reword } from "./rule-resource";
import type { TokenLabels } from "./token-labels";

/** The peer of a connection: a group of this or another construct, an existing group, a CIDR or prefix list, or a binding. */
export type ConnectionPeer = RoleSecurityGroup | Peer | PeerBinding;

/** The construct that owns a group, with its current plan. */
export interface ConnectionOwner {
  readonly construct: Construct;
  readonly plan: Plan;
}

/** The connections of the construct that owns a group. */
export interface GroupConnections {
  readonly host: ConnectionOwner;
  /** Whether this construct made the connection with this key. */
  has(key: string): boolean;
  /** @throws SecurityGroupsError with every mistake in the arguments; then nothing has changed. */
  connect(
    verb: ConnectionVerb,
    group: RoleSecurityGroup,
    peer: ConnectionPeer,
    port: Port,
    purpose: string,
  ): Connection;
}

/** The parts of its construct that a group needs. */
export interface GroupContext {
  readonly vpcId: string;
  /** Undefined if the stack's default provider applies. */
  readonly provider: TerraformProvider | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly lifecycle: Lifecycle;
  readonly labels: TokenLabels;
  readonly connections: GroupConnections;
  /** Tags of one group only, by its key. */
  groupTags(key: string): Readonly<Record<string, string>>;
  /** A group of the same plan, by its key. */
  groupOf(key: string): RoleSecurityGroup;
  /** A group of another construct, by its key or, for a party, the most specific one. */
  elsewhere(deployment: string, group: string): RoleSecurityGroup;
}

/** A security group of a plan: one resource for the group, unless it already exists, and one for each of its rules. */
export class RoleSecurityGroup extends Construct {
  /** The group's resource; undefined if the group already exists and only its rules are managed here. */
  readonly resource: SecurityGroup | undefined;
  /** The id of the group in EC2: usually a token. */
  readonly id: string;
  #planned: PlannedSecurityGroup;
  readonly #byKey = new Map<string, RuleResource>();
  readonly #byPortRule = new Map<string, RuleResource[]>();

  constructor(
    scope: Construct,
    planned: PlannedSecurityGroup,
    private readonly context: GroupContext,
  ) {
    super(scope, planned.key);
    this.#planned = planned;
    const { existing } = planned;
    if (existing) {
      this.id = "deployment" in existing ? this.origin.id : existing.securityGroupId;
      return;
    }
    this.resource = groupResource(this, planned, context);
    // Every read of a resource's id makes a token and captures a stack trace, so it is read once.
    this.id = this.resource.id;
    if (context.lifecycle.exclusiveRules) {
      new ExclusiveRules(this, "ExclusiveRules", this, context.provider);
    }
  }

  /** The group in the plan. */
  get planned(): PlannedSecurityGroup {
    return this.#planned;
  }

  /** The group itself, or the group of another construct that it represents. */
  get origin(): RoleSecurityGroup {
    const { existing } = this.#planned;
    if (!existing || !("deployment" in existing)) return this;
    return this.context.elsewhere(existing.deployment, existing.group).origin;
  }

  /** The connections of the construct that the group belongs to. */
  get connections(): GroupConnections {
    return this.context.connections;
  }

  /** The parties whose nodes attach the group. */
  get parties(): readonly Party[] {
    return this.#planned.parties.filter((party) => party !== "peer");
  }

  /** The rule resources by the id of the port rule that requires them. */
  get rules(): ReadonlyMap<PortRuleId, readonly RuleResource[]> {
    return this.#byPortRule;
  }

  /**
   * Lets `peer` send traffic to the nodes of this group. If the peer is a group whose rules are managed here too, its
   * outbound rule is created as well, unless its egress is open.
   * @throws SecurityGroupsError with every mistake in the arguments.
   */
  allowFrom(peer: ConnectionPeer, port: Port, purpose: string): Connection {
    return this.connections.connect("allowFrom", this, peer, port, purpose);
  }

  /**
   * Lets the nodes of this group send traffic to `peer`. Like `allowFrom` in the other direction, it creates the rules
   * of both groups.
   */
  allowTo(peer: ConnectionPeer, port: Port, purpose: string): Connection {
    return this.connections.connect("allowTo", this, peer, port, purpose);
  }

  /** Lets the nodes of this group send traffic to each other. */
  allowInternally(port: Port, purpose: string): Connection {
    return this.connections.connect("allowInternally", this, this, port, purpose);
  }

  /**
   * Creates, changes and removes resources so that they match the plan. Resources that match already are left
   * unchanged.
   */
  update(planned: PlannedSecurityGroup): void {
    this.#planned = planned;
    const rules = new Map(planned.rules.map((rule) => [ruleKey(rule), rule]));
    for (const [key, resource] of this.#byKey) {
      // With `optimize`, a new rule may replace several others.
      if (!rules.has(key) && this.node.tryRemoveChild(resource.node.id)) this.#byKey.delete(key);
    }
    this.#byPortRule.clear();
    for (const [key, rule] of rules) {
      const known = this.#byKey.get(key);
      if (known) reword(known, rule, this.context.tags);
      const resource = known ?? this.addRule(rule);
      this.#byKey.set(key, resource);
      for (const portRule of rule.portRules) {
        const resources = this.#byPortRule.get(portRule);
        if (resources) resources.push(resource);
        else this.#byPortRule.set(portRule, [resource]);
      }
    }
  }

  /** Every rule of one direction in this group, including those that other constructs added. */
  allRules(direction: SecurityGroupRule["direction"]): readonly RuleResource[] {
    const rules = this.#planned.rules.filter((rule) => rule.direction === direction);
    return rules.map((rule) => this.#byKey.get(ruleKey(rule)) as RuleResource);
  }

  /** A key that identifies the group in the whole app, and is the same in every construct that refers to it. */
  get identity(): string {
    const { existing } = this.#planned;
    if (this.resource) {
      return `${this.resource.cdktfStack.node.path}.aws_security_group.${this.resource.friendlyUniqueId}.id`;
    }
    return existing && "securityGroupId" in existing
      ? this.globalLabel(existing.securityGroupId)
      : this.origin.identity;
  }

  /** The key that identifies each rule in the whole app, by the rule's key. */
  ruleIdentities(): ReadonlyMap<string, string> {
    return new Map(
      this.#planned.rules.map((rule) => {
        const { type, value, label } = rule.peer;
        const group = this.groupOf(rule.peer);
        const peer = group
          ? { type: "securityGroup" as const, value: group.identity }
          : { type, value: isToken(value) ? this.globalLabel(value) : label };
        return [ruleKey(rule), ruleIdentity({ ...rule, peer })];
      }),
    );
  }

  private addRule(rule: SecurityGroupRule): RuleResource {
    const { provider, tags, lifecycle } = this.context;
    const group = this.groupOf(rule.peer);
    const peer = group?.id ?? rule.peer.value;
    // EC2 deletes no group that a rule of another group references. A group that is created here takes its rules with
    // it.
    const replacedWith = this.resource ? undefined : this.resourceHere(group);
    return addRule(this, rule, { provider, securityGroupId: this.id, peer, tags, lifecycle, replacedWith });
  }

  /** The resource of a group, if it is in this stack. */
  private resourceHere(group: RoleSecurityGroup | undefined): SecurityGroup | undefined {
    const resource = group?.origin.resource;
    return resource && TerraformStack.of(resource) === TerraformStack.of(this) ? resource : undefined;
  }

  /** The group construct of a peer, if there is one. */
  private groupOf(peer: RulePeer): RoleSecurityGroup | undefined {
    if (peer.type === "group") return this.context.groupOf(peer.value);
    return peer.type === "deployment" ? this.context.elsewhere(peer.deployment, peer.group) : undefined;
  }

  private globalLabel(value: string): string {
    return isToken(value) ? this.context.labels.globalLabelOf(value) : value;
  }
}

function groupResource(
  scope: Construct,
  { key, name, description }: PlannedSecurityGroup,
  { vpcId, provider, tags, groupTags, lifecycle }: GroupContext,
): SecurityGroup {
  const { namePrefix, preventDestroy, revokeRulesOnDelete, timeouts } = lifecycle;
  const terraform = withoutUndefined({
    createBeforeDestroy: namePrefix || undefined,
    preventDestroy: preventDestroy || undefined,
  });
  // EC2 cannot change a description, so Terraform would replace the group.
  const ignoreChanges = ["description"];
  return new SecurityGroup(scope, "Resource", {
    ...(namePrefix ? { namePrefix: `${name}-` } : { name }),
    description,
    vpcId,
    tags: { Name: name, ...tags, ...groupTags(key) },
    ...withoutUndefined({ provider, revokeRulesOnDelete, timeouts: timeouts && withoutUndefined(timeouts) }),
    lifecycle: { ...terraform, ignoreChanges },
  });
}
