/** Files, keys and fleets. By code and case: a config, and every line that a user reads about it. */
import { clients, cluster, member, nodes } from "./config-lines";
import type { ErrorCase } from "./error-case";

/**
 * Two deployments of one config whose states are in the same place. `lines` are the positions of the wrong key and of
 * the two.
 */
const sharedState = (place: string, names: string, lines: readonly [fault: string, first: string, second: string]) =>
  `c.yaml:${lines[0]}: deployments "${names[0]}" (c.yaml:${lines[1]}) and "${names[1]}" (c.yaml:${lines[2]}) use the same Terraform state, ${place}: each deploy would replace the groups of the other; remove the key or workspace: the default has the name of the stack; or write a different one for each deployment`;

const stated = (name: string, state: string) => member(name).replace(", parties:", `, state: ${state}, parties:`);
const s3 = (key: string) => `{ s3: { bucket: states, region: us-east-1${key} } }`;

const sharedStateCases: readonly ErrorCase[] = [
  [
    "shared-state",
    "one key for all deployments, in defaults",
    `defaults:\n  state: ${s3(", key: a")}\ndeployments:\n${member("a")}${member("b")}${member("c")}`,
    [sharedState("s3://states/a", "ab", ["2:58 defaults.state.s3.key", "4:13", "5:13"])],
  ],
  [
    "shared-state",
    "a key that equals another deployment's default",
    `deployments:\n${stated("a", s3(", key: rancher-sg/b.tfstate"))}${stated("b", s3(""))}`,
    [sharedState("s3://states/rancher-sg/b.tfstate", "ab", ["2:148 deployments[0].state.s3.key", "2:13", "3:13"])],
  ],
  [
    "shared-state",
    "the default key of an earlier deployment",
    `deployments:\n${stated("a", s3(""))}${stated("b", s3(", key: rancher-sg/a.tfstate"))}`,
    [sharedState("s3://states/rancher-sg/a.tfstate", "ab", ["3:148 deployments[1].state.s3.key", "2:13", "3:13"])],
  ],
  [
    "shared-state",
    "a key that equals another state's lock file",
    `deployments:\n${stated("a", s3(", key: x"))}${stated("b", s3(", key: x.tflock"))}`,
    [
      'c.yaml:3:148 deployments[1].state.s3.key: deployments "a" (c.yaml:2:13) and "b" (c.yaml:3:13) use the same object, s3://states/x.tflock, one for its state and the other for the lock file of its state; write a key that does not end in .tflock',
    ],
  ],
  [
    "shared-state",
    "the same emulator in two spellings",
    `deployments:\n${stated("a", `${s3(", key: x")}, endpoint: http://localhost`)}${stated("b", `${s3(", key: x")}, endpoint: "http://LOCALHOST:80/"`)}`,
    [sharedState("s3://states/x", "ab", ["3:148 deployments[1].state.s3.key", "2:13", "3:13"])],
  ],
  [
    "shared-state",
    "the same workspace in two spellings",
    `deployments:\n${stated("a", "{ cloud: { organization: acme, workspace: b } }")}${stated("B", "{ cloud: { organization: Acme, hostname: 'APP.terraform.io:443' } }")}`,
    [sharedState("APP.terraform.io:443/Acme/B", "aB", ["2:142 deployments[0].state.cloud.workspace", "2:13", "3:13"])],
  ],
];

const repeat = (count: number, text: string) => Array(count).fill(text).join(", ");

