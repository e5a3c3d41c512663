import { Construct } from "constructs";
import { type ClusterDeploymentInput, clusterSchema } from "../model/deployment";
import type { Party } from "../model/party";
import type { SecurityGroupPlan } from "../model/plan";
import { type PlacementProps, realize } from "./realize";
import type { RoleSecurityGroup } from "./role-security-group";

export interface ClusterSecurityGroupsProps extends PlacementProps {
  /** What the groups' names start with: `production` makes `production-etcd`. Default: the construct's id. */
  readonly name?: string;
  /** How the nodes come to be: `node-pools` are made by a node driver, `custom` nodes are registered by hand. */
  readonly provisioning: ClusterDeploymentInput["provisioning"];
  /** The load balancer in front of the Rancher nodes, and whether TLS ends there. Default: no load balancer. */
  readonly loadBalancer?: ClusterDeploymentInput["loadBalancer"];
  /** `all`: any outbound traffic; `required`: the outbound side of the tables and nothing else. Default: `all`. */
  readonly egress?: ClusterDeploymentInput["egress"];
  /**
   * What each party is in AWS. Default: a group is created for each node role, and for the load balancer if there is
   * one. Clients have no default: whoever opens a port to the world writes `anywhere`.
   */
  readonly parties: ClusterDeploymentInput["parties"];
}

/**
 * The security groups of a cluster that Rancher launches: one for each role, referring to each other, with exactly the
 * rules that the From/To matrix of Rancher's document "Port Requirements" asks for.
 */
export class ClusterSecurityGroups extends Construct {
  /** The plan behind the resources: pure data, for checks and reports. */
  readonly plan: SecurityGroupPlan;
  /** The groups whose rules are managed here, by the party whose nodes hold them. */
  readonly groups: ReadonlyMap<Party, RoleSecurityGroup>;

  /** @throws SecurityGroupsError with every mistake in the props. */
  constructor(scope: Construct, id: string, props: ClusterSecurityGroupsProps) {
    super(scope, id);
    const { vpcId, tags, ...deployment } = props;
    const placement = tags === undefined ? { vpcId } : { vpcId, tags };
    const { plan, groups } = realize(this, clusterSchema, { type: "cluster", name: id, ...deployment }, placement);
    this.plan = plan;
    this.groups = groups;
  }

  /** @throws Error where the party has no group here, naming those that do. */
  findGroup(party: Party): RoleSecurityGroup {
    const group = this.groups.get(party);
    if (group) return group;
    throw new Error(`${this.node.path} has no group for ${party}; it has ${[...this.groups.keys()].join(", ")}`);
  }
}
