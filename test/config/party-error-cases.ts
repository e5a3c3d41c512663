/** Parties and port rules that do not fit the deployment. By code and case: a config, and every line that a user reads about it. */
import { cluster, nodes } from "./config-lines";
import type { ErrorCase } from "./error-case";

const ownAccountLines = [
  ["6:54", "parties.workloadClients.securityGroupIds[0]"],
  ["6:111", "parties.rancher.securityGroupId"],
  ["8:77", "rules.add[0].peer.securityGroupId"],
];

export const partyErrorCases: readonly ErrorCase[] = [
  [
    "own-account",
    "group ids with the deployment's own account",
    `deployments:
  - name: lab
    type: cluster
    provisioning: custom
    assumeRole: { roleArn: "arn:aws:iam::123456789012:role/deployer" }
    parties: { workloadClients: { securityGroupIds: [123456789012/sg-0a1b2c3d] }, rancher: { securityGroupId: 123456789012/sg-0a1b2c3e }, apiClients: { securityGroupIds: [210987654321/sg-0a1b2c3d] } }
    rules:
      add: [{ id: own, from: [worker], to: [peer], peer: { securityGroupId: 123456789012/sg-0a1b2c3f }, protocol: tcp, ports: 1, purpose: Own }]
    region: us-east-1
    vpcId: vpc-0a1b2c3d
    rancherVersion: 2.x
`,
    ownAccountLines.map(
      ([place, path], index) =>
        `c.yaml:${place} deployments[0].${path}: names the account that the deployment is deployed to, so every plan would show a change, got "123456789012/sg-0a1b2c3${"def"[index]}"; write sg-0a1b2c3${"def"[index]}`,
    ),
  ],
  [
    "no-load-balancer",
    "a port rule of a load balancer that the deployment does not have",
    cluster(
      "    rules: { add: [{ id: own, from: [worker], to: [etcd, loadBalancer], protocol: tcp, ports: 1, purpose: Own }] }\n",
    ),
    [
      "c.yaml:8:58 deployments[0].rules.add[0].to[1]: is a load balancer, and the deployment has none; add loadBalancer: { terminatesTls: true } (or false) to the deployment, or remove this party from the rule",
    ],
  ],
  [
    "no-etcd",
    "a port rule of etcd nodes with an external datastore",
    cluster(
      "    distribution: k3s\n    datastore: external\n    ports: { datastore: 5432 }\n    rules: { add: [{ id: own, from: [worker], to: [etcd], protocol: tcp, ports: 1, purpose: Own }] }\n",
      "apiClients: none, workloadClients: none, rancher: none, datastore: none",
    ),
    [
      'c.yaml:11:52 deployments[0].rules.add[0].to[0]: is not a party of a cluster with an external datastore, got "etcd"; remove it from the rule, or write datastore: embedded',
    ],
  ],
  [
    "not-word-or-map",
    "a binding that is neither a word nor a map",
    cluster("", "apiClients: everywhere, workloadClients: 7"),
    [
      'c.yaml:7:28 deployments[0].parties.apiClients: is not understood, got "everywhere"; write anywhere, none, or a map such as { cidrs: [203.0.113.0/24] }',
      "c.yaml:7:57 deployments[0].parties.workloadClients: is not understood, got 7; write anywhere, none, or a map such as { cidrs: [203.0.113.0/24] }",
    ],
  ],
  [
    "empty-binding",
    "an empty binding",
    cluster("", "apiClients: {}, workloadClients: none"),
    [
      "c.yaml:7:28 deployments[0].parties.apiClients: binds the party to nothing, got {}; use one of create, securityGroupId, deployment, cidrs, ipv6Cidrs, prefixListIds, addresses, securityGroupIds; or write anywhere, or none",
    ],
  ],
  [
    "public-addresses-alone",
    "public addresses without a group and without private addresses",
    cluster(
      "    rules: { add: [{ id: a, from: [worker], to: [peer], protocol: tcp, ports: 1, purpose: b, peer: { publicCidrs: [192.0.2.1/32] } }] }\n",
      "apiClients: none, workloadClients: none, worker: { publicCidrs: [198.51.100.9/32] }",
    ),
    [
      "c.yaml:7:65 deployments[0].parties.worker: has only publicCidrs, which apply only to traffic to load balancers; add create: true or securityGroupId; or write cidrs, which apply to all traffic",
      "c.yaml:8:100 deployments[0].rules.add[0].peer: has only publicCidrs, which apply only to traffic to load balancers; add create: true or securityGroupId; or write cidrs, which apply to all traffic",
    ],
  ],
  [
    "unused-public-addresses",
    "public addresses without a load balancer",
    nodes("    sources: { rancher-nodes-ssh-tcp: { cidrs: [10.0.0.0/8], publicCidrs: [198.51.100.9/32] } }\n"),
    [
      "c.yaml:6:39 deployments[0].sources.rancher-nodes-ssh-tcp: has publicCidrs, and there is no load balancer here; remove publicCidrs; to admit public addresses, write them under cidrs",
    ],
  ],
  [
    "create-alone",
    "create with an existing group",
    cluster("", "apiClients: none, workloadClients: none, worker: { create: true, securityGroupId: sg-0a1b2c3d }"),
    [
      "c.yaml:7:65 deployments[0].parties.worker: has both create and an existing group; remove one of them; cidrs and prefixListIds can be combined with either",
    ],
  ],
  [
    "two-groups",
    "two groups for one party",
    cluster("", "apiClients: none, workloadClients: none, worker: { securityGroupId: sg-0a1b2c3d, deployment: a }"),
    [
      "c.yaml:7:65 deployments[0].parties.worker: names two groups for one party; keep one of securityGroupId and deployment; further groups go to securityGroupIds",
    ],
  ],
  [
    "not-ours",
    "a group for a party outside the cluster",
    cluster("", "apiClients: { create: true }, workloadClients: none"),
    [
      "c.yaml:7:28 deployments[0].parties.apiClients: is a party outside the deployment, so no group is created or managed for it; bind it to cidrs, prefixListIds, securityGroupIds, anywhere or none",
    ],
  ],
  [
    "not-creatable",
    "a group for a hosted cluster",
    cluster("", "apiClients: none, workloadClients: none, hostedCluster: { create: true }", "hosted"),
    [
      "c.yaml:7:72 deployments[0].parties.hostedCluster: exists already, so no group is created for it; name its group in securityGroupId, or its addresses in cidrs",
    ],
  ],
  [
    "manage-without-group",
    "manageRules without a group",
    cluster("", "apiClients: none, workloadClients: none, etcd: { manageRules: true }"),
    [
      "c.yaml:7:63 deployments[0].parties.etcd: manageRules needs a group whose rules to manage; add securityGroupId or deployment",
    ],
  ],
  [
    "not-a-party",
    "a party of another type of deployment",
    cluster("", "apiClients: none, workloadClients: none, hostedCluster: none"),
    [
      "c.yaml:7:57 deployments[0].parties.hostedCluster: is not a party of this deployment; use one of rancher, etcd, controlplane, worker, loadBalancer, apiClients, workloadClients, rancherCatalog",
    ],
  ],
  [
    "preset-without-nodes",
    "a preset without nodes",
    cluster("    preset: common-ports\n", "apiClients: none, hostedCluster: none", "hosted"),
    [
      'c.yaml:8:13 deployments[0].preset: is a preset for clusters whose nodes have groups here, got "common-ports"; use it with provisioning: node-pools or custom',
    ],
  ],
  [
    "unknown-port-rule",
    "unknown port rules",
    cluster("    rules: { omit: [rke-kubelet], override: { rke-kube-tcp: { purpose: x } } }\n"),
    [
      'c.yaml:8:21 deployments[0].rules.omit[0]: is not the id of a port rule of this deployment, got "rke-kubelet"; did you mean "rke-kubelet-tcp"?',
      'c.yaml:8:47 deployments[0].rules.override.rke-kube-tcp: is not the id of a port rule of this deployment, got "rke-kube-tcp"; did you mean "rke-kubelet-tcp"?',
    ],
  ],
  [
    "not-of-port-rule",
    "parties that an omitted port rule does not have, or has with another party",
    cluster(
      "    rules: { omit: [{ id: rke-kubelet-tcp, from: [worker], to: [rancher] }, { id: rke-ingress-probe-tcp, from: [worker], to: [controlplane] }] }\n",
    ),
    [
      "c.yaml:8:51 deployments[0].rules.omit[0].from[0]: is not a source of rke-kubelet-tcp; use one of controlplane",
      "c.yaml:8:65 deployments[0].rules.omit[0].to[0]: is not a destination of rke-kubelet-tcp; use one of etcd, controlplane, worker",
      "c.yaml:8:127 deployments[0].rules.omit[1].to[0]: is not a destination of rke-ingress-probe-tcp; use one of worker",
    ],
  ],
  [
    "taken-port-rule",
    "a port rule id that already exists",
    cluster(
      "    rules: { add: [{ id: rke-kubelet-tcp, from: [rancher], to: [worker], protocol: all, purpose: x }] }\n",
    ),
    [
      'c.yaml:8:26 deployments[0].rules.add[0].id: is the id of another port rule, got "rke-kubelet-tcp"; choose another, or change that rule under rules.override',
    ],
  ],
  [
    "unused-port",
    "a port that no port rule has",
    cluster("    ports: { kubernetesApi: 443 }\n"),
    [
      "c.yaml:8:14 deployments[0].ports.kubernetesApi: is a port that no port rule of this deployment has; use one of nodePorts",
    ],
  ],
  [
    "unbound-party",
    "required parties without a binding",
    cluster("", "worker: none"),
    [
      "c.yaml:7:14 deployments[0].parties.apiClients: is bound to nothing, and these port rules need it: rancher-client-http-tcp, rancher-client-https-tcp; bind it to cidrs, prefixListIds, securityGroupIds, anywhere or none",
      "c.yaml:7:14 deployments[0].parties.workloadClients: is bound to nothing, and these port rules need it: rke-ingress-http-tcp, rke-ingress-https-tcp; bind it to cidrs, prefixListIds, securityGroupIds, anywhere or none",
    ],
  ],
  [
    "no-load-balancer",
    "a load balancer for a cluster without one",
    cluster("", "apiClients: none, workloadClients: none, loadBalancer: { create: true }"),
    [
      "c.yaml:7:57 deployments[0].parties.loadBalancer: binds a load balancer in a deployment that has none; add loadBalancer: { terminatesTls: true } (or false) to the deployment, or remove this",
    ],
  ],
  [
    "not-narrowable",
    "narrowed sources of port rules that are not open to the world",
    nodes("    sources: { rancher-nodes-shh-tcp: anywhere, rancher-nodes-etcd-tcp: none }\n"),
    [
      'c.yaml:6:16 deployments[0].sources.rancher-nodes-shh-tcp: is not a port rule of this deployment with a world-open source; did you mean "rancher-nodes-ssh-tcp"?',
      'c.yaml:6:49 deployments[0].sources.rancher-nodes-etcd-tcp: is not a port rule of this deployment with a world-open source; did you mean "rancher-nodes-http-tcp"?',
    ],
  ],
  [
    "ports-of-everything",
    "ports for the port rule that opens all egress",
    cluster("    rules: { override: { egress-nodes-all: { ports: 443 } } }\n"),
    [
      "c.yaml:8:46 deployments[0].rules.override.egress-nodes-all.ports: sets ports of a port rule whose protocol has none; omit that port rule, and add one with these ports under rules.add",
    ],
  ],
];
