/**
 * The one error class of the package, and every sentence a user can get about bad input.
 * A problem says what is wrong and how to mend it; an issue is a problem at a place.
 */
import { distance } from "fastest-levenshtein";

export type Path = readonly (string | number)[];

/** A position in a file, both counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a value, and how to mend it. Codes are stable; texts may improve. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
  /** True when the key, not its value, is at fault: positions then point at the key. */
  readonly aboutKey?: boolean;
  /** True when the value itself says nothing to the reader (a long list, or nothing at all). */
  readonly hidesValue?: boolean;
}

/** A problem at a place in the user's input. */
export interface Issue extends Problem {
  readonly path: Path;
  readonly received?: unknown;
  readonly place?: Place;
  /** What the path starts from: a construct path, say. */
  readonly root?: string;
}

/** Thrown once, with everything that was found wrong. */
export class SecurityGroupsError extends Error {
  override readonly name = "SecurityGroupsError";
  /** Stable, for programs. */
  readonly code = "INVALID_INPUT";

  constructor(readonly issues: readonly Issue[]) {
    super(issues.map(issueLine).join("\n"));
  }
}

/** `<path>: <what is wrong>, got <value>; <fix>` */
export function issueLine(issue: Issue): string {
  const place = issue.place && `${issue.place.file}:${issue.place.line}:${issue.place.column}`;
  const where = [place, issue.root, pathText(issue.path)].filter(Boolean).join(" ");
  const value = issue.hidesValue || issue.received === undefined ? "" : `, got ${valueText(issue.received)}`;
  const fix = issue.fix ? `; ${issue.fix}` : "";
  return `${where}${where ? ": " : ""}${issue.message}${value}${fix}`;
}

/** `deployments[1].parties.apiClients.cidrs[0]` */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text ? `${text}.${step}` : step;
  }, "");
}