/** Small files that expand to large values, and files beyond the limits of a config. */
const limitCases: readonly ErrorCase[] = [
  [
    "circular-alias",
    "a list that contains itself",
    "deployments: &a [*a]",
    ["c.yaml:1:18: the alias *a is inside the value that it repeats; write the value out, or move the anchor"],
  ],
  [
    "circular-alias",
    "a map that contains itself two levels below",
    "deployments:\n  - &a\n    name: lab\n    parties: { rancher: *a }",
    ["c.yaml:4:25: the alias *a is inside the value that it repeats; write the value out, or move the anchor"],
  ],
  [
    "circular-alias",
    "a map that merges itself",
    "deployments:\n  - &a\n    name: lab\n    <<: *a",
    ["c.yaml:4:9: the alias *a is inside the value that it repeats; write the value out, or move the anchor"],
  ],
  [
    "too-much-repeated",
    "aliases of lists of aliases",
    `a: &a [${repeat(30, "x")}]\nb: &b [${repeat(30, "*a")}]\nc: &c [${repeat(30, "*b")}]\ndeployments: *c`,
    [
      "c.yaml:3:48: aliases up to here repeat more than 10,732 values, the limit for a file of this size; repeat less by aliases, or split the file",
    ],
  ],
  [
    "too-much-repeated",
    "a thousand keys in forty deployments",
    `l: &l { ${Array.from({ length: 1000 }, (_, index) => `k${index}: 1`).join(", ")} }\ndeployments: [${repeat(40, "*l")}]`,
    [
      "c.yaml:2:71: aliases up to here repeat more than 28,144 values, the limit for a file of this size; repeat less by aliases, or split the file",
    ],
  ],
  [
    "too-many-aliases",
    "10,001 aliases of one value",
    `deployments: [[&a 1, ${repeat(9999, "*a")}], [*a,\n *a]]`,
    [
      "c.yaml:2:2: is one alias more than the 10,000 that a file may have; set common values under defaults, or split the file",
    ],
  ],
  [
    "too-many-rules",
    "ports of an add-on times CIDRs",
    cluster(
      `    distribution: k3s\n    cni: flannel\n    addons: [{ name: service-load-balancer, from: { cidrs: [${Array.from({ length: 256 }, (_, index) => `10.0.${index}.0/24`).join(", ")}] }, ports: { tcp: [${Array.from({ length: 300 }, (_, index) => 2 * index + 3).join(", ")}] } }]\n    rancherVersion: "2.13"\n`,
      "apiClients: none, workloadClients: none, kubernetesApiClients: none",
    ),
    [
      "c.yaml:2:5 deployments[0]: needs more rules than are left of the 10,000 for a file of this size; name a prefix list in place of many CIDRs, write ranges of ports, or split the file",
    ],
  ],
  [
    "too-deep",
    "a hundred nested lists",
    `deployments: ${"[".repeat(101)}1${"]".repeat(101)}`,
    ["c.yaml:1:114: is nested more than 100 levels deep; remove levels of lists and maps"],
  ],
  [
    "too-many-entries",
    "300,000 CIDRs in one list",
    cluster("", `apiClients: { cidrs: [${repeat(300_000, "10.0.0.0/8").replaceAll(" ", "")}] }, workloadClients: none`),
    [
      "c.yaml:7:37: has 300,000 entries, and a list or a map may have 10,000; name a prefix list in place of many CIDRs, or split the file",
    ],
  ],
  [
    "too-many-entries",
    "10,001 tags",
    cluster(`    tags: { ${Array.from({ length: 10_001 }, (_, index) => `k${index}: v`).join(", ")} }\n`),
    [
      "c.yaml:8:11: has 10,001 entries, and a list or a map may have 10,000; name a prefix list in place of many CIDRs, or split the file",
    ],
  ],
  [
    "wrong-type",
    "102 identical mistakes",
    `deployments: [${repeat(102, "1")}]`,
    [
      ...Array.from(
        { length: 100 },
        (_, index) => `c.yaml:1:${15 + 3 * index} deployments[${index}]: must be a map, got 1`,
      ),
      "... and 2 more mistakes",
    ],
  ],
  [
    "wrong-type",
    "101 identical mistakes",
    `deployments: [${repeat(101, "1")}]`,
    [
      ...Array.from(
        { length: 100 },
        (_, index) => `c.yaml:1:${15 + 3 * index} deployments[${index}]: must be a map, got 1`,
      ),
      "... and 1 more mistake",
    ],
  ],
];

