/** What can be wrong with: one deployment: its parties, their bindings, its port rules. */
import type { Problem } from "./issue";
import { oneOf } from "./nearest";

export const deploymentProblems = {
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
    message: "exists already, so no group is created for it",
    fix: "name its group in securityGroupId, or its addresses in cidrs",
    hidesValue: true,
  }),
  manageWithoutGroup: (): Problem => ({
    code: "manage-without-group",
    message: "manageRules needs a group whose rules to manage",
    fix: "add securityGroupId or deployment",
    hidesValue: true,
  }),
  egressWithoutRules: (): Problem => ({
    code: "egress-without-rules",
    message: "egress needs a group whose rules to manage",
    fix: "add manageRules: true, or leave it out",
    hidesValue: true,
  }),
  otherAccount: (): Problem => ({
    code: "other-account",
    message: "is a group of another account, which takes no rules from this one",
    fix: "leave manageRules out, and let that account add the rules",
    hidesValue: true,
  }),
  createdPeer: (): Problem => ({
    code: "created-peer",
    message: "is the peer of one port rule, so no group is created for it",
    fix: "name its group in securityGroupId, or its addresses in cidrs",
    hidesValue: true,
  }),
  partyOfDeployment: (): Problem => ({
    code: "party-of-deployment",
    message: "names a deployment or a party of it, and takes both",
    fix: "write { deployment: rancher-prod, party: rancher }",
    hidesValue: true,
  }),
  peerTwice: (): Problem => ({
    code: "peer-twice",
    message: "is both ends of the port rule",
    fix: "name a party of the deployment in from or in to",
    hidesValue: true,
  }),
  unusedPeer: (): Problem => ({
    code: "unused-peer",
    message: "is given, and neither from nor to names it",
    fix: "write peer in from or in to, or leave it out",
    hidesValue: true,
  }),
  notAParty: (party: string, known: readonly string[]): Problem => ({
    code: "not-a-party",
    message: "is not a party of this deployment",
    fix: oneOf(party, known),
    hidesValue: true,
  }),
  presetWithoutNodes: (): Problem => ({
    code: "preset-without-nodes",
    message: "is a preset for clusters whose nodes have groups here",
    fix: "use it with provisioning: node-pools or custom",
  }),
  cloudProviderWithoutNodes: (): Problem => ({
    code: "cloud-provider-without-nodes",
    message: "is for clusters whose nodes have groups here",
    fix: "use it with provisioning: node-pools or custom, or leave it out",
    hidesValue: true,
  }),
  tagOfEveryGroup: (): Problem => ({
    code: "tag-of-every-group",
    message: "would be on every group, and cloudProvider puts it on the one group that may have it",
    fix: "remove it",
    aboutKey: true,
    hidesValue: true,
  }),
  prefixedDriverGroup: (): Problem => ({
    code: "prefixed-driver-group",
    message: "adds a suffix to the name, and Rancher's EC2 node driver finds its group by the exact one",
    fix: "leave it out",
    hidesValue: true,
  }),
  sharedExclusive: (writer: string): Problem => ({
    code: "shared-exclusive",
    message: `would remove the rules of ${writer}`,
    fix: "leave exclusiveRules out",
    hidesValue: true,
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
  portsOfAll: (): Problem => ({ code: "ports-of-all", message: "goes with tcp, udp or icmp", fix: "leave it out" }),
  portsOfEverything: (): Problem => ({
    code: "ports-of-everything",
    message: "sets ports of a port rule whose protocol has none",
    fix: "omit that port rule, and add one with these ports under rules.add",
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
    fix: known.length > 0 ? oneOf(portRule, known) : "it has none: name its clients under parties",
    aboutKey: true,
    hidesValue: true,
  }),
  otherFramework: (ours: string, theirs: string): Problem => ({
    code: "other-framework",
    message: `is a construct for ${ours} in a stack of ${theirs}`,
    fix: `import it from ${JSON.stringify(theirs === "cdktf" ? "rancher-security-groups" : `rancher-security-groups/${theirs}`)}`,
  }),
} as const;
