/**
 * Which groups and rules of a plan exist in EC2 already, and under which ids? Pure. Descriptions and tags of rules make
 * no difference.
 */
import { RuleComparison } from "../diff/compare-networks";
import { type Issue, problems, SecurityGroupsError } from "../errors";
import type { ImportMap } from "../model/import-map";
import { type NetworkGroup, type NetworkRule, peerName } from "../model/network";
import { driverTag } from "../model/placement";
import type { PlannedSecurityGroup, SecurityGroupRule } from "../model/plan";
import { ruleIdentity, ruleKey } from "../model/rule-identity";
import type { Ec2Group, Ec2Network } from "../network/ec2-network";
import { PlanNames, plannedNetwork } from "../network/planned-network";
import { renameGroups } from "../network/rename-groups";
import { type AdoptionSubject, FoundGroups } from "./found-groups";

/** A planned rule that exists. */
export interface MatchedRule {
  readonly rule: SecurityGroupRule;
  readonly found: NetworkRule;
}

/** One group of a plan beside the group of its name in the VPC. */
export interface GroupAdoption {
  readonly planned: PlannedSecurityGroup;
  /** Absent where the group does not exist. */
  readonly found?: Ec2Group;
  readonly matching: readonly MatchedRule[];
  /** What the deploy creates. */
  readonly missing: readonly SecurityGroupRule[];
  /** What stays open as it is, managed by nobody. None in a group that others own. */
  readonly extra: readonly NetworkRule[];
  /** Tags of the group that the deploy removes, since the deployment does not have them; but for that of Rancher's driver. */
  readonly lostTags: Readonly<Record<string, string>>;
}

/** A deployment beside what exists of it in EC2, and what the next deploy can take over. */
export interface Adoption {
  readonly groups: readonly GroupAdoption[];
  /** What the next deploy takes over: all that exists and has an id. */
  readonly importMap: ImportMap;
}

/**
 * `others` are the deployments that the plan may refer to, and those that write into its groups.
 * @throws SecurityGroupsError where EC2 or Terraform would refuse the deploy whatever is taken over.
 */
export function adopt(
  subject: AdoptionSubject,
  existing: Ec2Network,
  others: readonly AdoptionSubject[] = [],
): Adoption {
  const subjects = [subject, ...others];
  const plans = subjects.map(({ plan }) => plan);
  const names = new PlanNames(plans);
  const foundGroups = new FoundGroups(existing, subjects, names);
  const { groups } = renameGroups(plannedNetwork(plans, names), foundGroups.nameOf);
  const { plan, vpcId } = subject;
  const { name } = plan.deployment;
  const issues = plan.groups.flatMap((planned, index) => {
    const other = foundGroups.groupOfOtherCase(subject, planned);
    const root = `${name}: ${planned.name}`;
    if (other) return [{ ...problems.nameOfOtherCase(other.name, other.id), root, path: [] }];
    return duplicateIssues(groups[index] as NetworkGroup, root);
  });
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  const adoptions = plan.groups.map((planned, index) => {
    const found = foundGroups.group(plan, planned);
    const ofOthers = groups
      .slice(plan.groups.length)
      .filter(({ peer }) => found && peerName(peer) === peerName(found.peer));
    return groupAdoption(subject, planned, groups[index] as NetworkGroup, found, ofOthers);
  });
  return {
    groups: adoptions,
    importMap: { deployment: name, vpcId, groups: Object.fromEntries(adoptions.flatMap(imports)) },
  };
}

/** Different peers of a plan may be one group in EC2. */
function duplicateIssues({ rules }: NetworkGroup, root: string): readonly Issue[] {
  const first = new Map<string, NetworkRule>();
  return rules.flatMap((rule): Issue[] => {
    const identity = ruleIdentity(rule);
    const same = first.get(identity);
    if (same) return [{ ...problems.sameRuleTwice(same.key), root, path: [rule.key] }];
    first.set(identity, rule);
    return [];
  });
}

function groupAdoption(
  subject: AdoptionSubject,
  planned: PlannedSecurityGroup,
  { rules }: NetworkGroup,
  found: Ec2Group | undefined,
  ofOthers: readonly NetworkGroup[],
): GroupAdoption {
  if (!found) return { planned, matching: [], missing: planned.rules, extra: [], lostTags: {} };
  const byKey = new Map(planned.rules.map((rule) => [ruleKey(rule), rule]));
  const plannedRule = ({ key }: NetworkRule) => byKey.get(key) as SecurityGroupRule;
  const { matching, missing } = new RuleComparison(rules, found.rules);
  const written = [...rules, ...ofOthers.flatMap((group) => group.rules)];
  return {
    planned,
    found,
    matching: matching.map((match) => ({ rule: plannedRule(match.rule), found: match.found })),
    missing: missing.map(plannedRule),
    extra: planned.existing ? [] : new RuleComparison(written, found.rules).extra,
    lostTags: planned.existing ? {} : lostTags(found, planned, subject),
  };
}

function lostTags(found: Ec2Group, { name }: PlannedSecurityGroup, { tags }: AdoptionSubject) {
  const kept = { Name: name, ...tags };
  // Terraform leaves alone what AWS itself writes; and the tag of the driver is lost for good reason.
  const isLost = (key: string) => !Object.hasOwn(kept, key) && !key.startsWith("aws:") && key !== driverTag;
  return Object.fromEntries(Object.entries(found.tags).filter(([key]) => isLost(key)));
}

function imports({ planned, found, matching }: GroupAdoption): readonly [string, ImportMap["groups"][string]][] {
  if (!found) return [];
  const rules = matching.flatMap(({ rule, found: { key } }) => (key === "" ? [] : [[ruleKey(rule), key] as const]));
  return [[planned.key, { securityGroupId: found.id, rules: Object.fromEntries(rules) }]];
}
