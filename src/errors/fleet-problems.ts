/** What can be wrong with: several deployments together. */
import { problemTable } from "./problem";

export const fleetProblems = problemTable({
  duplicateName: (other: string) => ({
    code: "duplicate-name",
    other,
    message: `is also the name of ${other}`,
    fix: "deployment names, whatever the case, are unique",
  }),
  duplicateGroup: (group: string, vpcId: string, other: string) => ({
    code: "duplicate-group",
    group,
    vpcId,
    other,
    message: `makes the group ${group} in ${vpcId}, and so does ${other}`,
    fix: "a VPC takes a group name once, whatever the case: choose another name",
    hidesValue: true,
  }),
  duplicateRule: (rule: string, group: string, other: string) => ({
    code: "duplicate-rule",
    rule,
    group,
    other,
    message: `writes the rule ${rule} into ${group}, and so does ${other}: EC2 refuses the second`,
    fix: "leave the rules of that group to one of them: without manageRules, or with the party bound to none",
    hidesValue: true,
  }),
  sharedGroup: (rule: string, group: string) => ({
    code: "shared-group",
    rule,
    group,
    message: `writes the rule ${rule} into ${group} twice, which EC2 refuses: two of its parties are one group`,
    fix: "bind those parties to cidrs, or give the other deployment a group for each",
    hidesValue: true,
  }),
  sharedState: (location: string, first: string, second: string) => ({
    code: "shared-state",
    location,
    first,
    second,
    message: `keeps the Terraform state of ${first} and of ${second} in one place, ${location}: each deploy would replace the groups of the other`,
    fix: "remove the key or workspace, because the default is different for each deployment; or write a different one for each",
    hidesValue: true,
  }),
  unknownDeployment: (near: string | undefined, known: readonly string[]) => ({
    code: "unknown-deployment",
    known,
    message: "is not another deployment",
    fix: near ? `did you mean "${near}"?` : known.length > 0 ? `use one of ${known.join(", ")}` : "there is no other",
  }),
  otherRegion: (region: string) => ({
    code: "other-region",
    region,
    message: `is a deployment in ${region}, and groups are referred to within a region only`,
    fix: "bind the party to cidrs",
  }),
  noGroupFor: (party: string, holders: readonly string[]) => ({
    code: "no-group-for-party",
    party,
    holders,
    message: `is a deployment that creates no group for ${party}`,
    fix: `it creates groups for ${holders.join(", ")}`,
  }),
  circularReference: () => ({
    code: "circular-reference",
    message: "is a deployment that refers back to this one, and neither could be deployed first",
    fix: "let one of the two refer to the other, with manageRules: true",
  }),
});
