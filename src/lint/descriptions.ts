/** Finds descriptions that do not explain the group or rule in the EC2 console. */
import type { Check } from "./check";
import { kics, securityGroupRules } from "./references";
import { fewOf } from "./wording";

export const descriptionChecks: readonly Check[] = [
  {
    id: "missing-group-description",
    severity: "note",
    title: "A group has no description, or a tool's default",
    fix: "Say what the group is for. AWS replaces a group whose description changes, so say what stays true",
    matches: { checkov: ["CKV_AWS_23"], trivy: ["AVD-AWS-0099"], kics: [kics.groupDescription] },
    reference: securityGroupRules,
    *find({ groups }) {
      for (const group of groups) {
        const { name, description = "", planned } = group.group;
        // The plan does not contain the description of an existing group.
        if (planned?.existing || saysSomething(description)) continue;
        yield { group, message: `${name} has ${quoted(description)}; say what the group is for` };
      }
    },
  },
  {
    id: "missing-rule-description",
    severity: "note",
    title: "A rule has no description, or a tool's default",
    fix: "Give its port rule a purpose",
    matches: { checkov: ["CKV_AWS_23"], trivy: ["AVD-AWS-0124"], kics: [kics.ruleDescription] },
    reference: securityGroupRules,
    *find({ groups }) {
      for (const group of groups) {
        const every = [...group.ingress.rules, ...group.egress.rules];
        const rules = every.filter(({ rule }) => !saysSomething(rule.description));
        if (rules.length === 0) continue;
        const keys = fewOf(rules.map(({ key }) => key));
        const found = quoted(rules[0]?.rule.description ?? "");
        yield { group, rules, message: `${keys} of ${group.group.name} has ${found}; give its port rule a purpose` };
      }
    },
  },
];

/** Default descriptions of Terraform, Pulumi and the EC2 console, and common placeholders. */
const nothing =
  /^(managed by (terraform|pulumi|cdktf)|launch-wizard.*|default vpc security group|default|todo|tbd|-)?$/i;

function saysSomething(description: string): boolean {
  return !nothing.test(description.trim());
}

function quoted(description: string): string {
  return description.trim() ? `the default description "${description.trim()}"` : "no description";
}