export const fileErrorCases: readonly ErrorCase[] = [
  ...limitCases,
  ["wrong-type", "a config that is a list", "- a", ['c.yaml:1:1: must be a map, got ["a"]']],
  [
    "wrong-type",
    "a load balancer that is not a map",
    cluster("    loadBalancer: true\n"),
    ["c.yaml:8:19 deployments[0].loadBalancer: must be a map, got true; for example { terminatesTls: true }"],
  ],
  [
    "wrong-type",
    "values of wrong types",
    cluster(
      `    tags: [a]\n    loadBalancer: { terminatesTls: yes }\n    awsProviderVersion: 5.1\n    localTraffic: { cidrs: 10.0.0.0/8 }\n`,
    ),
    [
      'c.yaml:8:11 deployments[0].tags: must be a map, got ["a"]',
      'c.yaml:9:36 deployments[0].loadBalancer.terminatesTls: must be true or false, got "yes"',
      "c.yaml:10:25 deployments[0].awsProviderVersion: must be a text, got 5.1; put it in quotes",
      'c.yaml:11:28 deployments[0].localTraffic.cidrs: must be a list, got "10.0.0.0/8"; write [10.0.0.0/8]',
    ],
  ],
  [
    "missing",
    "missing keys",
    "deployments:\n  - type: rancher-nodes\n",
    [
      "c.yaml:2:5 deployments[0].name: is required; for example production",
      "c.yaml:2:5 deployments[0].edition: is required; write 2025-09 for Rancher 2.13 and later, 2022-05 for Rancher 2.7 to 2.12, or 2.x for the original document",
      "c.yaml:2:5 deployments[0].vpcId: is required; for example vpc-0a1b2c3d4e5f60718; or write a module, which needs none: rancher-sg synth --format module",
      "c.yaml:2:5 deployments[0].region: is required; for example us-east-1; or write a module, which needs none: rancher-sg synth --format module",
    ],
  ],
  [
    "missing",
    "a deployment without a type",
    "deployments:\n  - name: a\n",
    ["c.yaml:2:5 deployments[0].type: is required; for example rancher-nodes"],
  ],
  [
    "unknown-key",
    "unknown keys",
    cluster("    loadBalancr: { terminatesTls: true }\n    colour: red\n"),
    [
      'c.yaml:8:5 deployments[0].loadBalancr: is not a known key; did you mean "loadBalancer"?',
      "c.yaml:9:5 deployments[0].colour: is not a known key; use one of type, name, ports, rules, optimize, lint, ipFamily, provisioning, preset, rancherVersion, distribution, cni, datastore, addons, windowsWorkers, authorizedClusterEndpoint, loadBalancer, groups, pools, cloudProvider, egress, localTraffic, parties, vpcId, tags, lifecycle, stack, region, profile, assumeRole, state, awsProviderVersion, endpoint, movedFrom, adopt",
    ],
  ],
  [
    "unknown-key",
    "an unknown party",
    cluster("", "contolplane: none, apiClients: none, workloadClients: none"),
    ['c.yaml:7:16 deployments[0].parties.contolplane: is not a known key; did you mean "controlplane"?'],
  ],
  [
    "not-one-of",
    "a word that is not allowed",
    cluster("    egress: non\n").replace("type: cluster", "type: clutser"),
    ['c.yaml:3:11 deployments[0].type: is not an allowed value, got "clutser"; did you mean "cluster"?'],
  ],
  [
    "not-one-of",
    "an unknown egress",
    cluster("    egress: require\n"),
    ['c.yaml:8:13 deployments[0].egress: is not an allowed value, got "require"; did you mean "required"?'],
  ],
  [
    "too-few",
    "an empty list",
    cluster("", "apiClients: { cidrs: [] }, workloadClients: none"),
    ["c.yaml:7:37 deployments[0].parties.apiClients.cidrs: is empty, got []; list at least one, or leave the key out"],
  ],
  [
    "no-deployments",
    "an empty list of deployments",
    "deployments: []",
    [
      "c.yaml:1:14 deployments: holds no deployments; start with a list under the key deployments; stacks/rancher-sg.yaml is an example",
    ],
  ],
  [
    "duplicate-name",
    "two deployments with the same name",
    `deployments:\n${member("lab")}${member("LAB")}`,
    [
      'c.yaml:3:13 deployments[1].name: is also the name of the deployment at c.yaml:2:13, got "LAB"; deployment names, whatever the case, are unique',
    ],
  ],
  [
    "duplicate-group",
    "two groups with the same name in one VPC",
    `${nodes("")}  - { name: b, type: rancher-nodes, region: us-east-1, vpcId: vpc-0a1b2c3d, groupName: Rancher-Nodes, edition: 2.x }\n`,
    [
      "c.yaml:7:88 deployments[1].groupName: makes the group Rancher-Nodes in vpc-0a1b2c3d, and so does the deployment at c.yaml:2:11; a VPC takes a group name once, whatever the case: choose another name",
    ],
  ],
  [
    "unknown-deployment",
    "a reference to an unknown deployment",
    `deployments:\n${member("lab", "rancher: { deployment: prodution }")}${member("production")}`,
    [
      'c.yaml:2:178 deployments[0].parties.rancher.deployment: is not another deployment, got "prodution"; did you mean "production"?',
    ],
  ],
  [
    "other-region",
    "a reference to another region",
    `deployments:\n${member("lab", "rancher: { deployment: production }")}${member("production", "", "eu-west-1")}`,
    [
      'c.yaml:2:178 deployments[0].parties.rancher.deployment: is a deployment in eu-west-1, and groups are referred to within a region only, got "production"; bind the party to cidrs',
    ],
  ],
  [
    "no-group-for-party",
    "a reference to a party without a created group",
    `deployments:\n${member("lab", "rancher: { deployment: production }")}${member("production", "rancher: none")}`,
    [
      'c.yaml:2:178 deployments[0].parties.rancher.deployment: is a deployment that creates no group for rancher, got "production"; it creates groups for etcd, controlplane, worker',
    ],
  ],
  [
    "no-group-for-party",
    "a reference to a party that has a created group in one of two layouts",
    `deployments:\n${member("lab", "rancher: none, etcd: { deployment: production }")}${member("production", "rancher: none").replace(" name: production,", " name: production, groups: { from: per-role, to: { all: { parties: [etcd, controlplane], securityGroupId: sg-0a1b2c3d, manageRules: true }, agents: { parties: [worker] } } },")}`,
    [
      'c.yaml:2:190 deployments[0].parties.etcd.deployment: is a deployment that creates no group for etcd in the layout under groups.to, got "production"; it creates groups for worker',
    ],
  ],
  [
    "circular-reference",
    "circular references",
    `deployments:\n${member("lab", "rancher: { deployment: production }")}${member("production", "worker: { deployment: lab }")}`,
    [
      'c.yaml:3:184 deployments[1].parties.worker.deployment: is a deployment that refers back to this one, and neither could be deployed first, got "lab"; let one of the two refer to the other, with manageRules: true',
    ],
  ],
  [
    "no-deployments",
    "an empty file",
    "# nothing yet\n",
    [
      "c.yaml:1:1: holds no deployments; start with a list under the key deployments; stacks/rancher-sg.yaml is an example",
    ],
  ],
  [
    "several-documents",
    "several YAML documents",
    "deployments: []\n---\ndeployments: []\n",
    ["c.yaml:2:1: holds more than one YAML document; put all deployments under one deployments key"],
  ],
  [
    "yaml",
    "a tab as indentation",
    "deployments:\n\t- name: a\n",
    ["c.yaml:2:1: is not YAML: Tabs are not allowed as indentation; use spaces"],
  ],
  [
    "yaml",
    "keys of one map that are indented differently",
    "deployments:\n  - name: one\n   type: cluster\n",
    [
      'c.yaml:3:1: is not YAML: Sequence item without - indicator; indent all keys of a map and all items of a list equally; write "key: value" with a space',
    ],
  ],
  [
    "yaml",
    "a bracket that is not closed",
    "deployments: [\n",
    [
      "c.yaml:2:1: is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]; close the bracket, or indent its lines more than its key",
    ],
  ],
  [
    "yaml",
    "a quote that is not closed",
    'deployments:\n  - name: "one\n',
    ['c.yaml:3:1: is not YAML: Missing closing "quote; close the quote'],
  ],
  [
    "yaml",
    "a text with a colon and a space",
    "deployments:\n  - name: one: two\n",
    [
      "c.yaml:2:11: is not YAML: Nested mappings are not allowed in compact mappings; start a map on a new line, or if it is a text, put the value in quotes",
    ],
  ],
  [
    "yaml",
    "an alias without its anchor",
    "deployments: *x\n",
    [
      "c.yaml:1:1: is not YAML: Unresolved alias (the anchor must be set before the alias): x; define the anchor, such as &office, above the alias *office; put a text that starts with * in quotes",
    ],
  ],
  [
    "duplicate-key",
    "a duplicate key, and other mistakes",
    cluster("    region: eu-west-1\n    colour: red\n"),
    [
      "c.yaml:8:5: the key region stands in the same map already; keep one of the two",
      "c.yaml:9:5 deployments[0].colour: is not a known key; use one of type, name, ports, rules, optimize, lint, ipFamily, provisioning, preset, rancherVersion, distribution, cni, datastore, addons, windowsWorkers, authorizedClusterEndpoint, loadBalancer, groups, pools, cloudProvider, egress, localTraffic, parties, vpcId, tags, lifecycle, stack, region, profile, assumeRole, state, awsProviderVersion, endpoint, movedFrom, adopt",
    ],
  ],
  [
    "not-expanded",
    "expressions and template directives, in values and in keys",
    cluster(
      `    tags: { team: "\${TEAM}", a: "%{ if true }x%{ endif }", "#{b}": x, "%{c}": x, "\\u0025{d}": x, e: "%%{e}" }
    profile: "100%{done}"
    assumeRole: { roleArn: "arn:aws:iam::123456789012:role/a", sessionName: "%{s}", externalId: "%{x}" }
    state: { s3: { bucket: "%{bucket}", region: us-east-1, key: "%{key}", profile: "%{p}", kmsKeyId: "%{k}" } }
`,
    ),
    [
      ["8:19", "${TEAM}"],
      ["8:33", "%{ if true }x%{ endif }"],
      ["8:60", "#{b}"],
      ["8:71", "%{c}"],
      ["8:82", "%{d}"],
      ["8:101", "%%{e}"],
      ["9:14", "100%{done}"],
      ["10:77", "%{s}"],
      ["10:97", "%{x}"],
      ["11:28", "%{bucket}"],
      ["11:65", "%{key}"],
      ["11:84", "%{p}"],
      ["11:102", "%{k}"],
    ].map(
      ([place, text]) =>
        `c.yaml:${place}: contains an expression that Terraform would evaluate (\${...}, #{...}, &{...} or %{...}), got ${JSON.stringify(text)}; write the value; only the constructs of a CDKTF app accept tokens`,
    ),
  ],
  ...sharedStateCases,
  [
    "closed-group",
    "a group of another deployment without open egress",
    `deployments:
${member("prod", "rancher: { create: true }").replace("type:", "rules: { omit: [egress-nodes-all] }, type:")}${member("shop", "rancher: { deployment: prod, manageRules: true }").replace("custom", "node-pools")}`,
    [
      "c.yaml:3:183 deployments[1].parties.rancher.deployment: is a group of prod that lets out only the traffic of its port rules, and no outbound rules would be added to it; add egress: required, which adds the outbound rules of this deployment to that group",
    ],
  ],
  [
    "not-a-text-key",
    "a list and a map as keys",
    `x: &x [a]\n${cluster("    tags:\n      ? [a, # ${path.module}\n         c]\n      : v\n      ? { a: b }\n      : v\n      *x : v\n")}`,
    [
      "c.yaml:1:1 x: is not a known key; use one of $schema, defaults, addresses, deployments",
      "c.yaml:10:9: is a list or a map in the place of a key; write a text",
      "c.yaml:13:9: is a list or a map in the place of a key; write a text",
      "c.yaml:15:7: is a list or a map in the place of a key; write a text",
    ],
  ],
  [
    "reserved-key",
    "a key that JavaScript reserves",
    cluster("    tags: { __proto__: x }\n"),
    ["c.yaml:8:13: has the key __proto__; rename it"],
  ],
  [
    "reserved-key",
    "a reserved key through an alias",
    cluster(`    rules: { omit: [&p "__proto__"] }\n    tags: { *p : x }\n`),
    [
      expect.stringMatching(
        /^c\.yaml:8:24 deployments\[0\]\.rules\.omit\[0\]: is not the id of a port rule of this deployment, got "__proto__"; use one of /,
      ),
      "c.yaml:9:13: has the key __proto__; rename it",
    ],
  ],
  [
    "not-a-name",
    "deployments with the names of functions that every object has",
    `deployments:\n${["constructor", "toString", "hasOwnProperty"].map((name) => member(name)).join("")}`,
    ["constructor", "toString", "hasOwnProperty"].map(
      (name, index) =>
        `c.yaml:${index + 2}:13 deployments[${index}].name: cannot be used as a name, got "${name}"; choose another name`,
    ),
  ],
  [
    "unknown-key",
    "keys with the names of functions that every object has, and another mistake",
    cluster("    constructor: x\n    toString: y\n    cni: valueOf\n", `${clients}, toString: none`),
    [
      expect.stringMatching(/^c\.yaml:7:\d+ deployments\[0\]\.parties\.toString: is not a known key; use one of /),
      expect.stringMatching(/^c\.yaml:8:5 deployments\[0\]\.constructor: is not a known key; use one of /),
      expect.stringMatching(/^c\.yaml:9:5 deployments\[0\]\.toString: is not a known key; use one of /),
      expect.stringMatching(/^c\.yaml:10:10 deployments\[0\]\.cni: is not understood, got "valueOf"; write /),
    ],
  ],
  [
    "wrong-type",
    "a tag of the defaults with the name of a function that every object has, reported once",
    `defaults: { tags: { toString: 1 } }\n${cluster("    tags: { team: x }\n")}`,
    ["c.yaml:1:31 defaults.tags.toString: must be a text, got 1; put it in quotes"],
  ],
  [
    "too-many-tags",
    "50 tags in addition to the Name",
    cluster(`    tags: { ${Array.from({ length: 50 }, (_, index) => `t${index}: x`).join(", ")} }\n`),
    [
      "c.yaml:8:11 deployments[0].tags: is more than 49 tags in addition to the Name, and EC2 accepts 50 on a resource; remove some",
    ],
  ],
  [
    "too-many-tags",
    "49 tags, and the tag of the cloud provider",
    cluster(
      `    cloudProvider: { clusterId: c }\n    tags: { Name: n, ${Array.from({ length: 49 }, (_, index) => `t${index}: x`).join(", ")} }\n`,
    ),
    [
      "c.yaml:9:11 deployments[0].tags: is more than 48 tags in addition to the Name and the tag of cloudProvider, and EC2 accepts 50 on a resource; remove some",
    ],
  ],
  [
    "duplicate-rule",
    "two deployments that write the same rule into one group",
    ["a", "b"].reduce(
      (text, name) =>
        `${text}  - { name: ${name}, type: rancher-server, region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718, parties: { rancher: { securityGroupId: sg-0a1b2c3d, manageRules: true }, apiClients: anywhere, clusterNodes: none, nodeDriverNodes: none, hostedCluster: none }, rancherVersion: 2.x }\n`,
      "deployments:\n",
    ),
    [
      "c.yaml:3:96 deployments[1].parties: writes the rule ingress-tcp-80-0.0.0.0/0 into sg-0a1b2c3d, and so does the deployment at c.yaml:2:13: EC2 refuses the second; leave the rules of that group to one of them: without manageRules, or with the party bound to none",
    ],
  ],
];
