import type { Construct } from "constructs";
import { type RancherServerDeploymentInput, rancherServerSchema } from "../model/deployment";
import { given } from "../model/given";
import { type PlacementProps, PlannedSecurityGroups } from "./planned-security-groups";

/** What `RancherServerSecurityGroups` takes: a deployment of type `rancher-server`, and where its groups go. */
export interface RancherServerSecurityGroupsProps extends PlacementProps {
  /** What the groups' names start with: `tools` makes `tools-rancher`. Default: the construct's id. */
  readonly name?: string;
  /** The load balancer in front of the Rancher nodes, and whether TLS ends there. Default: no load balancer. */
  readonly loadBalancer?: RancherServerDeploymentInput["loadBalancer"];
  /** `all`: any outbound traffic; `required`: the outbound side of the table and nothing else. Default: `all`. */
  readonly egress?: RancherServerDeploymentInput["egress"];
  /** What Rancher itself runs on: `rke`, `rke2`, `k3s` or `docker`. Default: the document's list, which does not tell. */
  readonly distribution?: RancherServerDeploymentInput["distribution"];
  /** The version of Rancher, such as `2.13`. Default: `2.x`. */
  readonly rancherVersion?: RancherServerDeploymentInput["rancherVersion"];
  /** `embedded` etcd, or an `external` database: the party `datastore` on `ports.datastore`. Default: `embedded`. */
  readonly datastore?: RancherServerDeploymentInput["datastore"];
  /** The addresses that `anywhere` and open egress stand for: `ipv4`, `ipv6` or `dual`. Default: `ipv4`. */
  readonly ipFamily?: RancherServerDeploymentInput["ipFamily"];
  /** Ports that differ from the documented ones: `ssh`, `kubernetesApi`, `nodePorts` and `datastore`. Default: none. */
  readonly ports?: RancherServerDeploymentInput["ports"];
  /** Port rules to omit, add or override. Default: none. */
  readonly rules?: RancherServerDeploymentInput["rules"];
  /** Whether to write fewer rules that open exactly the same, adjoining ports and CIDRs merged. Default: false. */
  readonly optimize?: RancherServerDeploymentInput["optimize"];
  /**
   * What each party is in AWS. Default: a group is created for `rancher`, and for the load balancer if there is one.
   * The others have no default.
   */
  readonly parties: RancherServerDeploymentInput["parties"];
}

/** The security groups of the Rancher nodes and of the load balancer in front of them, without any cluster. */
export class RancherServerSecurityGroups extends PlannedSecurityGroups {
  /** @throws SecurityGroupsError with every mistake in the props. */
  constructor(scope: Construct, id: string, props: RancherServerSecurityGroupsProps) {
    const { vpcId, tags, lifecycle, deployments, movedFrom, adopt, ...deployment } = props;
    const placement = { vpcId, ...given({ tags, lifecycle, deployments, movedFrom, adopt }) };
    super(
      scope,
      id,
      { schema: rancherServerSchema, input: { type: "rancher-server", ...given(deployment) } },
      placement,
    );
  }
}
