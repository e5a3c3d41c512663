/**
 * Rancher's own cluster, and a cluster that refers to Rancher. By code and case: a config, and every line that a user
 * reads.
 */
import { member } from "./config-lines";
import type { ErrorCase } from "./error-case";

const none = "apiClients: none, clusterNodes: none, nodeDriverNodes: none, hostedCluster: none";
const server = (extra: string, parties = none): string =>
  `  - { name: tools, type: rancher-server, region: us-east-1, vpcId: vpc-0a1b2c3d, ${extra}, parties: { ${parties} }, rancherVersion: 2.x }\n`;
const withBalancer = (written: string, parties = "rancher: { deployment: tools }") =>
  member("lab", parties).replace("type: cluster", `type: cluster, ${written}`);

export const serverErrorCases: readonly ErrorCase[] = [
  [
    "unbound-rancher",
    "a cluster without a binding for its Rancher",
    `deployments:\n${member("lab", "rancher: none").replace(", rancher: none", "")}`,
    [
      "c.yaml:2:104 deployments[0].parties.rancher: is required in a cluster: the nodes of the Rancher that manages it; bind it to { deployment: <name of a rancher-server deployment> }, to an existing group, as in { securityGroupId: sg-0123456789abcdef0 }, to { cidrs: [10.0.0.0/28] }, or to none",
    ],
  ],
  [
    "contradicts-server",
    "a cluster with another TLS mode than its Rancher",
    `deployments:\n${server("loadBalancer: { terminatesTls: true }")}${withBalancer("loadBalancer: { terminatesTls: false }")}`,
    [
      "c.yaml:3:47 deployments[1].loadBalancer: is { terminatesTls: false }, and tools (c.yaml:2:82), which this cluster refers to, has { terminatesTls: true }; remove it: the cluster inherits the load balancer of tools",
    ],
  ],
  [
    "contradicts-server",
    "a load balancer that Rancher does not have",
    `deployments:\n${server("optimize: false")}${withBalancer("loadBalancer: { terminatesTls: false }")}`,
    [
      "c.yaml:3:47 deployments[1].loadBalancer: is a load balancer, and tools (c.yaml:2:13), which this cluster refers to, has none; remove it, or add it to tools",
    ],
  ],
  [
    "contradicts-server",
    "a second load balancer in front of one Rancher",
    `deployments:\n${server("loadBalancer: { terminatesTls: true }")}${member("lab", "rancher: { deployment: tools }, loadBalancer: { create: true }")}`,
    [
      "c.yaml:3:201 deployments[1].parties.loadBalancer: creates a second group for the load balancer of tools (c.yaml:2:82), which this cluster refers to; remove it: the cluster inherits the load balancer of tools",
    ],
  ],
  [
    "not-one-of",
    "EKS as a distribution",
    `deployments:\n${server("distribution: eks", none)}${member("lab").replace("type: cluster", "type: cluster, distribution: eks")}`,
    [
      'c.yaml:2:96 deployments[0].distribution: is not an allowed value, got "eks"; use hosted, for any Kubernetes whose control plane a provider runs',
      'c.yaml:3:47 deployments[1].distribution: is not an allowed value, got "eks"; remove it, and use provisioning: hosted',
    ],
  ],
  [
    "preserved-with-group",
    "client addresses behind a load balancer with a group",
    `deployments:\n${server("distribution: rke2", `${none}, apiLoadBalancer: { create: true, preservesClientAddresses: true }`)}`,
    [
      "c.yaml:2:212 deployments[0].parties.apiLoadBalancer: preservesClientAddresses is only for a load balancer that is bound to cidrs; bind the party to cidrs, or remove preservesClientAddresses: with a group, the servers admit the traffic of the load balancer",
    ],
  ],
  [
    "not-own-cluster",
    "the CNI and the cloud provider of a Rancher in Docker",
    `deployments:\n${server("distribution: docker, cni: canal, cloudProvider: { clusterId: tools }")}`,
    [
      "c.yaml:2:104 deployments[0].cni: is about the cluster that Rancher runs on, and its tables are known for RKE2 and K3s only; remove it, or use distribution: rke2 or k3s",
      "c.yaml:2:116 deployments[0].cloudProvider: is about the cluster that Rancher runs on, and its tables are known for RKE2 and K3s only; remove it, or use distribution: rke2 or k3s",
    ],
  ],
];
