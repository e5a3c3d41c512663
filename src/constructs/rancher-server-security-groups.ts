import type { Construct } from "constructs";
import { type RancherServerDeploymentInput, rancherServerSchema } from "../model/deployment";
import { withoutUndefined } from "../model/without-undefined";
import { type PlacementProps, PlannedSecurityGroups } from "./planned-security-groups";

/** What `RancherServerSecurityGroups` takes: a deployment of type `rancher-server`, and where its groups go. */
export interface RancherServerSecurityGroupsProps extends PlacementProps {
  /** What the groups' names start with: `tools` makes `tools-rancher`. Default: the construct's id. */
  readonly name?: string;
  /**
   * Which groups exist. A map names the groups, each with the `parties` whose nodes attach it, and a `name`, or an
   * existing group as `securityGroupId` with `manageRules: true`. `{ from, to }`: the groups of two layouts, while
   * nodes change from one to the other. Default: a group for each party.
   */
  readonly groups?: RancherServerDeploymentInput["groups"];
  /** The load balancer or proxy in front of the Rancher nodes, and whether TLS ends there. Default: none. */
  readonly loadBalancer?: RancherServerDeploymentInput["loadBalancer"];
  /** `all`: any outbound traffic. `required`: only the outbound traffic that the tables require. Default: `all`. */
  readonly egress?: RancherServerDeploymentInput["egress"];
  /**
   * What Rancher itself runs on: `rke2`, `k3s`, `docker`, or `hosted`, such as EKS; `rke` up to Rancher 2.11. Required,
   * unless `rancherVersion` is `2.x` or earlier than 2.9: the list of the original document covers all of them.
   */
  readonly distribution?: RancherServerDeploymentInput["distribution"];
  /**
   * The version of Rancher, in quotes. It selects the edition of the tables. `2.x`: the original documents. Default:
   * the newest that this package knows, `2.15`.
   */
  readonly rancherVersion?: RancherServerDeploymentInput["rancherVersion"];
  /**
   * `embedded`: etcd on the servers. `external`: a database, the party `datastore` on `ports.datastore`. Default:
   * `embedded`.
   */
  readonly datastore?: RancherServerDeploymentInput["datastore"];
  /**
   * The address families of `anywhere` and of open egress: `ipv4`, `ipv6` or `dual`. Default: `ipv4`, or the family of
   * the edition of `rancher-nodes`.
   */
  readonly ipFamily?: RancherServerDeploymentInput["ipFamily"];
  /** Ports that your installation changes. Default: the documented ports. */
  readonly ports?: RancherServerDeploymentInput["ports"];
  /** Port rules to omit, to add and to override. Default: none. */
  readonly rules?: RancherServerDeploymentInput["rules"];
  /**
   * Whether to merge adjacent ports and CIDRs. The result has fewer rules that open exactly the same traffic. Default:
   * false.
   */
  readonly optimize?: RancherServerDeploymentInput["optimize"];
  /** The network of pods: a name, or `{ name, encapsulation, wireguard, bgp }`. Default: `canal`; `flannel` on K3s. */
  readonly cni?: RancherServerDeploymentInput["cni"];
  /**
   * The AWS cloud provider of the cluster. The group that all nodes attach gets the tag `kubernetes.io/cluster/<id>`,
   * and the cloud provider adds its rules to this group. If the layout has no such group, one is added. Default: none.
   */
  readonly cloudProvider?: RancherServerDeploymentInput["cloudProvider"];
  /**
   * Software on the nodes, and destinations outside the cluster, that need ports which the tables leave out: names, or
   * `{ name, ...options }`. docs/ports.md lists them. Default: none.
   */
  readonly addons?: RancherServerDeploymentInput["addons"];
  /**
   * The binding of each party. Default: `rancher`, and the load balancer if there is one, are `{ create: true }`.
   * `apiLoadBalancer`, `administrators`, and on RKE2 and K3s `kubernetesApiClients` exist only if you bind them. Other
   * parties have no default.
   */
  readonly parties: RancherServerDeploymentInput["parties"];
}

/** The security groups of the Rancher nodes and of the load balancer in front of them, without any cluster. */
export class RancherServerSecurityGroups extends PlannedSecurityGroups {
  /** @throws SecurityGroupsError with every mistake in the props. */
  constructor(scope: Construct, id: string, props: RancherServerSecurityGroupsProps) {
    const { vpcId, tags, lifecycle, deployments, movedFrom, adopt, provider, ...deployment } = props;
    const placement = { vpcId, ...withoutUndefined({ tags, lifecycle, deployments, movedFrom, adopt, provider }) };
    super(
      scope,
      id,
      { schema: rancherServerSchema, input: { type: "rancher-server", ...withoutUndefined(deployment) } },
      placement,
    );
  }
}
