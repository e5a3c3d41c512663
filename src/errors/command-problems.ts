/** What can be wrong with: the command line. */

import { nearest, oneOf } from "./nearest";
import { problemTable } from "./problem";

export const commandProblems = problemTable({
  notAnEndpoint: (text: string, deployment: string, known: readonly string[]) => ({
    code: "not-an-endpoint",
    deployment,
    known,
    message: `is not a party of ${deployment}`,
    fix: `${oneOf(text, known)}${nearest(text, known) ? ` The parties are ${known.join(", ")}; a` : "; a"} CIDR, sg-... or pl-... will do too`,
  }),
  notAPool: (name: string, deployment: string, known: readonly string[]) => ({
    code: "not-a-pool",
    deployment,
    known,
    message: `is not a pool of ${deployment}`,
    fix: known.length > 0 ? oneOf(name, known) : "it has none: name a party",
  }),
  unboundEndpoint: (party: string, deployment: string) => ({
    code: "unbound-endpoint",
    party,
    deployment,
    message: `is not bound in ${deployment}, so its addresses are not known`,
    fix: `bind ${party} under parties, or use an address such as 203.0.113.10/32`,
    hidesValue: true,
  }),
  notAPartyOf: (party: string, deployment: string, known: readonly string[]) => ({
    code: "not-a-party",
    deployment,
    known,
    message: `is not a party of ${deployment}`,
    fix: oneOf(party, known),
  }),
  depthOfNothing: () => ({
    code: "depth-of-nothing",
    message: "counts steps from a party",
    fix: "add --party",
  }),
  unknownOption: (option: string, known: readonly string[]) => ({
    code: "unknown-option",
    known,
    message: "is not an option of this command",
    fix: oneOf(option, known),
  }),
  /** `word` is a word after the option that starts with -, and so is not its value. */
  noOptionValue: (option: string, placeholder: string, word?: string) => ({
    code: "no-option-value",
    placeholder,
    message: "needs a value",
    fix: `write ${option} ${placeholder}${word === undefined ? "" : `, or ${option}=${word} if ${word} is the value`}`,
  }),
  flagValue: (flag: string) => ({ code: "flag-value", message: "does not accept a value", fix: `write ${flag}` }),
  optionTwice: () => ({ code: "option-twice", message: "given more than once", fix: "keep one" }),
  required: (example: string) => ({
    code: "required-argument",
    example,
    message: "is required",
    fix: `for example ${example}`,
  }),
  unknownVerb: (verb: string, known: readonly string[]) => ({
    code: "unknown-verb",
    known,
    message: "is not a verb",
    fix: oneOf(verb, known),
  }),
  replacedVerb: (replacement: string) => ({
    code: "replaced-verb",
    replacement,
    message: "is no longer a verb",
    fix: `use ${replacement}`,
  }),
  strayArgument: (expected: readonly string[]) => ({
    code: "stray-argument",
    expected,
    message: "unexpected argument",
    fix: expected.length > 0 ? `write ${expected.join(" and ")} only` : "this command accepts options only",
  }),
  whichDeployment: (known: readonly string[]) => ({
    code: "which-deployment",
    known,
    message: "is required, because the config has several deployments",
    fix: `use one of ${known.join(", ")}`,
  }),
  noSuchDeployment: (name: string, known: readonly string[]) => ({
    code: "no-such-deployment",
    known,
    message: "is not a deployment of the config",
    fix: oneOf(name, known),
  }),
  withoutSides: (sides: readonly string[]) => ({
    code: "without-sides",
    sides,
    message: `cannot be combined with ${sides.join(" and ")}`,
    fix: "remove one or the other",
  }),
  notAConfig: () => ({
    code: "not-a-config",
    message: "is not a config, whose VPCs EC2 could be asked about",
    fix: "name a config file with --live, or what aws ec2 prints in place of --live",
  }),
  noVpc: () => ({
    code: "no-vpc",
    message: "needs the VPC of the deployment",
    fix: "add vpcId to the deployment",
  }),
  needsAssertions: () => ({
    code: "needs-assertions",
    message: "is no output folder of synth",
    fix: "name such a folder; or add --assertions FILE, to prove assertions by what exists; or run rancher-sg audit, to compare what exists with the deployments",
    hidesValue: true,
  }),
  onlyWith: (flag: string) => ({
    code: "only-with",
    flag,
    message: `has no meaning without ${flag}`,
    fix: `add ${flag}, or remove it`,
  }),
  withoutOption: (option: string) => ({
    code: "without-option",
    option,
    message: `cannot be combined with ${option}`,
    fix: "remove one or the other",
  }),
  notAProtocol: (text: string) => ({
    code: "not-a-protocol",
    message: "is not a protocol",
    fix: oneOf(text, ["tcp", "udp", "icmp", "icmpv6", "all", "a number from 0 to 255"]),
  }),
  namedProtocol: (name: string) => ({
    code: "named-protocol",
    name,
    message: `is the number of ${name === "all" ? "every protocol" : name}`,
    fix: `write ${name}`,
  }),
  notIcmp: (form: string) => ({
    code: "not-icmp",
    form,
    message: "is not an ICMP type and code",
    fix: `${form}; both are 0 to 255`,
  }),
  notRole: (roles: readonly string[]) => ({
    code: "not-a-role",
    roles,
    message: "does not say which group nodes of a role attach",
    fix: `write ROLE=GROUP, such as etcd=sg-0123456789abcdef0; the roles are ${roles.join(", ")}`,
  }),
  groupOfRancherAndCluster: () => ({
    code: "group-of-rancher-and-cluster",
    message: "is named for the nodes of Rancher and for those of a cluster",
    fix: "name it for one of them: Rancher's own cluster has only the role rancher",
  }),
  unknownGroup: (origin: string) => ({
    code: "unknown-group",
    origin,
    message: `is not among the groups in ${origin}`,
    fix: "write the id of one that is, as sg-...",
  }),
  whichVpc: (vpcIds: readonly string[]) => ({
    code: "which-vpc",
    vpcIds,
    message: `the groups are in several VPCs: ${vpcIds.join(", ")}`,
    fix: "name one",
    hidesValue: true,
  }),
  noSuchRoles: () => ({
    code: "no-such-roles",
    message: "are not all the roles of a deployment",
    fix: "name a group for each of etcd, controlplane and worker, or for rancher; a group may have several roles",
  }),
  nothingLikeRancher: (names: readonly string[]) => ({
    code: "nothing-like-rancher",
    names,
    message: "has no group with a port of Kubernetes, nor one that lets its nodes reach each other",
    fix:
      names.length > 0
        ? `say which group nodes attach, such as --role etcd=sg-...; there are ${names.join(", ")}`
        : "read the groups of another VPC or region",
    hidesValue: true,
  }),
  onlyForExisting: () => ({
    code: "only-for-existing",
    message: "has a meaning only for groups that exist",
    fix: "name what was read, such as groups.json,rules.json, or add --live",
  }),
  partlyReadGroup: (origin: string) => ({
    code: "partly-read-group",
    origin,
    message: `has only some of its rules in ${origin}`,
    fix: "read EC2's answers about it",
    hidesValue: true,
  }),
});
