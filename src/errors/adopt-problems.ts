/** What can be wrong with: what exists in EC2, and the map by which it is taken over. */
import { problemTable } from "./problem";

const again = "run rancher-sg audit --imports again, or remove the line adopt, which only one deploy needs";

export const adoptProblems = problemTable({
  importsOfAnother: (deployment: string) => ({
    code: "imports-of-another",
    deployment,
    message: `does not belong to ${deployment}, which reads this import map`,
    fix: again,
  }),
  staleGroupImport: () => ({
    code: "stale-group-import",
    message: "is no group of the deployment",
    fix: again,
    aboutKey: true,
    hidesValue: true,
  }),
  staleRuleImport: () => ({
    code: "stale-rule-import",
    message: "is a rule that the deployment does not ask for, so nobody would manage it",
    fix: again,
    aboutKey: true,
    hidesValue: true,
  }),
  notAnEc2Answer: (commands: readonly string[]) => ({
    code: "not-an-ec2-answer",
    commands,
    message: "is not an answer of EC2 about security groups",
    fix: `name what aws ec2 prints as JSON for ${commands.join(", ")}`,
  }),
  notAnEc2List: () => ({
    code: "not-an-ec2-list",
    message: "is a list, and its elements do not tell what it is a list of",
    fix: "run the aws command without --query",
    hidesValue: true,
  }),
  unknownAnswer: (known: readonly string[]) => ({
    code: "unknown-answer",
    known,
    message: "is not read here",
    fix: `remove it; the keys that are read are ${known.join(", ")}`,
    hidesValue: true,
  }),
  onePage: () => ({
    code: "one-page",
    message: "is one page of several (NextToken), so groups or rules are missing",
    fix: "run the aws command again without --max-items and --no-paginate",
    hidesValue: true,
  }),
  whichPrefixList: () => ({
    code: "which-prefix-list",
    message: "does not say of which prefix list these are the entries, because EC2 does not repeat the id",
    fix: "name the file after the list, such as pl-0123456789abcdef0.json, or add the key PrefixListId",
    hidesValue: true,
  }),
  notOnePeer: () => ({
    code: "not-one-peer",
    message: "has no peer, or several",
    fix: "run the aws command again; EC2 reports exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupInfo",
    hidesValue: true,
  }),
  cutShort: (why: string) => ({
    code: "cut-short",
    why,
    message: `is not JSON, or is cut short: ${why}`,
    fix: "run the aws command again, with --output json",
  }),
  noGroups: (region: string, vpcId: string) => ({
    code: "no-groups-described",
    region,
    vpcId,
    message: "names no security group, only rules",
    fix: `name the groups too: ${groupsCommand(region, [vpcId])}`,
    hidesValue: true,
  }),
  noRuleIds: (region: string, groupIds: readonly string[]) => ({
    code: "no-rule-ids",
    region,
    groupIds,
    message: "has rules that can only be imported by their ids, so no import map is written",
    fix: `name the rules too: ${rulesCommand(region, groupIds)}`,
    hidesValue: true,
  }),
  answersDiffer: () => ({
    code: "answers-differ",
    message: "has other rules in describe-security-groups than in describe-security-group-rules",
    fix: "ask EC2 for both again, without filtering rules",
    hidesValue: true,
  }),
  severalWithPrefix: (groups: readonly string[]) => ({
    code: "several-with-prefix",
    groups,
    message: `is the name prefix of several groups: ${groups.join(", ")}`,
    fix: "remove the groups that nothing attaches, or bind the right one with securityGroupId",
    hidesValue: true,
  }),
  severalWithName: (groups: readonly string[]) => ({
    code: "several-with-name",
    groups,
    message: `is the name of several groups of the VPC: ${groups.join(", ")}`,
    fix: "EC2 has one group of a name in a VPC, so give only the answer about this account and VPC",
    hidesValue: true,
  }),
  notWhatExists: () => ({
    code: "not-what-exists",
    message: "is not about groups that exist",
    fix: "name EC2's answers, or the JSON of terraform show -json of a plan or a state; compare configs and synthesised folders with rancher-sg diff",
    hidesValue: true,
  }),
  notTerraformShown: () => ({
    code: "not-terraform-shown",
    message: "is no plan and no state of Terraform",
    fix: "run terraform show -json in the folder of the previous owner's configuration, and name a file with what it prints",
  }),
  nameOfOtherCase: (name: string, id: string) => ({
    code: "name-of-other-case",
    name,
    id,
    message: `is another name to Terraform than ${name} (${id}), and the same to EC2`,
    fix: "write the name as EC2 has it",
    hidesValue: true,
  }),
  sameRuleTwice: (other: string) => ({
    code: "same-rule-twice",
    other,
    message: `is the same rule as ${other} to EC2, which refuses the second: two parties are one group`,
    fix: "bind one of them to cidrs or to none",
    hidesValue: true,
  }),
  noSdk: (name: string, region: string, vpcIds: readonly string[]) => ({
    code: "no-sdk",
    name,
    region,
    vpcIds,
    message: "is not installed, and EC2 cannot be asked without it",
    fix: `npm install ${name}; or run ${groupsCommand(region, vpcIds)} and ${rulesCommand(region)}, then rancher-sg audit groups.json rules.json`,
  }),
  ec2Failed: (why: string) => ({
    code: "ec2-failed",
    why,
    message: `does not say what exists: ${why}`,
    fix: "check region, profile and credentials, or name files: see rancher-sg audit --help",
  }),
  /** `kind` is a noun phrase with its article. */
  notOverwritten: (kind: string, option: string) => ({
    code: "not-overwritten",
    kind,
    message: `exists, and is not ${kind}`,
    fix: `name another file with ${option}`,
  }),
});

/** The commands that answer the two questions. */
const groupsCommand = (region: string, vpcIds: readonly string[]) =>
  `aws ec2 describe-security-groups --region ${region}${filter("vpc-id", vpcIds)} > groups.json`;
const rulesCommand = (region: string, groupIds: readonly string[] = []) =>
  `aws ec2 describe-security-group-rules --region ${region}${filter("group-id", groupIds)} > rules.json`;

const filter = (name: string, values: readonly string[]) =>
  values.length > 0 ? ` --filters Name=${name},Values=${values.join(",")}` : "";
