/**
 * Invalid existing groups, peers and lifecycles. By code and case: a config, and every line that a user reads about it.
 */
import { cluster, member, nodes } from "./config-lines";
import type { ErrorCase } from "./error-case";

const noClients = "apiClients: none, workloadClients: none";
const adding = (ends: string) =>
  cluster(`    rules: { add: [{ id: own-tcp, ${ends}, protocol: tcp, ports: 5432, purpose: x }] }\n`, noClients);

export const existingErrorCases: readonly ErrorCase[] = [
  [
    "other-account",
    "rules in a group of another account",
    cluster("", `${noClients}, etcd: { securityGroupId: 123456789012/sg-0a1b2c3d, manageRules: true }`),
    [
      "c.yaml:7:63 deployments[0].parties.etcd: is a group of another account, which takes no rules from this one; leave manageRules out, and let that account add the rules",
    ],
  ],
  [
    "egress-without-rules",
    "the egress of a group without managed rules",
    cluster("", `${noClients}, etcd: { securityGroupId: sg-0a1b2c3d, egress: required }`),
    [
      "c.yaml:7:63 deployments[0].parties.etcd: egress needs a group whose rules to manage; add manageRules: true, or leave it out",
    ],
  ],
  [
    "not-ipv6",
    "an IPv4 CIDR under ipv6Cidrs",
    cluster("", "apiClients: { ipv6Cidrs: [10.0.0.0/8] }, workloadClients: none"),
    [
      'c.yaml:7:42 deployments[0].parties.apiClients.ipv6Cidrs[0]: is an IPv4 CIDR, got "10.0.0.0/8"; list it under cidrs',
    ],
  ],
  [
    "created-peer",
    "a peer with create",
    adding("from: [worker], to: [peer], peer: { create: true }"),
    [
      "c.yaml:8:69 deployments[0].rules.add[0].peer: is the peer of one port rule, so no group is created for it; name its group in securityGroupId, or its addresses in cidrs",
    ],
  ],
  [
    "party-of-deployment",
    "a reference to a deployment without the name of a party",
    adding("from: [worker], to: [peer], peer: { deployment: rancher }"),
    [
      "c.yaml:8:69 deployments[0].rules.add[0].peer: names a deployment or a party of it, and takes both; write { deployment: rancher-prod, party: rancher }",
    ],
  ],
  [
    "party-of-deployment",
    "a party without its deployment",
    adding("from: [worker], to: [peer], peer: { party: rancher }"),
    [
      "c.yaml:8:69 deployments[0].rules.add[0].peer: names a deployment or a party of it, and takes both; write { deployment: rancher-prod, party: rancher }",
    ],
  ],
  [
    "peer-twice",
    "a peer at both ends",
    adding("from: [worker, peer], to: [peer], peer: { cidrs: [10.0.0.0/8] }"),
    [
      "c.yaml:8:75 deployments[0].rules.add[0].peer: is both ends of the port rule; name a party of the deployment in from or in to",
    ],
  ],
  [
    "unused-peer",
    "an unused peer",
    adding("from: [worker], to: [etcd], peer: { cidrs: [10.0.0.0/8] }"),
    [
      "c.yaml:8:69 deployments[0].rules.add[0].peer: is given, and neither from nor to names it; write peer in from or in to, or leave it out",
    ],
  ],
  [
    "missing",
    "an empty peer",
    adding("from: [worker], to: [peer]"),
    ["c.yaml:8:20 deployments[0].rules.add[0].peer: is required; for example { cidrs: [203.0.113.0/24] }"],
  ],
  [
    "unknown-deployment",
    "the group of a deployment that does not exist",
    adding("from: [worker], to: [peer], peer: { deployment: lap, party: rancher }"),
    [
      'c.yaml:8:83 deployments[0].rules.add[0].peer.deployment: is not another deployment, got "lap"; there is no other',
    ],
  ],
  [
    "circular-reference",
    "a circular reference through a peer",
    `deployments:\n${member("lab", "rancher: { deployment: production }")}${member("production").replace(" }, rancherVersion: 2.x }", " }, rules: { add: [{ id: own-tcp, from: [worker], to: [peer], peer: { deployment: lab, party: worker }, protocol: tcp, ports: 5432, purpose: x }] }, rancherVersion: 2.x }")}`,
    [
      'c.yaml:3:269 deployments[1].rules.add[0].peer.deployment: is a deployment that refers back to this one, and neither could be deployed first, got "lab"; let one of the two refer to the other, with manageRules: true',
    ],
  ],
  [
    "stranger-in-exclusive",
    "rules in a group with exclusive rules of another deployment",
    `deployments:\n${member("lab", "rancher: { deployment: production, manageRules: true }")}${member("production").replace(" }, rancherVersion: 2.x }", " }, lifecycle: { exclusiveRules: true }, rancherVersion: 2.x }")}`,
    [
      "c.yaml:3:220 deployments[1].lifecycle.exclusiveRules: would remove the rules that the deployment at c.yaml:2:13 writes into production-rancher; leave exclusiveRules out, or let the owner of that group write them",
    ],
  ],
  [
    "not-a-cluster-id",
    "a cluster id that cannot be in a tag",
    cluster("    cloudProvider: { clusterId: a/b }\n"),
    [
      'c.yaml:8:33 deployments[0].cloudProvider.clusterId: cannot be the id in the tag kubernetes.io/cluster/<id>, got "a/b"; use at most 100 letters, digits and ._:@+=-',
    ],
  ],
  [
    "cloud-provider-without-nodes",
    "a cloud provider of nodes that have no groups here",
    cluster("    cloudProvider: { clusterId: lab }\n", "apiClients: none, hostedCluster: none", "hosted"),
    [
      "c.yaml:8:20 deployments[0].cloudProvider: is for clusters whose nodes have groups here; use it with provisioning: node-pools or custom, or leave it out",
    ],
  ],
  [
    "tag-of-every-group",
    "the tag of a cluster on every group",
    cluster("    cloudProvider: { clusterId: lab }\n    tags: { kubernetes.io/cluster/lab: owned }\n"),
    [
      "c.yaml:9:13 deployments[0].tags.kubernetes.io/cluster/lab: would be on every group, and cloudProvider puts it on the one group that may have it; remove it",
    ],
  ],
  [
    "not-a-duration",
    "a timeout in words",
    nodes("    lifecycle: { timeouts: { delete: soon } }\n"),
    ['c.yaml:6:38 deployments[0].lifecycle.timeouts.delete: is not a duration, got "soon"; write it as 15m or 1h30m'],
  ],
  [
    "prefixed-driver-group",
    "a name prefix for the group that the node driver finds by name",
    nodes("    lifecycle: { namePrefix: true }\n"),
    [
      "c.yaml:6:30 deployments[0].lifecycle.namePrefix: adds a suffix to the name, and Rancher's EC2 node driver finds its group by the exact one; leave it out",
    ],
  ],
  [
    "shared-exclusive",
    "exclusive rules in a group with rules of another deployment",
    cluster(
      "    lifecycle: { exclusiveRules: true }\n",
      `${noClients}, etcd: { securityGroupId: sg-0a1b2c3d, manageRules: true }`,
    ),
    [
      "c.yaml:8:34 deployments[0].lifecycle.exclusiveRules: would remove the rules of whoever made the existing group of etcd; leave exclusiveRules out",
    ],
  ],
];
