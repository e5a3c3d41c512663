/** Marks the findings that a deployment accepts, and reports acknowledgements that no longer do anything. */
import { nearest } from "../errors";
import type { Acknowledgement } from "../model/acknowledgement";
import type { CheckDescription, Finding } from "../model/finding";
import type { Plan } from "../model/plan";
import { withoutUndefined } from "../model/without-undefined";
import { acknowledgementChecks } from "./checks";

/** `today` is an ISO date. An acknowledgement is valid until the end of the day on which it expires. */
export function acknowledge(
  findings: readonly Finding[],
  acknowledgements: readonly Acknowledgement[],
  plan: Plan,
  today: string,
): readonly Finding[] {
  const hasExpired = ({ expires }: Acknowledgement) => expires !== undefined && expires < today;
  const valid = acknowledgements.filter((entry) => !hasExpired(entry));
  const marked = findings.map((finding): Finding => {
    const entry = valid.find((candidate) => matches(candidate, finding));
    return entry
      ? { ...finding, acknowledged: withoutUndefined({ reason: entry.reason, expires: entry.expires }) }
      : finding;
  });
  const about = acknowledgements.flatMap((entry): Finding[] => {
    const matched = findings.filter((finding) => matches(entry, finding)).length;
    if (matched === 0) return [finding(acknowledgementChecks.stale, plan, staleMessage(entry, plan))];
    return hasExpired(entry) ? [finding(acknowledgementChecks.expired, plan, expiredMessage(entry, matched))] : [];
  });
  return [...marked, ...about];
}

function matches({ id, group }: Acknowledgement, finding: Finding): boolean {
  return id === finding.id && (group === undefined || group === finding.group || group === finding.groupName);
}

function staleMessage({ id, group }: Acknowledgement, { groups }: Plan): string {
  const names = [...new Set(groups.flatMap(({ key, name }) => [name, key]))];
  if (group === undefined) return `nothing here is ${id} any more; remove its acknowledgement`;
  if (names.includes(group)) return `nothing in ${group} is ${id} any more; remove its acknowledgement`;
  const near = nearest(group, names);
  const fix = near ? `did you mean "${near}"?` : `use one of ${names.join(", ")}, or leave the group out`;
  return `the acknowledgement of ${id} names no group of this deployment, got "${group}"; ${fix}`;
}

function expiredMessage({ id, group, expires }: Acknowledgement, matched: number): string {
  const what = `the acknowledgement of ${id}${group === undefined ? "" : ` in ${group}`}`;
  const findings = matched === 1 ? "its finding counts" : `its ${matched} findings count`;
  return `${what} expired on ${expires}: ${findings} again; mend what is found, or renew it with a new date`;
}

function finding({ id, severity, matches }: CheckDescription, plan: Plan, message: string): Finding {
  return { id, severity, deployment: plan.deployment.name, rules: [], portRules: [], message, matches };
}
