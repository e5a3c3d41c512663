/** The network that EC2 reports, each rule with one peer: EC2 itself lists several peers in one permission. */

import { type Issue, issueLine, problems, SecurityGroupsError } from "../errors";
import { append } from "../model/append";
import { groupBy } from "../model/group-by";
import type { Network, NetworkGroup, NetworkRule } from "../model/network";
import { ruleIdentity } from "../model/rule-identity";
import type { DescribedGroup, DescribedRule, Ec2Answer } from "./ec2-answer";
import type { NetworkAcl, NetworkInterface, Subnet } from "./ec2-hosts";
import type { ReadRules } from "./ec2-rules";

export type { NetworkAcl, NetworkAclEntry, NetworkInterface, Subnet } from "./ec2-hosts";

/** A security group as EC2 reports it. */
export interface Ec2Group extends NetworkGroup {
  /** `sg-...` */
  readonly id: string;
  readonly vpcId: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Rules that name a group of a deleted peering connection: they open nothing, and are not in `rules`. Default: none. */
  readonly stale?: readonly NetworkRule[];
}

/** The report of EC2. Rules name groups by their ids. Answers that are not in the files, and were not asked for, are absent. */
export interface Ec2Network extends Network {
  readonly groups: readonly Ec2Group[];
  readonly interfaces?: readonly NetworkInterface[];
  readonly subnets?: readonly Subnet[];
  readonly networkAcls?: readonly NetworkAcl[];
}

export interface Ec2NetworkOptions {
  /** Whether the rules of a group have to be readable. Default: those of every group. */
  readonly isWanted?: (group: Pick<Ec2Group, "id" | "name" | "vpcId">) => boolean;
}

/**
 * The groups of an answer. If EC2 was asked for the single rules of a group, each rule has its id.
 * @throws SecurityGroupsError with every rule of a wanted group that has no meaning to EC2.
 */
export function ec2Network(answer: Ec2Answer, { isWanted = () => true }: Ec2NetworkOptions = {}): Ec2Network {
  const { groups = [], rules = [], prefixLists = [], interfaces, subnets, networkAcls } = answer;
  const byGroup = groupBy(rules, (rule) => rule.groupId);
  const issues: Issue[] = [];
  const read = groups.map((group): Ec2Group => {
    const { id, name, vpcId, description, tags } = group;
    const of = rulesOf(group, byGroup);
    const about = { id, peer: { type: "securityGroup", value: id } as const, name, deployment: "" };
    const found = { ...about, vpcId, description, tags, rules: of.rules };
    const [first] = of.issues;
    if (!first) return of.stale.length > 0 ? { ...found, stale: of.stale } : found;
    if (isWanted(found)) append(issues, of.issues);
    return { ...found, rules: [], unread: issueLine(first) };
  });
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  const known = prefixLists.flatMap(({ id, cidrs }) => (cidrs ? [[id, cidrs] as const] : []));
  return {
    groups: read,
    ...(known.length > 0 ? { prefixLists: new Map(known) } : {}),
    ...(interfaces ? { interfaces } : {}),
    ...(subnets ? { subnets } : {}),
    ...(networkAcls ? { networkAcls } : {}),
  };
}

/** The single rules of a group, or, if EC2 was not asked for them, its permissions. */
function rulesOf(group: DescribedGroup, byGroup: ReadonlyMap<string, readonly DescribedRule[]>): ReadRules {
  const single = byGroup.get(group.id);
  if (!single) return group;
  return {
    rules: single.flatMap(({ rules }) => rules),
    stale: single.flatMap(({ stale }) => stale),
    issues: [...group.issues, ...single.flatMap(({ issues }) => issues)],
  };
}

/** Whether the two answers of EC2 about a group differ: then one of them was filtered, cut short, or is older. */
export function differences({ groups = [], rules = [] }: Ec2Answer, ids: ReadonlySet<string>): readonly Issue[] {
  const byGroup = groupBy(rules, (rule) => rule.groupId);
  const identities = (of: readonly NetworkRule[]) => of.map(ruleIdentity).sort().join("\n");
  return groups
    .filter(({ id }) => ids.has(id))
    .filter((group) => {
      const single = byGroup.get(group.id)?.flatMap((rule) => rule.rules);
      return single && identities(single) !== identities(group.rules);
    })
    .map(({ name, id }) => ({ ...problems.answersDiffer(), root: `${name} (${id})`, path: [] }));
}
