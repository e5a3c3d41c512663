/**
 * Fewer rules with the same flows. Guarantees, for every group and direction: flows equal to those of the input, which
 * it checks; never more rules; every port rule still named by the rules that serve it; the same result for every order
 * of the input, and nothing left to do on a second run. Knows no more than the rules: a group is never part of a CIDR,
 * and all protocols together never become `-1`.
 */
import type { Plan, PlannedSecurityGroup, SecurityGroupRule } from "../model/plan";
import { flowsOf, withoutImplied } from "./implied-rules";
import { mergeCidrs, mergePorts, withoutDuplicates } from "./merge-rules";
import { byWhatEc2Sees } from "./normalize";

type Rules = readonly SecurityGroupRule[];
type Step = (rules: Rules) => Rules;

/** The plan with fewer rules, or as many. Already done if its deployment says `optimize: true`. */
export function optimize(plan: Plan): Plan {
  return { ...plan, groups: plan.groups.map(optimizeGroup) };
}

export function optimizeGroup(group: PlannedSecurityGroup): PlannedSecurityGroup {
  const rules = (["ingress", "egress"] as const).flatMap((direction) => {
    const before = group.rules.filter((rule) => rule.direction === direction);
    const after = fewest(withoutDuplicates(before));
    if (after.length <= before.length && flowsOf(after).equals(flowsOf(before))) return after;
    throw new Error(`optimize changed what ${direction} of ${group.name} allows: a bug of rancher-security-groups`);
  });
  return { ...group, rules };
}

/** No one order of the steps is best for all rules; of equals, the first has the narrowest rules. */
function fewest(rules: Rules): Rules {
  const unimplied = sorted(withoutImplied)(rules);
  const results = [unimplied, rules].flatMap((start) =>
    [
      [mergePorts, mergeCidrs],
      [mergeCidrs, mergePorts],
    ].map((steps) => sorted(withoutImplied)(untilDone(start, steps))),
  );
  return results.reduce((best, next) => (next.length < best.length ? next : best));
}

/** Repeats the steps for as long as they leave fewer rules: a step that merges nothing changes nothing. */
function untilDone(rules: Rules, steps: readonly Step[]): Rules {
  const next = steps.reduce((merged, step) => sorted(step)(merged), rules);
  return next.length < rules.length ? untilDone(next, steps) : next;
}

const sorted =
  (step: Step): Step =>
  (rules) =>
    [...step(rules)].sort(byWhatEc2Sees);