function valueText(value: unknown): string {
  const text = typeof value === "bigint" ? `${value}` : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** The known word a user most likely meant, if one is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

function oneOf(word: unknown, known: readonly string[]): string {
  const near = typeof word === "string" ? nearest(word, known) : undefined;
  return near ? `did you mean "${near}"?` : `use one of ${known.join(", ")}`;
}

/** One issue at a place in what the user wrote, as an error. */
export function mistake(problem: Problem, path: Path, received?: unknown): SecurityGroupsError {
  return new SecurityGroupsError([{ ...problem, path, ...(received === undefined ? {} : { received }) }]);
}

export const problems = {
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
  listToken: (): Problem => ({
    code: "token-list",
    message: "is a token for a list of unknown length, which cannot become a known set of rules",
    fix: "pass the elements one by one, or a prefix list",
    hidesValue: true,
  }),
  notAwsId: (what: string, example: string): Problem => ({
    code: "not-aws-id",
    message: `is not the id of ${what}`,
    fix: `it looks like ${example}`,
  }),
  notName: (allowed: string): Problem => ({ code: "not-a-name", message: "cannot be used as a name", fix: allowed }),
  groupName: (name: string, why: string): Problem => ({
    code: "group-name",
    message: `makes the security group name "${name}", which AWS refuses: ${why}`,
    fix: "choose another name",
  }),
  tag: (why: string): Problem => ({
    code: "tag",
    message: `is a tag AWS refuses: ${why}`,
    fix: "shorten or rename it",
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

  emptyBinding: (known: readonly string[]): Problem => ({
    code: "empty-binding",
    message: "binds the party to nothing",
    fix: `use one of ${known.join(", ")}; or write anywhere, or none`,
  }),
  createAlone: (): Problem => ({
    code: "create-alone",
    message: "create: true stands alone",
    fix: "either create the group, or name what exists",
    hidesValue: true,
  }),
  twoGroups: (): Problem => ({
    code: "two-groups",
    message: "names two groups for one party",
    fix: "keep one of securityGroupId and deployment; further groups go to securityGroupIds",
    hidesValue: true,
  }),
  notOurs: (): Problem => ({
    code: "not-ours",
    message: "is a party outside the deployment, so no group is created or managed for it",
    fix: "bind it to cidrs, prefixListIds, securityGroupIds, anywhere or none",
    hidesValue: true,
  }),
  notCreatable: (): Problem => ({
    code: "not-creatable",
    message: "is a cluster that exists already, so no group is created for it",
    fix: "name its group in securityGroupId, or its addresses in cidrs",
    hidesValue: true,
  }),
  manageWithoutGroup: (): Problem => ({
    code: "manage-without-group",
    message: "manageRules needs a group whose rules to manage",
    fix: "add securityGroupId or deployment",
    hidesValue: true,
  }),
  notAParty: (party: string, known: readonly string[]): Problem => ({
    code: "not-a-party",
    message: "is not a party of this deployment",
    fix: oneOf(party, known),
    hidesValue: true,
  }),
  notAnEndpoint: (text: string, deployment: string, known: readonly string[]): Problem => ({
    code: "not-an-endpoint",
    message: `is not a party of ${deployment}`,
    fix: `${oneOf(text, known)}${nearest(text, known) ? ` The parties are ${known.join(", ")}; a` : "; a"} CIDR, sg-... or pl-... will do too`,
  }),
  presetWithoutNodes: (): Problem => ({
    code: "preset-without-nodes",
    message: "is a preset for clusters whose nodes have groups here",
    fix: "use it with provisioning: node-pools or custom",
  }),
  unknownPortRule: (id: string, known: readonly string[]): Problem => ({
    code: "unknown-port-rule",
    message: "is not the id of a port rule of this deployment",
    fix: oneOf(id, known),
  }),
  takenPortRule: (): Problem => ({
    code: "taken-port-rule",
    message: "is the id of another port rule",
    fix: "choose another, or change that rule under rules.override",
  }),
  unusedPort: (used: readonly string[]): Problem => ({
    code: "unused-port",
    message: "is a port that no port rule of this deployment has",
    fix: used.length > 0 ? `use one of ${used.join(", ")}` : "remove it",
    aboutKey: true,
    hidesValue: true,
  }),
  unboundParty: (portRules: readonly string[]): Problem => ({
    code: "unbound-party",
    message: `is bound to nothing, and ${portRules.length === 1 ? "this port rule needs" : "these port rules need"} it: ${portRules.join(", ")}`,
    fix: "bind it to cidrs, prefixListIds, securityGroupIds, anywhere or none",
    aboutKey: true,
    hidesValue: true,
  }),
  noLoadBalancer: (): Problem => ({
    code: "no-load-balancer",
    message: "binds a load balancer in a deployment that has none",
    fix: "add loadBalancer: { terminatesTls: true } (or false) to the deployment, or remove this",
    aboutKey: true,
    hidesValue: true,
  }),
  notNarrowable: (portRule: string, known: readonly string[]): Problem => ({
    code: "not-narrowable",
    message: "is not a port rule of this deployment with a world-open source",
    fix: oneOf(portRule, known),
    aboutKey: true,
    hidesValue: true,
  }),

  noReason: (): Problem => ({
    code: "no-reason",
    message: "gives no reason",
    fix: "say why the finding is accepted, for whoever reads it in a year",
  }),
  notDate: (): Problem => ({ code: "not-a-date", message: "is not a date", fix: "write it as 2027-01-31" }),

  duplicateName: (other: string): Problem => ({
    code: "duplicate-name",
    message: `is also the name of ${other}`,
    fix: "deployment names, whatever the case, are unique",
  }),
  duplicateGroup: (group: string, vpcId: string, other: string): Problem => ({
    code: "duplicate-group",
    message: `makes the group ${group} in ${vpcId}, and so does ${other}`,
    fix: "a VPC takes a group name once, whatever the case: choose another name",
    hidesValue: true,
  }),
  duplicateRule: (rule: string, group: string, other: string): Problem => ({
    code: "duplicate-rule",
    message: `writes the rule ${rule} into ${group}, and so does ${other}: EC2 refuses the second`,
    fix: "leave the rules of that group to one of them: without manageRules, or with the party bound to none",
    hidesValue: true,
  }),
  sharedGroup: (rule: string, group: string): Problem => ({
    code: "shared-group",
    message: `writes the rule ${rule} into ${group} twice, which EC2 refuses: two of its parties are one group`,
    fix: "bind those parties to cidrs, or give the other deployment a group for each",
    hidesValue: true,
  }),
  unknownDeployment: (near: string | undefined, known: readonly string[]): Problem => ({
    code: "unknown-deployment",
    message: "is not another deployment",
    fix: near ? `did you mean "${near}"?` : known.length > 0 ? `use one of ${known.join(", ")}` : "there is no other",
  }),
  otherRegion: (region: string): Problem => ({
    code: "other-region",
    message: `is a deployment in ${region}, and groups are referred to within a region only`,
    fix: "bind the party to cidrs",
  }),
  noGroupFor: (party: string, holders: readonly string[]): Problem => ({
    code: "no-group-for-party",
    message: `is a deployment that creates no group for ${party}`,
    fix: `it creates groups for ${holders.join(", ")}`,
  }),
  circularReference: (): Problem => ({
    code: "circular-reference",
    message: "is a deployment that refers back to this one, and neither could be deployed first",
    fix: "let one of the two refer to the other, with manageRules: true",
  }),
  unknownOption: (option: string, known: readonly string[]): Problem => ({
    code: "unknown-option",
    message: "is not an option of this command",
    fix: oneOf(option, known),
  }),
  noOptionValue: (): Problem => ({ code: "no-option-value", message: "needs a value", fix: "see --help" }),
  flagValue: (): Problem => ({ code: "flag-value", message: "takes no value", fix: "leave it out" }),
  optionTwice: (): Problem => ({ code: "option-twice", message: "is given twice", fix: "give it once" }),
  strayArgument: (expected: readonly string[]): Problem => ({
    code: "stray-argument",
    message: "is one argument too many",
    fix: expected.length > 0 ? `give ${expected.join(" and ")} only` : "this command takes options only",
  }),
  whichDeployment: (known: readonly string[]): Problem => ({
    code: "which-deployment",
    message: "is missing, and the config has several",
    fix: `use one of ${known.join(", ")}`,
  }),
  noSuchDeployment: (name: string, known: readonly string[]): Problem => ({
    code: "no-such-deployment",
    message: "is not a deployment of the config",
    fix: oneOf(name, known),
  }),
  notAProtocol: (text: string): Problem => ({
    code: "not-a-protocol",
    message: "is not a protocol",
    fix: oneOf(text, ["tcp", "udp", "icmp", "icmpv6", "all", "a number from 0 to 255"]),
  }),
  unreadableBlock: (why: string): Problem => ({
    code: "unreadable-block",
    message: `cannot be compared: ${why}`,
    fix: "compare the configs instead",
    hidesValue: true,
  }),
  oneClaim: (kinds: readonly string[]): Problem => ({
    code: "one-claim",
    message: "must claim one thing",
    fix: `write one of ${kinds.join(", ")}`,
    hidesValue: true,
  }),
  notIcmp: (fix: string): Problem => ({
    code: "not-icmp",
    message: "is not an ICMP type and code",
    fix: `${fix}; both are 0 to 255`,
  }),
  portsOfAll: (): Problem => ({ code: "ports-of-all", message: "goes with tcp, udp or icmp", fix: "leave it out" }),
  noAssertions: (): Problem => ({
    code: "no-assertions",
    message: "holds no assertions",
    fix: "start with a list under the key assertions; stacks/assertions.yaml is an example",
    hidesValue: true,
  }),
  portsOfEverything: (): Problem => ({
    code: "ports-of-everything",
    message: "sets ports of a port rule about every protocol, which has none",
    fix: "omit that port rule, and add one with these ports under rules.add",
    aboutKey: true,
    hidesValue: true,
  }),
  noDeployments: (): Problem => ({
    code: "no-deployments",
    message: "holds no deployments",
    fix: "start with a list under the key deployments; stacks/rancher-sg.yaml is an example",
    hidesValue: true,
  }),
  cannotWrite: (why: string): Problem => ({
    code: "cannot-write",
    message: `cannot be written: ${why}`,
    fix: "name another output folder in CDKTF_OUTDIR",
  }),
  cannotRead: (why: string, fix = "name the config file in RANCHER_SG_CONFIG"): Problem => ({
    code: "cannot-read",
    message: `cannot be read: ${why}`,
    fix,
  }),
  emptyFolder: (): Problem => ({
    code: "empty-folder",
    message: "holds no config file",
    fix: "config files end in .yaml or .yml",
  }),
  severalDocuments: (): Problem => ({
    code: "several-documents",
    message: "holds more than one YAML document",
    fix: "put all deployments under one deployments key",
  }),
  notUtf8: (): Problem => ({ code: "not-utf8", message: "is not UTF-8", fix: "save it as UTF-8" }),
  notExpanded: (): Problem => ({
    code: "not-expanded",
    message: "holds an expression, and nothing is expanded in this file",
    fix: "write the value itself; a CDKTF app of your own can pass tokens to the constructs",
  }),
  reservedKey: (key: string): Problem => ({ code: "reserved-key", message: `has the key ${key}`, fix: "rename it" }),
  yaml: (message: string): Problem => ({ code: "yaml", message: `is not YAML: ${message}` }),
  duplicateKey: (key: string): Problem => ({
    code: "duplicate-key",
    message: `the key ${key} stands in the same map already`,
    fix: "keep one of the two",
  }),

  notSynthesized: (near: string | undefined): Problem => ({
    code: "not-synthesized",
    message: "is not an output folder of cdktf: it holds no manifest.json",
    fix: near ? `did you mean ${near}?` : "name the folder that the synth wrote, such as cdktf.out",
  }),
  noFolder: (): Problem => ({
    code: "no-folder",
    message: "is not a folder",
    fix: "run the synth first, and name its output folder, such as cdktf.out",
  }),
  notJson: (why: string): Problem => ({
    code: "not-json",
    message: `is not JSON, or is cut short: ${why}`,
    fix: "run the synth again",
  }),
  missingStackFile: (why: string): Problem => ({
    code: "missing-stack-file",
    message: `cannot be read, and manifest.json names it: ${why}`,
    fix: "run the synth again",
  }),
  besideSynthesized: (): Problem => ({
    code: "beside-synthesized",
    message: "is read by Terraform together with what was synthesised, and not by us",
    fix: "remove it, or move it out of the stack's folder",
  }),
  missingStack: (name: string, known: readonly string[]): Problem => ({
    code: "missing-stack",
    message: `holds no stack for the deployment "${name}"`,
    fix: `run the synth with the same config; the stacks here are ${known.join(", ") || "none"}`,
    hidesValue: true,
  }),
  unresolved: (what: string): Problem => ({
    code: "unresolved-reference",
    message: `refers to ${what}, which is not there`,
    fix: "run the synth again, for all stacks at once",
  }),
  otherState: (stack: string): Problem => ({
    code: "other-state",
    message: `is named after the stack ${stack}, and reads another state than that stack writes`,
    fix: "run the synth again, for all stacks at once",
    hidesValue: true,
  }),
  notAGroup: (): Problem => ({
    code: "not-a-group",
    message: "is not a security group",
    fix: "write an id such as sg-0123456789abcdef0, or a reference to a group",
  }),
  notKnownYet: (): Problem => ({
    code: "not-known-yet",
    message: "is known to Terraform only, so what it opens cannot be proven",
    fix: "write the value itself",
  }),
} as const;
