/** What can be wrong with: values: types, words, numbers, ports, CIDRs, ids, names, tags. */

import { nearWord, oneOf } from "./nearest";
import { problemTable } from "./problem";

export const valueProblems = problemTable({
  tooManyMistakes: () => ({
    code: "too-many-mistakes",
    message: "has too many mistakes to list",
    fix: "check that it is what this place expects",
    hidesValue: true,
  }),
  wrongType: (expected: string, fix?: string) => ({
    code: "wrong-type",
    expected,
    message: `must be ${expected}`,
    ...(fix ? { fix } : {}),
  }),
  missing: (example?: string) => ({
    code: "missing",
    message: "is required",
    ...(example ? { example, fix: `for example ${example}` } : {}),
  }),
  missingPlace: (example: string) => ({
    code: "missing",
    message: "is required",
    example,
    fix: `for example ${example}; or write a module, which needs none: rancher-sg synth --format module`,
  }),
  unknownKey: (key: string, known: readonly string[]) => ({
    code: "unknown-key",
    key,
    known,
    message: "is not a known key",
    fix: oneOf(key, known),
    aboutKey: true,
    hidesValue: true,
  }),
  replacedKey: (replacement: string) => ({
    code: "replaced-key",
    replacement,
    message: "has been replaced by an add-on",
    fix: `write ${replacement}`,
    aboutKey: true,
    hidesValue: true,
  }),
  notOneOf: (value: unknown, allowed: readonly string[]) => ({
    code: "not-one-of",
    allowed,
    message: "is not an allowed value",
    fix: oneOf(value, allowed),
  }),
  notWordOrMap: (word: unknown, words: readonly string[], example?: string) => ({
    code: "not-word-or-map",
    words,
    ...(example ? { example } : {}),
    message: "is not understood",
    fix: nearWord(word, words) ?? `write ${words.join(", ")}, or a map${example ? ` such as ${example}` : ""}`,
  }),
  tooFew: () => ({ code: "too-few", message: "is empty", fix: "list at least one, or leave the key out" }),
  /** `forms` are examples of ports. Default: as in a file. */
  notPorts: (forms = '9796, "30000-32767" or { from: 30000, to: 32767 }') => ({
    code: "not-ports",
    message: "is not a port or a range of ports",
    fix: `write ${forms}`,
  }),
  portRange: () => ({ code: "port-range", message: "is out of range", fix: "ports are 0 to 65535" }),
  reversedPorts: (sorted: string) => ({
    code: "reversed-ports",
    sorted,
    message: "runs from the higher to the lower port",
    fix: `write ${sorted}`,
  }),
  awsCharacters: () => ({
    code: "aws-characters",
    message: "has characters that AWS refuses in a description",
    fix: "use letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
  }),
  outOfRange: (range: string) => ({ code: "out-of-range", range, message: `must be ${range}` }),
  notCidr: () => ({
    code: "not-cidr",
    message: "is not a CIDR",
    fix: "write an address and a prefix length, such as 10.0.0.0/16 or 2001:db8::/32, without leading zeros",
  }),
  prefixTooLong: (max: number) => ({
    code: "prefix-too-long",
    max,
    message: `has a prefix length over ${max}`,
    fix: `use /0 to /${max}`,
  }),
  mappedCidr: (instead: string) => ({
    code: "mapped-cidr",
    instead,
    message: "is an IPv4 address in IPv6 form, which EC2 does not match against IPv4 traffic",
    fix: `use ${instead}`,
  }),
  hostBits: (network: string) => ({
    code: "host-bits",
    network,
    message: "has host bits set",
    fix: `the network is ${network}`,
  }),
  notDuration: () => ({
    code: "not-a-duration",
    message: "is not a duration",
    fix: "write it as 15m or 1h30m",
  }),
  notClusterId: () => ({
    code: "not-a-cluster-id",
    message: "cannot be the id in the tag kubernetes.io/cluster/<id>",
    fix: "use at most 100 letters, digits and ._:@+=-",
  }),
  notIpv6: () => ({ code: "not-ipv6", message: "is an IPv4 CIDR", fix: "list it under cidrs" }),
  notAwsId: (what: string, example: string) => ({
    code: "not-aws-id",
    what,
    example,
    message: `is not the id of ${what}`,
    fix: `it looks like ${example}`,
  }),
  notName: (allowed: string) => ({ code: "not-a-name", allowed, message: "cannot be used as a name", fix: allowed }),
  groupName: (name: string, why: string) => ({
    code: "group-name",
    name,
    why,
    message: `makes the security group name "${name}": ${why}`,
    fix: "choose another name",
  }),
  tag: (why: string) => ({
    code: "tag",
    why,
    message: `cannot be used as a tag: ${why}`,
    fix: "use another text",
  }),
  /** `others` are the tags that a group or rule has in any case. */
  tooManyTags: (count: number, others: string) => ({
    code: "too-many-tags",
    count,
    others,
    message: `is more than ${count} tags in addition to ${others}, and EC2 accepts 50 on a resource`,
    fix: "remove some",
    hidesValue: true,
  }),
  driverTag: () => ({
    code: "driver-tag",
    message: "is the tag by which Rancher's EC2 node driver takes the group over and adds world-open rules to it",
    fix: "use another tag key",
    aboutKey: true,
    hidesValue: true,
  }),
  notRegion: () => ({ code: "not-a-region", message: "is not an AWS region", fix: "such as us-east-1" }),
  notUrl: () => ({
    code: "not-a-url",
    message: "is not a URL",
    fix: "write http://host:port or https://host:port",
  }),
  notRoleArn: () => ({
    code: "not-a-role-arn",
    message: "is not the ARN of an IAM role",
    fix: "it looks like arn:aws:iam::123456789012:role/deployer",
  }),
  oneState: () => ({
    code: "one-state",
    message: "must name one place for the state",
    fix: "write local, { s3: { bucket: ..., region: ... } } or { cloud: { organization: ... } }",
    hidesValue: true,
  }),
  notVersion: () => ({
    code: "not-a-version",
    message: "is not a version constraint of Terraform",
    fix: "such as 5.100.0 or ~> 5.100",
  }),
  noReason: () => ({
    code: "no-reason",
    message: "gives no reason",
    fix: "say why the finding is accepted, for whoever reads it in a year",
  }),
  notDate: () => ({ code: "not-a-date", message: "is not a date", fix: "write it as 2027-01-31" }),
});
