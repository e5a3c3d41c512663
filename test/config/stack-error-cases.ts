/** Deployments that share a stack. By code and case: a config, and every line that a user reads. */
import type { ErrorCase } from "./error-case";

const nodes = (name: string, keys: string) =>
  `  - { name: ${name}, type: rancher-nodes, edition: 2.x, groupName: ${name}, vpcId: vpc-0a1b2c3d, ${keys} }\n`;
const cluster = (name: string, keys: string, parties = "rancher: none") =>
  `  - { name: ${name}, type: cluster, provisioning: custom, rancherVersion: 2.x, region: us-east-1, vpcId: vpc-0a1b2c3d, ${keys}, parties: { apiClients: none, workloadClients: none, ${parties} } }\n`;
const east = "region: us-east-1";

export const stackErrorCases: readonly ErrorCase[] = [
  [
    "contradicts-stack",
    "another region, account and emulator in a stack",
    `deployments:\n${nodes("a", `${east}, stack: s, profile: prod`)}${nodes("b", "region: eu-west-1, stack: s, assumeRole: { roleArn: 'arn:aws:iam::123456789012:role/x' }, endpoint: 'http://127.0.0.1:5000'")}`,
    [
      'c.yaml:3:5 deployments[1].profile: is none, and the deployment "a" (c.yaml:2:13) in the same stack s has "prod"; a stack has one account, region and state: write the same value, or another stack',
      'c.yaml:3:94 deployments[1].region: is "eu-west-1", and the deployment "a" (c.yaml:2:13) in the same stack s has "us-east-1"; a stack has one account, region and state: write the same value, or another stack',
      'c.yaml:3:127 deployments[1].assumeRole: is {"roleArn":"arn:aws:iam::123456789012:role/x"}, and the deployment "a" (c.yaml:2:13) in the same stack s has none; a stack has one account, region and state: write the same value, or another stack',
      'c.yaml:3:186 deployments[1].endpoint: is "http://127.0.0.1:5000", and the deployment "a" (c.yaml:2:13) in the same stack s has none; a stack has one account, region and state: write the same value, or another stack',
    ],
  ],
  [
    "contradicts-stack",
    "another state and provider version in a stack, inherited from defaults",
    `defaults: { stack: s, region: us-east-1, awsProviderVersion: 5.100.0 }\ndeployments:\n${nodes("a", "state: { s3: { bucket: abc, region: us-east-1, key: k } }")}${nodes("b", "awsProviderVersion: 5.99.0")}`,
    [
      'c.yaml:4:5 deployments[1].state: is "local", and the deployment "a" (c.yaml:3:13) in the same stack s has {"s3":{"bucket":"abc","region":"us-east-1","key":"k","lockFile":true}}; a stack has one account, region and state: write the same value, or another stack',
      'c.yaml:4:106 deployments[1].awsProviderVersion: is "5.99.0", and the deployment "a" (c.yaml:3:13) in the same stack s has "5.100.0"; a stack has one account, region and state: write the same value, or another stack',
    ],
  ],
  [
    "stack-of-one",
    "the stack of a deployment that has it alone",
    `deployments:\n${nodes("a", east)}${nodes("b", `${east}, stack: a`)}`,
    [
      'c.yaml:3:112 deployments[1].stack: is also the stack of the deployment "a" (c.yaml:2:13), and only one of the two has stack: a; write it in both to share the stack, or choose another name',
    ],
  ],
  [
    "stack-of-one",
    "a name that is the stack of others",
    `deployments:\n${nodes("b", `${east}, stack: A`)}${nodes("a", east)}`,
    [
      'c.yaml:3:13 deployments[1].name: is also the stack of the deployment "b" (c.yaml:2:13), and only one of the two has stack: A; write it in both to share the stack, or choose another name',
    ],
  ],
  [
    "stack-of-other-case",
    "one stack in two spellings",
    `deployments:\n${nodes("a", `${east}, stack: s`)}${nodes("b", `${east}, stack: S`)}`,
    [
      'c.yaml:3:112 deployments[1].stack: differs only in case from s, the stack of the deployment "a" (c.yaml:2:13); write s, or another name',
    ],
  ],
  [
    "moved-from-own-name",
    "the deployment's name as its former name",
    `deployments:\n${nodes("a", `${east}, stack: s, movedFrom: a`)}`,
    [
      "c.yaml:2:126 deployments[0].movedFrom: is the name that the deployment has now; write its former name, or remove movedFrom",
    ],
  ],
  [
    "moved-from-other",
    "the name of another deployment, and one former name twice",
    `deployments:\n${nodes("a", `${east}, stack: s, movedFrom: b`)}${nodes("b", `${east}, stack: s, movedFrom: c`)}${nodes("d", `${east}, stack: s, movedFrom: c`)}`,
    [
      'c.yaml:2:126 deployments[0].movedFrom: is the name, or the former name, of the deployment "b" (c.yaml:3:13) in the same stack; a state has each name once: deploy one change of names after the other',
      'c.yaml:4:126 deployments[2].movedFrom: is the name, or the former name, of the deployment "b" (c.yaml:3:13) in the same stack; a state has each name once: deploy one change of names after the other',
    ],
  ],
  [
    "renames-groups",
    "a renamed cluster whose groups have names made from its name",
    `deployments:\n${cluster("new", "stack: old, movedFrom: old, cloudProvider: { clusterId: x }, groups: { servers: { parties: [etcd, controlplane], name: kept }, agents: { parties: [worker] } }")}`,
    [
      "c.yaml:2:139 deployments[0].movedFrom: replaces groups, because their names change: old-agents to new-agents, old-nodes to new-nodes; to keep them, write these entries in groups: agents: { parties: [worker], name: old-agents }, nodes: { parties: [etcd, controlplane, worker], name: old-nodes }",
    ],
  ],
  [
    "circular-stacks",
    "two stacks whose deployments refer to each other",
    `deployments:\n${cluster("a", "stack: s")}${cluster("b", "stack: t", "rancher: none, worker: { deployment: a }")}${cluster("c", "stack: s", "rancher: none, worker: { deployment: b }").replace("b }", "d }")}${cluster("d", "stack: t")}`,
    [
      'c.yaml:3:213 deployments[1].parties.worker.deployment: is a deployment of the stack s, which refers back to this stack, and neither could be deployed first, got "a"; write stack: s here too, or let only one of the stacks refer to the other',
    ],
  ],
];
