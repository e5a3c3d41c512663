/**
 * Holds a plan against what exists in EC2: which of its groups and rules are there already, and under which ids. Pure.
 * Two rules are the same where EC2 would call the second a duplicate; descriptions and tags do not matter.
 */
import { type Issue, problems, SecurityGroupsError } from "../errors";
import type { ImportMap } from "../model/import-map";
import { driverTag } from "../model/placement";
import { type PlannedSecurityGroup, ruleKey, type SecurityGroupRule } from "../model/plan";
import type { FoundGroup } from "./found-group";
import { type AdoptionSubject, FoundNames } from "./found-names";
import { type FoundRule, identityOf } from "./found-rule";

/** A planned rule that exists. */
export interface MatchedRule {
  readonly rule: SecurityGroupRule;
  readonly found: FoundRule;
}

/** One group of a plan beside the group of its name in the VPC. */
export interface GroupAdoption {
  readonly planned: PlannedSecurityGroup;
  /** Absent where the group does not exist. */
  readonly found?: FoundGroup;
  readonly matching: readonly MatchedRule[];
  /** What the deploy creates. */
  readonly missing: readonly SecurityGroupRule[];
  /** What stays open as it is, managed by nobody. None in a group that others own. */
  readonly extra: readonly FoundRule[];
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
  existing: readonly FoundGroup[],
  others: readonly AdoptionSubject[] = [],
): Adoption {
  const names = new FoundNames(existing, [subject, ...others]);
  const { plan, vpcId } = subject;
  const issues = plan.groups.flatMap((planned) => adoptionIssues(subject, planned, names));
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  const groups = plan.groups.map((planned) => groupAdoption(subject, planned, names, others));
  return {
    groups,
    importMap: { deployment: plan.deployment.name, vpcId, groups: Object.fromEntries(groups.flatMap(imports)) },
  };
}

function adoptionIssues(subject: AdoptionSubject, planned: PlannedSecurityGroup, names: FoundNames): readonly Issue[] {
  const root = `${subject.plan.deployment.name}: ${planned.name}`;
  const other = names.groupOfOtherCase(subject, planned);
  if (other) return [{ ...problems.nameOfOtherCase(other.name, other.id), root, path: [] }];
  const first = new Map<string, SecurityGroupRule>();
  return planned.rules.flatMap((rule): Issue[] => {
    const identity = names.identity(subject, rule);
    const same = identity && first.get(identity);
    if (same) return [{ ...problems.sameRuleTwice(ruleKey(same)), root, path: [ruleKey(rule)] }];
    if (identity) first.set(identity, rule);
    return [];
  });
}

function groupAdoption(
  subject: AdoptionSubject,
  planned: PlannedSecurityGroup,
  names: FoundNames,
  others: readonly AdoptionSubject[],
): GroupAdoption {
  const found = names.group(subject, planned);
  if (!found) return { planned, matching: [], missing: planned.rules, extra: [], lostTags: {} };
  const known = new Map(found.rules.map((rule) => [identityOf(rule), rule]));
  const foundFor = (of: AdoptionSubject, rule: SecurityGroupRule) => known.get(names.identity(of, rule) ?? "");
  const matching = planned.rules.flatMap((rule): MatchedRule[] => {
    const match = foundFor(subject, rule);
    return match ? [{ rule, found: match }] : [];
  });
  const missing = planned.rules.filter((rule) => !foundFor(subject, rule));
  const writtenByOthers = others.flatMap((other) =>
    other.plan.groups
      .filter((group) => group.existing && names.group(other, group) === found)
      .flatMap(({ rules }) => rules.flatMap((rule) => foundFor(other, rule) ?? [])),
  );
  const accounted = new Set([...matching.map((match) => match.found), ...writtenByOthers]);
  const extra = planned.existing ? [] : found.rules.filter((rule) => !accounted.has(rule));
  return {
    planned,
    found,
    matching,
    missing,
    extra,
    lostTags: planned.existing ? {} : lostTags(found, planned, subject),
  };
}

function lostTags(found: FoundGroup, { name }: PlannedSecurityGroup, { tags }: AdoptionSubject) {
  const kept = { Name: name, ...tags };
  // Terraform leaves alone what AWS itself writes; and the tag of the driver is lost for good reason.
  const isLost = (key: string) => !(key in kept) && !key.startsWith("aws:") && key !== driverTag;
  return Object.fromEntries(Object.entries(found.tags).filter(([key]) => isLost(key)));
}

function imports({ planned, found, matching }: GroupAdoption): readonly [string, ImportMap["groups"][string]][] {
  if (!found) return [];
  const rules = matching.flatMap(({ rule, found: { id } }) => (id === undefined ? [] : [[ruleKey(rule), id] as const]));
  return [[planned.key, { securityGroupId: found.id, rules: Object.fromEntries(rules) }]];
}
