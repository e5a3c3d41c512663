import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import type { Party } from "../model/party";
import { type Peer, type PlannedSecurityGroup, ruleKey, type SecurityGroupRule } from "../model/plan";

/** A rule of a security group: one Terraform resource. */
export type RuleResource = VpcSecurityGroupIngressRule | VpcSecurityGroupEgressRule;

/** A security group of a plan: the group, unless it exists already, and one resource for each of its rules. */
export class RoleSecurityGroup extends Construct {
  /** The group's resource; undefined where the group exists and only its rules are ours. */
  readonly resource: SecurityGroup | undefined;
  /** The id of the group in EC2: usually a token. */
  readonly id: string;
  readonly #rules = new Map<string, RuleResource[]>();

  /** `elsewhere` gives the id of the group that another deployment has for a party. */
  constructor(
    scope: Construct,
    private readonly planned: PlannedSecurityGroup,
    vpcId: string,
    private readonly tags: Readonly<Record<string, string>>,
    private readonly elsewhere: (deployment: string, party: Party) => string,
  ) {
    super(scope, planned.key);
    const { existing, name, description } = planned;
    if (existing) {
      this.id = "deployment" in existing ? elsewhere(existing.deployment, existing.party) : existing.securityGroupId;
      return;
    }
    this.resource = new SecurityGroup(this, "Resource", {
      name,
      description,
      vpcId,
      tags: { Name: name, ...tags },
      // EC2 cannot change a description, so Terraform would replace the group, and nothing is worth that.
      lifecycle: { ignoreChanges: ["description"] },
    });
    // Every read of a resource's id makes a token and captures a stack trace: once is enough.
    this.id = this.resource.id;
  }

  /** The rule resources that a port rule asked for, by port rule id. */
  get rules(): ReadonlyMap<string, readonly RuleResource[]> {
    return this.#rules;
  }

  /** Adds the planned rules; `idOf` gives the id of a group of the same plan. */
  addRules(idOf: (groupKey: string) => string): void {
    for (const rule of this.planned.rules) {
      const resource = this.addRule(rule, idOf);
      for (const portRule of rule.portRules) {
        const resources = this.#rules.get(portRule);
        if (resources) resources.push(resource);
        else this.#rules.set(portRule, [resource]);
      }
    }
  }

  private addRule(rule: SecurityGroupRule, idOf: (groupKey: string) => string): RuleResource {
    const Rule = rule.direction === "ingress" ? VpcSecurityGroupIngressRule : VpcSecurityGroupEgressRule;
    return new Rule(this, ruleKey(rule), {
      securityGroupId: this.id,
      ipProtocol: rule.ipProtocol,
      ...(rule.fromPort === undefined ? {} : { fromPort: rule.fromPort }),
      ...(rule.toPort === undefined ? {} : { toPort: rule.toPort }),
      ...this.peerAttribute(rule.peer, idOf),
      description: rule.description,
      tags: { ...this.tags, Name: rule.portRules.join(" ").slice(0, 255) },
    });
  }

  /** The one attribute that names the peer; a group names itself by its own id. */
  private peerAttribute({ type, value }: Peer, idOf: (groupKey: string) => string) {
    switch (type) {
      case "group":
        return { referencedSecurityGroupId: idOf(value) };
      case "securityGroup":
        return { referencedSecurityGroupId: value };
      case "deployment": {
        // A construct's deployments go by any name, slashes and all; a party has none.
        const slash = value.lastIndexOf("/");
        return { referencedSecurityGroupId: this.elsewhere(value.slice(0, slash), value.slice(slash + 1) as Party) };
      }
      case "cidrIpv4":
        return { cidrIpv4: value };
      case "cidrIpv6":
        return { cidrIpv6: value };
      case "prefixList":
        return { prefixListId: value };
    }
  }
}
