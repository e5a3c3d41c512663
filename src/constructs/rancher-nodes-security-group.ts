import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { Construct } from "constructs";
import { type RancherNodesDeploymentInput, rancherNodesSchema } from "../model/deployment";
import type { PortRuleId } from "../model/port-rule";
import { withoutUndefined } from "../model/without-undefined";
import type { Connection } from "./connection";
import { type PlacementProps, PlannedSecurityGroups } from "./planned-security-groups";
import type { Port } from "./port";
import type { ConnectionPeer, RoleSecurityGroup } from "./role-security-group";
import type { RuleResource } from "./rule-resource";

/** What `RancherNodesSecurityGroup` takes: a deployment of type `rancher-nodes`, and where its group goes. */
export interface RancherNodesSecurityGroupProps extends PlacementProps {
  /**
   * The name of the group in EC2. The node driver finds the group by exact name in the VPC. Default: `rancher-nodes`.
   */
  readonly name?: string;
  /** Narrower sources of port rules that the documents open to the world, by id. Default: `anywhere`, as documented. */
  readonly sources?: RancherNodesDeploymentInput["sources"];
  /**
   * Which rules the group has. `2025-09`, for Rancher 2.13 and later: those that the node driver writes since September
   * 2025 (v0.15.0-rancher134), for IPv4 and IPv6. `2022-05`, for Rancher 2.7 to 2.12: those that the node driver writes
   * since May 2022 (v0.15.0-rancher85). `2.x`, for the original document: those of the original document.
   */
  readonly edition?: RancherNodesDeploymentInput["edition"];
  /**
   * The address families of `anywhere` and of open egress: `ipv4`, `ipv6` or `dual`. Default: `ipv4`, or the family of
   * the edition of `rancher-nodes`.
   */
  readonly ipFamily?: RancherNodesDeploymentInput["ipFamily"];
  /**
   * Whether only the clients in `parties` reach the group, each on the ports that it needs, instead of any address.
   * Default: false.
   */
  readonly hardened?: RancherNodesDeploymentInput["hardened"];
  /**
   * The clients of a hardened group: `rancher`, `apiClients` and `workloadClients`, and `administrators` if they are
   * bound. No default.
   */
  readonly parties?: RancherNodesDeploymentInput["parties"];
  /** Ports that your installation changes. Default: the documented ports. */
  readonly ports?: RancherNodesDeploymentInput["ports"];
  /** Port rules to omit, to add and to override. Default: none. */
  readonly rules?: RancherNodesDeploymentInput["rules"];
  /**
   * Whether to merge adjacent ports and CIDRs. The result has fewer rules that open exactly the same traffic. Default:
   * false.
   */
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
  /** The rule resources, by the id of the port rule that requires them. */
  readonly rules: ReadonlyMap<PortRuleId, readonly RuleResource[]>;

  /** @throws SecurityGroupsError with every mistake in the props. */
  constructor(scope: Construct, id: string, props: RancherNodesSecurityGroupProps) {
    const { vpcId, tags, deployments, lifecycle, movedFrom, adopt, provider, name: groupName, ...deployment } = props;
    const placement = { vpcId, ...withoutUndefined({ tags, deployments, lifecycle, movedFrom, adopt, provider }) };
    const input = { type: "rancher-nodes" as const, ...withoutUndefined({ groupName, ...deployment }) };
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
