/** Measures how well a candidate describes its groups. */
import { SecurityGroupsError } from "../errors";
import { groupBy } from "../model/group-by";
import { parseDeployment } from "../model/parse-deployment";
import type { Plan } from "../model/plan";
import { planDeployment } from "../projection/plan-deployment";
import { type Bindings, type Candidate, type Filling, inputOf, type Sources } from "./candidate";
import { bindingsFrom, probes, sourcesFrom } from "./clients";
import {
  type Comparison,
  compare,
  covering,
  type ExtraRule,
  type PlannedRule,
  plannedRules,
  trafficOfGroup,
  widerRules,
} from "./comparison";

export interface Fit {
  readonly candidate: Candidate;
  readonly parties: Bindings;
  readonly sources: Sources;
  readonly comparison: Comparison;
  /**
   * The number of differences: port rules that are closed, and traffic that no port rule has. Port rules that users
   * often close count less.
   */
  readonly differences: number;
}

export function planOf(candidate: Candidate, filling: Filling): Plan {
  return planDeployment(parseDeployment(inputOf(candidate, filling)));
}

/**
 * The candidate with the bindings that fit best. Undefined if the deployment is not valid, or if none of its rules can
 * be one of `wanted`. Default: any rule.
 */
export function fitted(candidate: Candidate, wanted?: readonly ExtraRule[]): Fit | undefined {
  try {
    const probed = planOf(candidate, { parties: probes(candidate) });
    if (wanted) {
      const possible = new Set(plannedRules(candidate, probed).map(trafficOfGroup));
      if (!wanted.some((one) => possible.has(trafficOfGroup(one)))) return undefined;
    }
    const parties = bindingsFrom(candidate, probed);
    const sources = sourcesFrom(candidate, probed);
    const plan = planOf(candidate, { parties, sources });
    const comparison = compare(candidate, plan);
    return { candidate, parties, sources, comparison, differences: differencesOf(candidate, comparison, plan) };
  } catch (error) {
    if (error instanceof SecurityGroupsError) return undefined;
    throw error;
  }
}

/**
 * A port that a wider rule opens is no evidence for a choice, nor is a rule that opens everything. Metrics and
 * NodePorts are often closed.
 */
function differencesOf(candidate: Candidate, { missing, matching, extra }: Comparison, { portRules }: Plan): number {
  const closed = missing.filter((one) => widerRules(candidate, one).length === 0 && !mayBeOpen(one));
  const idsOf = (some: readonly PlannedRule[]) => new Set<string>(some.flatMap(({ planned }) => planned.portRules));
  const [closedIds, openIds] = [idsOf(closed), idsOf(matching)];
  const rules = new Map(portRules.map((rule) => [rule.id as string, rule]));
  const weights = [...closedIds].map((id) => {
    const { observes, parameter } = rules.get(id) ?? {};
    return (observes || parameter === "nodePorts" ? 0.25 : 1) * (openIds.has(id) ? 0.5 : 1);
  });
  const planned = groupBy([...missing, ...matching], ({ group }) => group.id);
  const added = extra.filter(
    ({ group, rule }) =>
      rule.ipProtocol !== "-1" &&
      covering(
        rule,
        (planned.get(group.id) ?? []).map((one) => one.rule),
      ).length === 0,
  );
  const traffic = new Set(added.map(trafficOfGroup));
  // A plan with open traffic differs strongly from groups that close it.
  const isTooOpen = closed.some(({ rule }) => rule.ipProtocol === "-1" && rule.direction === "ingress");
  return traffic.size + weights.reduce((sum, weight) => sum + weight, isTooOpen ? 8 : 0);
}

/** Whether private addresses, which may belong to the nodes, may send anything. */
function mayBeOpen({ group, rule }: PlannedRule): boolean {
  if (rule.peer.type !== "securityGroup") return false;
  return group.rules.some(
    ({ direction, ipProtocol, peer }) =>
      direction === rule.direction &&
      ipProtocol === "-1" &&
      /^(10|172\.(1[6-9]|2\d|3[01])|192\.168)\./.test(peer.value),
  );
}
