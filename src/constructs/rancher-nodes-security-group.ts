import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import { type Binding, rancherNodesSchema } from "../model/deployment";
import type { SecurityGroupPlan } from "../model/plan";
import { type PlacementProps, realize } from "./realize";
import type { RoleSecurityGroup, RuleResource } from "./role-security-group";

export interface RancherNodesSecurityGroupProps extends PlacementProps {
  /**
   * The group's name in EC2. The node driver finds the group by exact name in the VPC.
   * Default: `rancher-nodes`.
   */
  readonly name?: string;
  /**
   * Who may use a port rule that is open to the world, by port rule id:
   * `{ "rancher-nodes-ssh-tcp": { cidrs: ["203.0.113.0/24"] } }`. Default: anywhere, as documented.
   */
  readonly sources?: Readonly<Record<string, Binding>>;
}

/**
 * The security group `rancher-nodes` of Rancher's EC2 node driver, with the 12 inbound rules and the one outbound rule
 * that the document "Port Requirements" of Rancher 2.x lists.
 */
export class RancherNodesSecurityGroup extends Construct {
  /** The plan behind the resources: pure data, for checks and reports. */
  readonly plan: SecurityGroupPlan;
  /** The group's Terraform resource. */
  readonly resource: SecurityGroup;
  /** The group's id: a token. */
  readonly id: string;
  /** The rule resources, by the id of the port rule that asked for them. */
  readonly rules: ReadonlyMap<string, readonly RuleResource[]>;

  /** @throws SecurityGroupsError with every mistake in the props. */
  constructor(scope: Construct, id: string, props: RancherNodesSecurityGroupProps) {
    super(scope, id);
    const { name, sources, ...placement } = props;
    const { plan, groups } = realize(
      this,
      rancherNodesSchema,
      {
        type: "rancher-nodes",
        name: id,
        ...(name === undefined ? {} : { groupName: name }),
        ...(sources ? { sources } : {}),
      },
      placement,
    );
    const group = groups.get("nodes") as RoleSecurityGroup;
    this.plan = plan;
    this.resource = group.resource as SecurityGroup;
    this.id = group.id;
    this.rules = group.rules;
  }
}
