/**
 * Which rules of a network are too permissive, duplicate, over quota, or without effect? Guarantees: pure, and the same
 * findings for every order of groups and rules. Sees only the network and the plans of the config: unless the network was read from
 * EC2, it lacks the rules that other programs wrote into an existing group. Ignores routes and network ACLs.
 */

import type { Finding } from "../model/finding";
import { compare } from "../projection/compare";
import { acknowledge } from "./acknowledge";
import type { Check, Sighting } from "./check";
import { checks } from "./checks";
import { LintedPlan, type LintOptions, type LintSubject } from "./linted-plan";
import { portRulesOf } from "./wording";

export { checkDescriptions } from "./checks";
export type { LintOptions, LintSubject } from "./linted-plan";

/**
 * The findings about one deployment, in the order of the checks and then of the groups. Acknowledged findings are
 * marked. `today` is an ISO date, such as 2027-01-31: acknowledgements expire.
 */
export function lint(plan: LintSubject, today: string, options: LintOptions = {}): readonly Finding[] {
  const linted = new LintedPlan(plan, options);
  const findings = checks.flatMap((check) =>
    Array.from(check.find(linted), (sighting) => findingOf(check, sighting, plan)).sort(byGroupAndMessage),
  );
  return acknowledge(findings, plan.deployment.lint?.acknowledge ?? [], plan, today);
}

function findingOf({ id, severity, matches }: Check, sighting: Sighting, plan: LintSubject): Finding {
  const { group, rules = [], message } = sighting;
  return {
    id,
    severity,
    deployment: plan.deployment.name,
    ...(group ? { group: group.group.planned?.key ?? group.group.peer.value, groupName: group.group.name } : {}),
    rules: [...new Set(rules.map(({ key }) => key))].sort(),
    portRules: portRulesOf(rules),
    message,
    matches,
  };
}

function byGroupAndMessage(a: Finding, b: Finding): number {
  return compare(a.group ?? "", b.group ?? "") || compare(a.message, b.message);
}
