import type { Construct } from "constructs";
import { type ClusterDeploymentInput, clusterSchema } from "../model/deployment";
import { withoutUndefined } from "../model/without-undefined";
import { type PlacementProps, PlannedSecurityGroups } from "./planned-security-groups";

/** What `ClusterSecurityGroups` takes: a deployment of type `cluster`, and where its groups go. */
export interface ClusterSecurityGroupsProps extends PlacementProps {
  /** What the groups' names start with: `production` makes `production-etcd`. Default: the construct's id. */
  readonly name?: string;
  /**
   * How nodes are created. `node-pools`: by a node driver of Rancher. `custom`: by you, then registered with Rancher.
   * `hosted`: by a cloud provider, for a cluster that Rancher creates, such as on EKS. `imported`: in a cluster that
   * existed before it was registered with Rancher, also on EKS.
   */
  readonly provisioning: ClusterDeploymentInput["provisioning"];
  /**
   * The Kubernetes distribution that Rancher launches on the nodes: `rke2` or `k3s`; `rke` up to Rancher 2.11. Required
   * with `provisioning` `node-pools` or `custom`, unless `rancherVersion` is `2.x` or earlier than 2.9: the tables are
   * then those of RKE.
   */
  readonly distribution?: ClusterDeploymentInput["distribution"];
  /** The network of pods: a name, or `{ name, encapsulation, wireguard, bgp }`. Default: `canal`; `flannel` on K3s. */
  readonly cni?: ClusterDeploymentInput["cni"];
  /**
   * The version of Rancher, in quotes. It selects the edition of the tables. `2.x`: the original documents. Default:
   * the newest that this package knows, `2.15`.
   */
  readonly rancherVersion?: ClusterDeploymentInput["rancherVersion"];
  /**
   * `embedded`: etcd on the servers. `external`: a database, the party `datastore` on `ports.datastore`. Default:
   * `embedded`.
   */
  readonly datastore?: ClusterDeploymentInput["datastore"];
  /**
   * Software on the nodes, and destinations outside the cluster, that need ports which the tables leave out: names, or
   * `{ name, ...options }`. docs/ports.md lists them. Default: none.
   */
  readonly addons?: ClusterDeploymentInput["addons"];
  /** Whether some workers run Windows. Default: false. */
  readonly windowsWorkers?: ClusterDeploymentInput["windowsWorkers"];
  /**
   * Whether `kubernetesApiClients` reach the Kubernetes API without Rancher, as through the authorized cluster
   * endpoint. Default: false.
   */
  readonly authorizedClusterEndpoint?: ClusterDeploymentInput["authorizedClusterEndpoint"];
  /**
   * `common-ports`: one group for all nodes of the cluster, with the commonly used ports open among them. Default: a
   * group for each role.
   */
  readonly preset?: ClusterDeploymentInput["preset"];
  /**
   * Which groups exist. `per-role`: a group for each role. `shared-and-roles`: one group that every node of the cluster
   * attaches, `<deployment>-nodes`, and one for each role. `single`: one group that every node of the cluster attaches,
   * `<deployment>-nodes`. A map names the groups, each with the `parties` whose nodes attach it, and a `name`, or an
   * existing group as `securityGroupId` with `manageRules: true`. `{ from, to }`: the groups of two layouts, while
   * nodes change from one to the other. Default: `per-role`; `single` with `preset`.
   */
  readonly groups?: ClusterDeploymentInput["groups"];
  /**
   * The kinds of nodes, each with its roles. The outputs and the summary list the groups that each kind attaches.
   * Default: a pool for each role.
   */
  readonly pools?: ClusterDeploymentInput["pools"];
  /** The load balancer or proxy in front of the Rancher nodes, and whether TLS ends there. Default: none. */
  readonly loadBalancer?: ClusterDeploymentInput["loadBalancer"];
  /**
   * The AWS cloud provider of the cluster. The group that all nodes attach gets the tag `kubernetes.io/cluster/<id>`,
   * and the cloud provider adds its rules to this group. If the layout has no such group, one is added. Default: none.
   */
  readonly cloudProvider?: ClusterDeploymentInput["cloudProvider"];
  /** `all`: any outbound traffic. `required`: only the outbound traffic that the tables require. Default: `all`. */
  readonly egress?: ClusterDeploymentInput["egress"];
  /**
   * The address families of `anywhere` and of open egress: `ipv4`, `ipv6` or `dual`. Default: `ipv4`, or the family of
   * the edition of `rancher-nodes`.
   */
  readonly ipFamily?: ClusterDeploymentInput["ipFamily"];
  /**
   * Rules for probes that do not leave the node. `none`: no rules. `self`: open within the group of each role.
   * `{ cidrs }`: open from the addresses of the nodes, for nodes with several interfaces. Default: `none`.
   */
  readonly localTraffic?: ClusterDeploymentInput["localTraffic"];
  /** Ports that your installation changes. Default: the documented ports. */
  readonly ports?: ClusterDeploymentInput["ports"];
  /** Port rules to omit, to add and to override. Default: none. */
  readonly rules?: ClusterDeploymentInput["rules"];
  /**
   * Whether to merge adjacent ports and CIDRs. The result has fewer rules that open exactly the same traffic. Default:
   * false.
   */
  readonly optimize?: ClusterDeploymentInput["optimize"];
  /**
   * The binding of each party. Default: node roles, and the load balancer if there is one, are `{ create: true }`.
   * `rancher` is required. `apiLoadBalancer`, `administrators` and `hostedNodes` exist only if you bind them. Clients
   * have no default: to open a port to the world, write `anywhere`.
   */
  readonly parties: ClusterDeploymentInput["parties"];
}

/**
 * The security groups of a cluster: one for each role. They refer to each other and have exactly the rules that are
 * required by the From/To matrix of Rancher's document "Port Requirements" and by the tables of the distribution and
 * the CNI.
 */
export class ClusterSecurityGroups extends PlannedSecurityGroups {
  /** @throws SecurityGroupsError with every mistake in the props. */
  constructor(scope: Construct, id: string, props: ClusterSecurityGroupsProps) {
    const { vpcId, tags, lifecycle, deployments, movedFrom, adopt, provider, ...deployment } = props;
    const placement = { vpcId, ...withoutUndefined({ tags, lifecycle, deployments, movedFrom, adopt, provider }) };
    super(scope, id, { schema: clusterSchema, input: { type: "cluster", ...withoutUndefined(deployment) } }, placement);
  }
}
