/** What `adopt` found, for people and for programs. */
import type { Adoption, GroupAdoption } from "../adopt/adopt";
import { type KeepingRule, keepingOf } from "../adopt/keep";
import type { NetworkRule } from "../model/network";
import { driverTag } from "../model/placement";
import type { Plan } from "../model/plan";
import { portsText } from "../model/ports";
import { ruleKey } from "../model/rule-identity";
import { withoutUndefined } from "../model/without-undefined";
import { oneLine } from "./one-line";
import { ruleText } from "./rule";

/** An adoption, and what it was held against. */
export interface ReportedAdoption {
  readonly plan: Plan;
  readonly region: string;
  readonly adoption: Adoption;
}

/** A paragraph for each group, and a line that sums up. */
export function adoptionText(reported: ReportedAdoption): string {
  const { groups } = reported.adoption;
  const paragraphs = groups.map((group) => lines(paragraph(reported, group)));
  const existing = groups.filter(({ found }) => found).length;
  const sum = (count: (group: GroupAdoption) => number) => groups.reduce((total, group) => total + count(group), 0);
  const planned = sum(({ planned: { rules } }) => rules.length);
  const total = [
    `${existing} of ${groups.length} ${groups.length === 1 ? "group" : "groups"}`,
    `and ${sum(({ matching }) => matching.length)} of ${planned} rules exist`,
  ].join(" ");
  const extra = sum(({ extra: rules }) => rules.length);
  return `${paragraphs.join("\n")}\n${total}${extra > 0 ? `, and ${extra} more that the deployment does not ask for` : ""}.\n`;
}

function paragraph(reported: ReportedAdoption, group: GroupAdoption): readonly string[] {
  const { planned, found, matching, missing, extra, lostTags } = group;
  if (!found) {
    const what = planned.existing ? "is not there" : "does not exist: the deploy creates it";
    return [`${planned.name} ${what}, with ${planned.rules.length} rules`];
  }
  const tags = Object.entries(lostTags).map(([key, value]) => oneLine(`${key}=${value}`));
  return [
    `${planned.name} is ${found.id === planned.name ? "there" : found.id}: ${matching.length} of ${planned.rules.length} rules exist`,
    ...missing.map((rule) => `    missing  ${ruleText(rule)}: the deploy creates it [${rule.portRules.join(", ")}]`),
    ...extra.flatMap((rule) => extraLines(reported, group, found.id, rule)),
    ...(driverTag in found.tags && !planned.existing
      ? [`    tags     the deploy removes ${driverTag}: Rancher's node driver adds no more rules of its own then`]
      : []),
    ...(tags.length > 0 ? [`    tags     the deploy removes ${tags.join(", ")}: keep what is needed under tags`] : []),
  ];
}

function extraLines(reported: ReportedAdoption, group: GroupAdoption, groupId: string, rule: NetworkRule) {
  const { plan, region, adoption } = reported;
  const keeping = keepingOf(plan, adoption.groups, group, rule);
  const keep = keeping.rule ? `rules.add: [${yaml(keeping.rule)}]` : `rules.add cannot, since ${keeping.because}`;
  return [
    `    extra    ${foundText(adoption, groupId, rule)}: the deploy leaves it, unless Terraform made it`,
    `      to keep it: ${keep}`,
    ...(rule.key === "" ? [] : [`      to remove it: ${removal(region, groupId, rule)}`]),
  ];
}

function foundText({ groups }: Adoption, groupId: string, rule: NetworkRule): string {
  const { value } = rule.peer;
  const label = value === groupId ? "itself" : (groups.find(({ found }) => found?.id === value)?.planned.name ?? value);
  const text = ruleText({ ...rule, peer: { ...rule.peer, label } });
  const notes = [rule.key, rule.description && JSON.stringify(rule.description)].filter(Boolean);
  return notes.length > 0 ? `${text} (${notes.join(", ")})` : text;
}

function removal(region: string, groupId: string, { direction, key }: NetworkRule): string {
  return `aws ec2 revoke-security-group-${direction} --region ${region} --group-id ${groupId} --security-group-rule-ids ${key}`;
}

/** The entry on one line, as YAML. */
function yaml({ id, from, to, protocol, ports, purpose }: KeepingRule): string {
  const isIcmp = protocol.startsWith("icmp");
  const range = ports && (isIcmp ? `{ from: ${ports.from}, to: ${ports.to} }` : portsText(ports));
  const entries = { id, from: `[${from}]`, to: `[${to}]`, protocol, ports: range, purpose: JSON.stringify(purpose) };
  return `{ ${Object.entries(withoutUndefined(entries))
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ")} }`;
}

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join("");

/** For programs: each group with its rules, and the import map. */
export function adoptionJson({ plan, adoption }: ReportedAdoption): object {
  return {
    deployment: plan.deployment.name,
    groups: adoption.groups.map((group) => {
      const { planned, found, matching, missing, extra, lostTags } = group;
      return {
        key: planned.key,
        name: planned.name,
        ...(found ? { securityGroupId: found.id, description: found.description } : {}),
        matching: matching.map(({ rule, found: { key } }) => ({
          rule: ruleKey(rule),
          ...(key ? { id: key } : {}),
          portRules: rule.portRules,
        })),
        missing: missing.map((rule) => ({ rule: ruleKey(rule), portRules: rule.portRules })),
        extra: extra.map((rule) => ({ ...ruleJson(rule), keep: keepingOf(plan, adoption.groups, group, rule) })),
        lostTags,
      };
    }),
    importMap: adoption.importMap,
  };
}

function ruleJson({ key, direction, ipProtocol, fromPort, toPort, peer: { type, value }, description }: NetworkRule) {
  const id = key || undefined;
  return withoutUndefined({
    id,
    direction,
    ipProtocol,
    fromPort,
    toPort,
    peer: { type, value },
    description: description || undefined,
  });
}
