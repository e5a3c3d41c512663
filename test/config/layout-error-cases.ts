/** Layouts of groups that do not fit the deployment. By code and case: a config, and every line that a user reads about it. */
import { cluster } from "./config-lines";
import type { ErrorCase } from "./error-case";

export const layoutErrorCases: readonly ErrorCase[] = [
  [
    "not-a-name",
    "keys of groups and names of pools that Terraform or a construct could confuse",
    cluster(
      "    groups: { constructor: { parties: [etcd, controlplane, worker] }, a_b: { parties: [worker] }, load-balancer: { parties: [worker] } }\n    pools: { aB: [etcd, controlplane, worker] }\n",
    ),
    [
      'c.yaml:8:28 deployments[0].groups.constructor: cannot be used as a name, got "constructor"; choose another name',
      'c.yaml:8:76 deployments[0].groups.a_b: cannot be used as a name, got "a_b"; use small letters, digits and -, starting with a letter, at most 64',
      'c.yaml:8:114 deployments[0].groups.load-balancer: cannot be used as a name, got "load-balancer"; write loadBalancer, which is the name of the party',
      'c.yaml:9:18 deployments[0].pools.aB: cannot be used as a name, got "aB"; use small letters, digits and -, starting with a letter, at most 64',
    ],
  ],
  [
    "not-word-or-map",
    "a misspelt layout, and a word that is no layout",
    cluster("    groups: { from: per-rol, to: shared-and-role }\n").replace(
      "parties:",
      "pools: { all: [etcd, controlplane, worker] }\n    parties:",
    ),
    [
      'c.yaml:9:21 deployments[0].groups.from: is not understood, got "per-rol"; did you mean "per-role"?',
      'c.yaml:9:34 deployments[0].groups.to: is not understood, got "shared-and-role"; did you mean "shared-and-roles"?',
    ],
  ],
  [
    "missing-former-layout",
    "a change without the former layout",
    cluster("    groups: { to: single }\n"),
    [
      "c.yaml:8:13 deployments[0].groups.from: is missing, and to is set; write the layout that the nodes have so far, such as from: per-role; or, if the change is over, write the layout of to directly under groups",
    ],
  ],
  [
    "missing-next-layout",
    "a change without the new layout",
    cluster("    groups: { from: single }\n"),
    [
      "c.yaml:8:13 deployments[0].groups.to: is missing, and from is set; write the new layout, such as to: shared-and-roles; or write the layout of from directly under groups",
    ],
  ],
  [
    "reserved-group-key",
    "a group with the key that is reserved for layout changes",
    cluster("    groups: { from: { parties: [etcd] }, all: { parties: [etcd, controlplane, worker] } }\n"),
    [
      "c.yaml:8:15 deployments[0].groups.from: cannot be the key of a group: from and to are reserved for a change of the layout; choose another key; or write both from and to, each with a layout",
    ],
  ],
  [
    "mixed-group",
    "a group for a load balancer and nodes",
    cluster("    groups: { all: { parties: [etcd, controlplane, worker, rancher] } }\n"),
    [
      "c.yaml:8:20 deployments[0].groups.all: combines rancher with other parties; give rancher a separate group: only etcd, controlplane and worker can share one",
    ],
  ],
  [
    "named-existing-group",
    "a name for an existing group",
    cluster(
      "    groups: { all: { parties: [etcd, controlplane, worker], name: prod, securityGroupId: sg-0a1b2c3d, manageRules: true } }\n",
    ),
    [
      "c.yaml:8:20 deployments[0].groups.all: has both name and securityGroupId; remove name to use the existing group, or securityGroupId to create a group",
    ],
  ],
  [
    "group-without-rules",
    "an existing group without managed rules",
    cluster("    groups: { all: { parties: [etcd, controlplane, worker], securityGroupId: sg-0a1b2c3d } }\n"),
    [
      "c.yaml:8:20 deployments[0].groups.all: has securityGroupId without manageRules; add manageRules: true, because rules are added to the group; or remove the entry, and bind the role to the group under parties",
    ],
  ],
  [
    "manage-without-group",
    "manageRules for a created group",
    cluster("    groups: { all: { parties: [etcd, controlplane, worker], manageRules: true } }\n"),
    [
      "c.yaml:8:20 deployments[0].groups.all: manageRules needs a group whose rules to manage; add securityGroupId or deployment",
    ],
  ],
  [
    "layout-without-nodes",
    "a layout of a hosted cluster",
    "deployments:\n  - name: lab\n    type: cluster\n    provisioning: hosted\n    region: us-east-1\n    vpcId: vpc-0a1b2c3d\n    parties: { apiClients: none, workloadClients: none, rancher: none, hostedCluster: none }\n    groups: single\n    pools: { a: [worker] }\n    rancherVersion: 2.x\n",
    [
      "c.yaml:8:13 deployments[0].groups: is for deployments whose nodes have groups here; use it with provisioning: node-pools or custom, or leave it out",
      "c.yaml:9:12 deployments[0].pools: is for deployments whose nodes have groups here; use it with provisioning: node-pools or custom, or leave it out",
    ],
  ],
  [
    "role-without-group",
    "roles without a group",
    cluster("    groups: { servers: { parties: [etcd] } }\n"),
    [
      "c.yaml:8:13 deployments[0].groups: has no group for controlplane; add controlplane to the parties of a group; or bind it under parties to none, to cidrs or to an existing group",
      "c.yaml:8:13 deployments[0].groups: has no group for worker; add worker to the parties of a group; or bind it under parties to none, to cidrs or to an existing group",
    ],
  ],
  [
    "group-and-binding",
    "a role with a group and with other bindings",
    cluster(
      "    groups: { all: { parties: [etcd, controlplane, worker] } }\n",
      "apiClients: none, workloadClients: none, rancher: none, etcd: { securityGroupId: sg-0a1b2c3d }, worker: none, controlplane: { cidrs: [10.0.0.0/8] }",
    ),
    [
      "c.yaml:8:32 deployments[0].groups.all.parties[0]: has a group here, but parties.etcd is also set (securityGroupId); remove parties.etcd, or keep only its cidrs and prefixListIds, which are added to the group; or remove the party here",
      "c.yaml:8:52 deployments[0].groups.all.parties[2]: has a group here, but parties.worker is also set (none); remove parties.worker, or keep only its cidrs and prefixListIds, which are added to the group; or remove the party here",
    ],
  ],
  [
    "group-without-nodes",
    "groups of parties that the deployment does not have",
    cluster(
      "    groups: { all: { parties: [etcd, controlplane, worker] }, lb: { parties: [loadBalancer] }, api: { parties: [apiLoadBalancer] } }\n",
    ),
    [
      'c.yaml:8:79 deployments[0].groups.lb.parties[0]: has no group to name, got "loadBalancer"; add loadBalancer: { terminatesTls: true } (or false) to the deployment, or remove the party here',
      'c.yaml:8:113 deployments[0].groups.api.parties[0]: has no group to name, got "apiLoadBalancer"; set parties.apiLoadBalancer: { create: true }, or remove the party here',
    ],
  ],
  [
    "same-group",
    "two groups with the same name",
    cluster(
      "    groups: { all: { parties: [etcd, controlplane, worker] }, other: { parties: [worker], name: LAB-all } }\n",
    ),
    [
      "c.yaml:8:97 deployments[0].groups.other.name: is also the group of the entry all; use another group here, or put the parties of both entries into one",
    ],
  ],
  [
    "renamed-group-key",
    "a group whose key changes with the layout",
    cluster(
      "    groups: { from: { nodes: { parties: [etcd, controlplane, worker] } }, to: { all: { parties: [etcd, controlplane, worker], name: lab-nodes } } }\n",
    ),
    [
      "c.yaml:8:81 deployments[0].groups.to.all: is a new key for the group lab-nodes, which has the key nodes in from; use the key nodes, so that Terraform keeps the group",
    ],
  ],
  [
    "renamed-group",
    "a group whose name changes with the layout",
    cluster("    groups: { from: single, to: { nodes: { parties: [etcd, controlplane, worker], name: other } } }\n"),
    [
      "c.yaml:8:35 deployments[0].groups.to.nodes: is already the key of the group lab-nodes in from; choose another key, so that Terraform creates the new group next to it",
    ],
  ],
  [
    "role-without-pool",
    "roles without a pool",
    cluster("    pools: { servers: [etcd] }\n"),
    [
      "c.yaml:8:12 deployments[0].pools: has no pool whose nodes are controlplane; add controlplane to a pool, or a pool for it",
      "c.yaml:8:12 deployments[0].pools: has no pool whose nodes are worker; add worker to a pool, or a pool for it",
    ],
  ],
  [
    "pool-without-nodes",
    "a pool with a role that does not exist",
    cluster(
      "    distribution: k3s\n    datastore: external\n    ports: { datastore: 5432 }\n    pools: { servers: [etcd, controlplane], agents: [worker] }\n",
      "apiClients: none, workloadClients: none, rancher: none, datastore: none",
    ),
    [
      'c.yaml:11:24 deployments[0].pools.servers[0]: is a role that the deployment has no nodes for, got "etcd"; remove it',
    ],
  ],
];
