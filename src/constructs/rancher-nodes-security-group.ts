import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { Construct } from "constructs";
import { type RancherNodesDeploymentInput, rancherNodesSchema } from "../model/deployment";
import { given } from "../model/given";
import type { Connection, ConnectionPeer } from "./connection";
import { type PlacementProps, PlannedSecurityGroups } from "./planned-security-groups";
import type { Port } from "./port";
import type { RoleSecurityGroup } from "./role-security-group";
import type { RuleResource } from "./rule-resource";

/** What `RancherNodesSecurityGroup` takes: a deployment of type `rancher-nodes`, and where its group goes. */
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
  readonly sources?: RancherNodesDeploymentInput["sources"];
  /**
   * Whose rules: `2.x` is the document's list, `2022-05` the node driver's since then, `2025-09` the driver's since
   * then, for IPv4 and IPv6. Default: `2.x`.
   */
  readonly edition?: RancherNodesDeploymentInput["edition"];
  /** The addresses that `anywhere` stands for: `ipv4`, `ipv6` or `dual`. Default: that of the edition. */
  readonly ipFamily?: RancherNodesDeploymentInput["ipFamily"];
  /** Whether only the named clients reach the group, on the ports made for them, in place of the world. Default: false. */
  readonly hardened?: RancherNodesDeploymentInput["hardened"];
  /** The clients of a hardened group: `rancher`, `apiClients`, `workloadClients`. No default. */
  readonly parties?: RancherNodesDeploymentInput["parties"];
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
  constructor(scope: Construct, id: string, props: RancherNodesSecurityGroupProps) {
    const { vpcId, tags, deployments, lifecycle, movedFrom, adopt, name: groupName, ...deployment } = props;
    const placement = { vpcId, ...given({ tags, deployments, lifecycle, movedFrom, adopt }) };
    const input = { type: "rancher-nodes" as const, ...given({ groupName, ...deployment }) };
    super(scope, id, { schema: rancherNodesSchema, input }, placement);
    const group = this.groups.get("nodes") as RoleSecurityGroup;
    this.resource = group.resource as SecurityGroup;
    this.id = group.id;
    this.rules = group.rules;
  }

  /** See `RoleSecurityGroup.allowFrom`. */
  allowFrom(peer: ConnectionPeer, port: Port, purpose: string): Connection {
    return this.findGroup("nodes").allowFrom(peer, port, purpose);
  }

  /** See `RoleSecurityGroup.allowTo`. */
  allowTo(peer: ConnectionPeer, port: Port, purpose: string): Connection {
    return this.findGroup("nodes").allowTo(peer, port, purpose);
  }

  /** See `RoleSecurityGroup.allowInternally`. */
  allowInternally(port: Port, purpose: string): Connection {
    return this.findGroup("nodes").allowInternally(port, purpose);
  }
}
