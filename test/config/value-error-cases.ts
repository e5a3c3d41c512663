/** Single invalid values. By code and case: a config, and every line that a user reads about it. */
import { cluster, nodes } from "./config-lines";
import type { ErrorCase } from "./error-case";

export const valueErrorCases: readonly ErrorCase[] = [
  [
    "not-ports",
    "invalid ports",
    cluster(`    ports: { nodePorts: a-b, ssh: "22-" }\n`).replace("custom", "node-pools"),
    [
      'c.yaml:8:25 deployments[0].ports.nodePorts: is not a port or a range of ports, got "a-b"; write 9796, "30000-32767" or { from: 30000, to: 32767 }',
      'c.yaml:8:35 deployments[0].ports.ssh: is not a port or a range of ports, got "22-"; write 9796, "30000-32767" or { from: 30000, to: 32767 }',
    ],
  ],
  [
    "named-protocol",
    "protocols by number that have a name, and one that does not exist",
    cluster(`    rules:
      add:
        - { id: own-icmp, from: [worker], to: [worker], protocol: 1, purpose: Ping }
        - { id: own-tcp, from: [worker], to: [worker], protocol: 6, purpose: Own }
        - { id: own-udp, from: [worker], to: [worker], protocol: 17, purpose: Own }
        - { id: own-icmpv6, from: [worker], to: [worker], protocol: "58", purpose: Ping }
        - { id: own-all, from: [worker], to: [worker], protocol: -1, purpose: Own }
        - { id: own-none, from: [worker], to: [worker], protocol: 256, purpose: Own }
        - { id: own-esp, from: [worker], to: [worker], protocol: 50, ports: 500, purpose: Own }
        - { id: own, from: [worker], to: [worker], purpose: Own }
`),
    [
      "c.yaml:10:67 deployments[0].rules.add[0].protocol: is the number of icmp, got 1; write icmp",
      "c.yaml:11:66 deployments[0].rules.add[1].protocol: is the number of tcp, got 6; write tcp",
      "c.yaml:12:66 deployments[0].rules.add[2].protocol: is the number of udp, got 17; write udp",
      'c.yaml:13:69 deployments[0].rules.add[3].protocol: is the number of icmpv6, got "58"; write icmpv6',
      "c.yaml:14:66 deployments[0].rules.add[4].protocol: is the number of every protocol, got -1; write all",
      "c.yaml:15:67 deployments[0].rules.add[5].protocol: is not a protocol, got 256; use one of tcp, udp, icmp, icmpv6, all, a number from 0 to 255",
      "c.yaml:16:77 deployments[0].rules.add[6].ports: goes with tcp, udp or icmp, got 500; leave it out",
      "c.yaml:17:11 deployments[0].rules.add[7].protocol: is required; for example tcp",
    ],
  ],
  [
    "port-range",
    "ports out of range",
    cluster("    ports: { nodePorts: { from: 1, to: 65536 } }\n"),
    ['c.yaml:8:25 deployments[0].ports.nodePorts: is out of range, got {"from":1,"to":65536}; ports are 0 to 65535'],
  ],
  [
    "reversed-ports",
    "ports in reverse",
    cluster("    ports: { nodePorts: { from: 32767, to: 30000 } }\n"),
    [
      'c.yaml:8:25 deployments[0].ports.nodePorts: runs from the higher to the lower port, got {"from":32767,"to":30000}; write 30000-32767',
    ],
  ],
  [
    "aws-characters",
    "a purpose with characters that AWS rejects",
    cluster("    rules: { override: { rke-kubelet-tcp: { purpose: café } } }\n"),
    [
      'c.yaml:8:54 deployments[0].rules.override.rke-kubelet-tcp.purpose: has characters that AWS refuses in a description, got "café"; use letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*',
    ],
  ],
  [
    "out-of-range",
    "a purpose that is too long",
    cluster(`    rules: { override: { rke-kubelet-tcp: { purpose: ${"x".repeat(201)} } } }\n`),
    [
      'c.yaml:8:54 deployments[0].rules.override.rke-kubelet-tcp.purpose: must be 1 to 200 characters long, got "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...',
    ],
  ],
  [
    "not-cidr",
    "addresses that are not CIDRs",
    cluster(
      "",
      "apiClients: { cidrs: [10.0.0/24, 010.0.0.0/8] }, workloadClients: { cidrs: [10.0.0.0, 300.0.0.0/8, 10.0.0.0/08] }",
    ),
    [
      'c.yaml:7:38 deployments[0].parties.apiClients.cidrs[0]: is not a CIDR, got "10.0.0/24"; write an address and a prefix length, such as 10.0.0.0/16 or 2001:db8::/32, without leading zeros',
      'c.yaml:7:49 deployments[0].parties.apiClients.cidrs[1]: is not a CIDR, got "010.0.0.0/8"; write an address and a prefix length, such as 10.0.0.0/16 or 2001:db8::/32, without leading zeros',
      'c.yaml:7:92 deployments[0].parties.workloadClients.cidrs[0]: is not a CIDR, got "10.0.0.0"; write an address and a prefix length, such as 10.0.0.0/16 or 2001:db8::/32, without leading zeros',
      'c.yaml:7:102 deployments[0].parties.workloadClients.cidrs[1]: is not a CIDR, got "300.0.0.0/8"; write an address and a prefix length, such as 10.0.0.0/16 or 2001:db8::/32, without leading zeros',
      'c.yaml:7:115 deployments[0].parties.workloadClients.cidrs[2]: is not a CIDR, got "10.0.0.0/08"; write an address and a prefix length, such as 10.0.0.0/16 or 2001:db8::/32, without leading zeros',
    ],
  ],
  [
    "prefix-too-long",
    "prefixes that are too long",
    cluster("", "apiClients: { cidrs: [10.0.0.0/33] }, workloadClients: { cidrs: ['2001:db8::/129'] }"),
    [
      'c.yaml:7:38 deployments[0].parties.apiClients.cidrs[0]: has a prefix length over 32, got "10.0.0.0/33"; use /0 to /32',
      'c.yaml:7:81 deployments[0].parties.workloadClients.cidrs[0]: has a prefix length over 128, got "2001:db8::/129"; use /0 to /128',
    ],
  ],
  [
    "mapped-cidr",
    "IPv4 addresses in IPv6 form",
    cluster(
      "",
      'apiClients: { cidrs: ["::ffff:10.0.0.5/104"], ipv6Cidrs: ["::ffff:cb00:7100/128"] }, workloadClients: none',
    ),
    [
      'c.yaml:7:38 deployments[0].parties.apiClients.cidrs[0]: is an IPv4 address in IPv6 form, which EC2 does not match against IPv4 traffic, got "::ffff:10.0.0.5/104"; use 10.0.0.0/8',
      'c.yaml:7:74 deployments[0].parties.apiClients.ipv6Cidrs[0]: is an IPv4 address in IPv6 form, which EC2 does not match against IPv4 traffic, got "::ffff:cb00:7100/128"; use 203.0.113.0/32',
    ],
  ],
  [
    "host-bits",
    "CIDRs with host bits",
    cluster("", "apiClients: { cidrs: [10.0.0.5/24] }, workloadClients: { cidrs: ['2001:db8::1/32'] }"),
    [
      'c.yaml:7:38 deployments[0].parties.apiClients.cidrs[0]: has host bits set, got "10.0.0.5/24"; the network is 10.0.0.0/24',
      'c.yaml:7:81 deployments[0].parties.workloadClients.cidrs[0]: has host bits set, got "2001:db8::1/32"; the network is 2001:db8::/32',
    ],
  ],
  [
    "not-aws-id",
    "ids of the wrong shape",
    cluster("", "apiClients: { prefixListIds: [pl-1] }, workloadClients: { securityGroupIds: [sg-xyz] }").replace(
      "vpc-0a1b2c3d",
      "vpc-0A1B2C3D",
    ),
    [
      'c.yaml:6:12 deployments[0].vpcId: is not the id of a VPC, got "vpc-0A1B2C3D"; it looks like vpc-0a1b2c3d4e5f60718',
      'c.yaml:7:46 deployments[0].parties.apiClients.prefixListIds[0]: is not the id of a prefix list, got "pl-1"; it looks like pl-0123456789abcdef0',
      'c.yaml:7:93 deployments[0].parties.workloadClients.securityGroupIds[0]: is not the id of a security group, got "sg-xyz"; it looks like sg-0123456789abcdef0',
    ],
  ],
  [
    "not-a-name",
    "names of the wrong shape",
    nodes("    groupName: naïve\n").replace("name: lab", "name: 1lab"),
    [
      'c.yaml:2:11 deployments[0].name: cannot be used as a name, got "1lab"; use letters, digits, - and _, starting with a letter, at most 200',
      'c.yaml:6:16 deployments[0].groupName: cannot be used as a name, got "naïve"; use letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*',
    ],
  ],
  [
    "group-name",
    "group names that AWS rejects",
    nodes("    groupName: SG-nodes\n"),
    [
      'c.yaml:6:16 deployments[0].groupName: makes the security group name "SG-nodes": EC2 refuses names that start with sg-; choose another name',
    ],
  ],
  ...[" Default", "default", "DEFAULT"].map(
    (groupName): ErrorCase => [
      "group-name",
      `a group with the name ${JSON.stringify(groupName)}`,
      nodes(`    groupName: "${groupName}"\n`),
      [
        `c.yaml:6:16 deployments[0].groupName: makes the security group name "${groupName}": ${groupName.startsWith(" ") ? "EC2 removes spaces at the start and the end of a name" : "EC2 refuses the name default, because each VPC has a group of that name"}; choose another name`,
      ],
    ],
  ),
  [
    "group-name",
    "a group name that is too long",
    nodes(`    groupName: ${"x".repeat(256)}\n`),
    [
      'c.yaml:6:16 deployments[0].groupName: makes the security group name "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": EC2 refuses names of more than 255 characters; choose another name',
    ],
  ],
  [
    "group-name",
    "a cluster name that leads to group names that AWS rejects",
    cluster("").replace("name: lab", "name: sg-lab"),
    [
      'c.yaml:2:11 deployments[0].name: makes the security group name "sg-lab-controlplane": EC2 refuses names that start with sg-; choose another name',
    ],
  ],
  [
    "tag",
    "tags that AWS rejects or the provider drops",
    nodes(`    tags: { "aws:x": y, "": z, a: ${"v".repeat(257)}, "%": x }\n`),
    [
      'c.yaml:6:22 deployments[0].tags.aws:x: cannot be used as a tag: keys that start with aws: are AWS\'s own, got "aws:x"; use another text',
      'c.yaml:6:29 deployments[0].tags.: cannot be used as a tag: a key has 1 to 128 characters, got ""; use another text',
      'c.yaml:6:35 deployments[0].tags.a: cannot be used as a tag: a value has at most 256 characters, got "vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv...; use another text',
      `c.yaml:6:299 deployments[0].tags.%: cannot be used as a tag: Terraform's AWS provider drops a tag with this key, got "%"; use another text`,
    ],
  ],
  [
    "driver-tag",
    "the node driver's own tag",
    nodes("    tags: { rancher-nodes: x }\n"),
    [
      "c.yaml:6:13 deployments[0].tags.rancher-nodes: is the tag by which Rancher's EC2 node driver takes the group over and adds world-open rules to it; use another tag key",
    ],
  ],
  [
    "not-a-region",
    "a region of the wrong shape",
    cluster("").replace("us-east-1", "useast1"),
    ['c.yaml:5:13 deployments[0].region: is not an AWS region, got "useast1"; such as us-east-1'],
  ],
  [
    "not-a-url",
    "an endpoint that is not a URL",
    cluster("    endpoint: localhost:5000\n"),
    [
      'c.yaml:8:15 deployments[0].endpoint: is not a URL, got "localhost:5000"; write http://host:port or https://host:port',
    ],
  ],
  [
    "not-a-version",
    "an invalid provider version",
    cluster("    awsProviderVersion: latest\n"),
    [
      'c.yaml:8:25 deployments[0].awsProviderVersion: is not a version constraint of Terraform, got "latest"; such as 5.100.0 or ~> 5.100',
    ],
  ],
  [
    "not-a-role-arn",
    "a role that is not an ARN",
    cluster("    assumeRole: { roleArn: deployer }\n"),
    [
      'c.yaml:8:28 deployments[0].assumeRole.roleArn: is not the ARN of an IAM role, got "deployer"; it looks like arn:aws:iam::123456789012:role/deployer',
    ],
  ],
  [
    "one-state",
    "a state without a place",
    cluster("    state: {}\n"),
    [
      "c.yaml:8:12 deployments[0].state: must name one place for the state; write local, { s3: { bucket: ..., region: ... } } or { cloud: { organization: ... } }",
    ],
  ],
];
