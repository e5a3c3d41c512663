/** What can be wrong with: several deployments together. */
import type { Problem } from "./issue";

export const fleetProblems = {
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
  sharedState: (place: string, first: string, second: string): Problem => ({
    code: "shared-state",
    message: `deployments ${first} and ${second} use the same Terraform state, ${place}: each deploy would replace the groups of the other`,
    fix: "remove the key or workspace: the default has the name of the deployment; or write a different one for each deployment",
    hidesValue: true,
  }),
  stateIsLock: (place: string, first: string, second: string): Problem => ({
    code: "shared-state",
    message: `deployments ${first} and ${second} use the same object, ${place}, one for its state and the other for the lock file of its state`,
    fix: "write a key that does not end in .tflock",
    hidesValue: true,
  }),
  closedGroup: (deployment: string): Problem => ({
    code: "closed-group",
    message: `is a group of ${deployment} that lets out only the traffic of its port rules, and no outbound rules would be added to it`,
    fix: "add egress: required, which adds the outbound rules of this deployment to that group",
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
} as const;
