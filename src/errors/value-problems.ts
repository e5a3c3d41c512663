/** What can be wrong with: values: types, words, numbers, ports, CIDRs, ids, names, tags. */
import type { Problem } from "./issue";
import { oneOf } from "./nearest";

export const valueProblems = {
  wrongType: (expected: string): Problem => ({ code: "wrong-type", message: `must be ${expected}` }),
  missing: (example?: string): Problem => ({
    code: "missing",
    message: "is missing",
    ...(example ? { fix: `give it, such as ${example}` } : {}),
  }),
  unknownKey: (key: string, known: readonly string[]): Problem => ({
    code: "unknown-key",
    message: "is not a known key",
    fix: oneOf(key, known),
    aboutKey: true,
    hidesValue: true,
  }),
  notOneOf: (value: unknown, allowed: readonly string[]): Problem => ({
    code: "not-one-of",
    message: "is not an allowed value",
    fix: oneOf(value, allowed),
  }),
  notWordOrMap: (words: readonly string[], example?: string): Problem => ({
    code: "not-word-or-map",
    message: "is not understood",
    fix: `write ${words.join(", ")}, or a map${example ? ` such as ${example}` : ""}`,
  }),
  tooFew: (): Problem => ({ code: "too-few", message: "is empty", fix: "list at least one, or leave the key out" }),
  notPorts: (): Problem => ({
    code: "not-ports",
    message: "is not a port or a range of ports",
    fix: 'write 9796, "30000-32767" or { from: 30000, to: 32767 }',
  }),
  portRange: (): Problem => ({ code: "port-range", message: "is out of range", fix: "ports are 0 to 65535" }),
  reversedPorts: (sorted: string): Problem => ({
    code: "reversed-ports",
    message: "runs from the higher to the lower port",
    fix: `write ${sorted}`,
  }),
  awsCharacters: (): Problem => ({
    code: "aws-characters",
    message: "has characters that AWS refuses in a description",
    fix: "use letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
  }),
  outOfRange: (range: string): Problem => ({ code: "out-of-range", message: `must be ${range}` }),
  notCidr: (): Problem => ({
    code: "not-cidr",
    message: "is not a CIDR",
    fix: "write an address and a prefix length, such as 10.0.0.0/16 or 2001:db8::/32, without leading zeros",
  }),
  prefixTooLong: (max: number): Problem => ({
    code: "prefix-too-long",
    message: `has a prefix length over ${max}`,
    fix: `use /0 to /${max}`,
  }),
  hostBits: (network: string): Problem => ({
    code: "host-bits",
    message: "has host bits set",
    fix: `the network is ${network}`,
  }),
  notDuration: (): Problem => ({
    code: "not-a-duration",
    message: "is not a duration",
    fix: "write it as 15m or 1h30m",
  }),
  notClusterId: (): Problem => ({
    code: "not-a-cluster-id",
    message: "cannot be the id in the tag kubernetes.io/cluster/<id>",
    fix: "use at most 100 letters, digits and ._:@+=-",
  }),
  notIpv6: (): Problem => ({ code: "not-ipv6", message: "is an IPv4 CIDR", fix: "list it under cidrs" }),
  notAwsId: (what: string, example: string): Problem => ({
    code: "not-aws-id",
    message: `is not the id of ${what}`,
    fix: `it looks like ${example}`,
  }),
  notName: (allowed: string): Problem => ({ code: "not-a-name", message: "cannot be used as a name", fix: allowed }),
  groupName: (name: string, why: string): Problem => ({
    code: "group-name",
    message: `makes the security group name "${name}": ${why}`,
    fix: "choose another name",
  }),
  tag: (why: string): Problem => ({
    code: "tag",
    message: `cannot be used as a tag: ${why}`,
    fix: "use another text",
  }),
  tooManyTags: (): Problem => ({
    code: "too-many-tags",
    message: "is more than 49 tags beside the Name, and EC2 takes 50 on a resource",
    fix: "leave some out",
    hidesValue: true,
  }),
  driverTag: (): Problem => ({
    code: "driver-tag",
    message: "is the tag by which Rancher's EC2 node driver takes the group over and adds world-open rules to it",
    fix: "use another tag key",
    aboutKey: true,
    hidesValue: true,
  }),
  notRegion: (): Problem => ({ code: "not-a-region", message: "is not an AWS region", fix: "such as us-east-1" }),
  notUrl: (): Problem => ({
    code: "not-a-url",
    message: "is not a URL",
    fix: "write http://host:port or https://host:port",
  }),
  notRoleArn: (): Problem => ({
    code: "not-a-role-arn",
    message: "is not the ARN of an IAM role",
    fix: "it looks like arn:aws:iam::123456789012:role/deployer",
  }),
  oneState: (): Problem => ({
    code: "one-state",
    message: "must name one place for the state",
    fix: "write local, { s3: { bucket: ..., region: ... } } or { cloud: { organization: ... } }",
    hidesValue: true,
  }),
  notVersion: (): Problem => ({
    code: "not-a-version",
    message: "is not a version constraint of Terraform",
    fix: "such as 5.100.0 or ~> 5.100",
  }),
  noReason: (): Problem => ({
    code: "no-reason",
    message: "gives no reason",
    fix: "say why the finding is accepted, for whoever reads it in a year",
  }),
  notDate: (): Problem => ({ code: "not-a-date", message: "is not a date", fix: "write it as 2027-01-31" }),
} as const;
