import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { Construct } from "constructs";
import { type RancherNodesDeploymentInput, rancherNodesSchema } from "../model/deployment";
import { given } from "../model/given";
import { type PlacementProps, PlannedSecurityGroups } from "./planned-security-groups";
import type { RoleSecurityGroup, RuleResource } from "./role-security-group";

/** What `RancherNodesSecurityGroup` takes: a deployment of type `rancher-nodes`, and where its group goes. */
export interface RancherNodesSecurityGroupProps extends Omit<PlacementProps, "deployments"> {
  /**
   * The group's name in EC2. The node driver finds the group by exact name in the VPC.
   * Default: `rancher-nodes`.
   */
  readonly name?: string;
  /**
   * Who may use a port rule that is open to the world, by port rule id:
   * `{ "rancher-nodes-ssh-tcp": { cidrs: ["203.0.113.0/24"] } }`. Default: anywhere, as documented.
   */
  readonly sources?: RancherNodesDeploymentInput["sources"];
  /** Ports that differ from the documented ones: `ssh` and `nodePorts`. Default: none. */
  readonly ports?: RancherNodesDeploymentInput["ports"];
  /** Port rules to omit, add or override. Default: none. */
  readonly rules?: RancherNodesDeploymentInput["rules"];
  /** Whether to write fewer rules that open exactly the same, adjoining ports and CIDRs merged. Default: false. */
  readonly optimize?: RancherNodesDeploymentInput["optimize"];
}

/**
 * The security group `rancher-nodes` of Rancher's EC2 node driver, with the 12 inbound rules and the one outbound rule
 * that the document "Port Requirements" of Rancher 2.x lists.
 */
export class RancherNodesSecurityGroup extends PlannedSecurityGroups {
  /** The group's Terraform resource. */
  readonly resource: SecurityGroup;
  /** The group's id: a token. */
  readonly id: string;
  /** The rule resources, by the id of the port rule that asked for them. */
  readonly rules: ReadonlyMap<string, readonly RuleResource[]>;

  /** @throws SecurityGroupsError with every mistake in the props. */
  constructor(scope: Construct, id: string, { vpcId, tags, name, ...deployment }: RancherNodesSecurityGroupProps) {
    const input = { type: "rancher-nodes", name: id, groupName: name, ...deployment };
    super(scope, id, rancherNodesSchema, input, { vpcId, ...given({ tags }) });
    const group = this.groups.get("nodes") as RoleSecurityGroup;
    this.resource = group.resource as SecurityGroup;
    this.id = group.id;
    this.rules = group.rules;
  }
}
