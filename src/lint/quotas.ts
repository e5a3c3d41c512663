/**
 * Quotas of a VPC from Amazon's VPC user guide (awsdocs/amazon-vpc-user-guide, amazon-vpc-limits.md and
 * security-group-rules.md). The first two can be raised; their product cannot.
 */

import type { NetworkRule } from "../model/network";
import type { Check } from "./check";
import type { LintedSide } from "./linted-group";
import type { LintedPlan } from "./linted-plan";
import { vpcQuotas } from "./references";
import { fewOf } from "./wording";

/** Per direction. IPv4 and IPv6 are counted separately. */
export const RULES_PER_GROUP = 60;
const GROUPS_PER_INTERFACE = 5;
const RULES_TIMES_GROUPS = 1000;

export const quotaChecks: readonly Check[] = [
  {
    id: "rules-per-group",
    severity: "warning",
    title: `A group needs more than the ${RULES_PER_GROUP} rules of one direction that AWS allows by default`,
    fix: "Ask AWS for a higher quota, gather CIDRs in a prefix list, or set optimize: true",
    matches: {},
    reference: vpcQuotas,
    *find(linted) {
      for (const group of linted.groups) {
        for (const side of [group.ingress, group.egress]) {
          const weight = weightOf(side, linted);
          // Above this value no raised quota helps, and the check rules-times-groups reports it.
          if (weight <= RULES_PER_GROUP || weight > RULES_TIMES_GROUPS) continue;
          const groups = Math.floor(RULES_TIMES_GROUPS / weight);
          const message = `${group.group.name} needs ${weight} ${side.direction} rules where ${RULES_PER_GROUP} are the default quota; merge rules, or raise it to ${weight}: network interfaces then hold ${groups} groups at most`;
          yield { group, rules: side.rules, message };
        }
      }
    },
  },
  {
    id: "groups-per-interface",
    severity: "warning",
    title: `The nodes of a pool attach more than the ${GROUPS_PER_INTERFACE} groups of a network interface that AWS allows by default`,
    fix: "Give roles that share nodes one group, or ask AWS for a higher quota",
    matches: {},
    reference: vpcQuotas,
    *find(linted) {
      for (const { name, groups } of linted.plan.pools) {
        if (groups.length <= GROUPS_PER_INTERFACE) continue;
        const names = fewOf(groups.map((group) => linted.nameOf(group)).sort(), 6);
        yield {
          message: `nodes of ${name} attach ${groups.length} groups (${names}) where ${GROUPS_PER_INTERFACE} are the default quota; share a group among roles, or raise the quota`,
        };
      }
    },
  },
  {
    id: "rules-times-groups",
    severity: "error",
    title: `The nodes of a pool need more than the ${RULES_TIMES_GROUPS} rules on a network interface that AWS allows at all`,
    fix: "Merge rules or groups: this quota cannot be raised",
    matches: {},
    reference: vpcQuotas,
    *find(linted) {
      for (const direction of ["ingress", "egress"] as const) {
        const weights = linted.groups.map((group) => ({ group, weight: weightOf(group[direction], linted) }));
        for (const { group, weight } of weights) {
          if (weight <= RULES_TIMES_GROUPS) continue;
          const message = `${group.group.name} needs ${weight} ${direction} rules where ${RULES_TIMES_GROUPS} is the most that any quota allows; merge rules`;
          yield { group, rules: group[direction].rules, message };
        }
        for (const { name, groups: held } of linted.plan.pools) {
          const keys = new Set(held.map(({ label }) => label));
          const own = weights.filter(({ group: { group } }) => group.planned && keys.has(group.planned.key));
          const most = Math.max(0, ...own.map(({ weight }) => weight));
          if (held.length < 2 || most > RULES_TIMES_GROUPS || most * held.length <= RULES_TIMES_GROUPS) continue;
          yield {
            message: `nodes of ${name} attach ${held.length} groups with a quota of ${most} ${direction} rules, and their product, ${most * held.length}, is above ${RULES_TIMES_GROUPS}; merge rules or groups`,
          };
        }
      }
    },
  },
  {
    id: "unknown-prefix-list-size",
    severity: "note",
    title: "A rule names a prefix list, which counts as many rules as the list can have entries",
    fix: "Write the list's maximum number of entries under lint.prefixListEntries",
    matches: {},
    reference: vpcQuotas,
    *find(linted) {
      for (const group of linted.groups) {
        const every = [...group.ingress.rules, ...group.egress.rules];
        const rules = every.filter(({ rule }) => isUnknownList(rule, linted));
        if (rules.length === 0) continue;
        const lists = fewOf([...new Set(rules.map(({ rule }) => rule.peer.label ?? rule.peer.value))].sort());
        const message = `${group.group.name} names ${lists}, which count as many rules as they can have entries; write their maximum under lint.prefixListEntries`;
        yield { group, rules, message };
      }
    },
  },
];

/**
 * The number of rules of a side as the quota counts them, in the address family with more rules. A reference to a group
 * counts in both families. So does a prefix list, whose family is not known here, with its number of entries; if that
 * is unknown, as one.
 */
function weightOf({ rules }: LintedSide, { deployment }: LintedPlan): number {
  const weight = { ipv4: 0, ipv6: 0 };
  for (const { rule } of rules) {
    const { type, value } = rule.peer;
    const size = type === "prefixList" ? (deployment.lint?.prefixListEntries?.[value] ?? 1) : 1;
    if (type !== "cidrIpv6") weight.ipv4 += size;
    if (type !== "cidrIpv4") weight.ipv6 += size;
  }
  return Math.max(weight.ipv4, weight.ipv6);
}

function isUnknownList({ peer }: NetworkRule, { deployment }: LintedPlan): boolean {
  return peer.type === "prefixList" && deployment.lint?.prefixListEntries?.[peer.value] === undefined;
}
