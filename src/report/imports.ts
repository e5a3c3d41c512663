/** The part of a deployment that exists, as `audit --imports` reports it. */

import { type BetterFit, isWhole } from "../audit/fitting-options";
import { type GroupImports, type Imports, isRuleId, type NewRule } from "../audit/imports";
import type { Keeping, KeepingRule } from "../audit/keep";
import { oneLine } from "../errors/one-line";
import { groupBy } from "../model/group-by";
import type { NetworkPeer, NetworkRule } from "../model/network";
import type { Plan } from "../model/plan";
import { portsText } from "../model/ports";
import { isIcmpProtocol } from "../model/protocol";
import { ruleKey } from "../model/rule-identity";
import { withoutUndefined } from "../model/without-undefined";
import { plural } from "../texts/plural";
import { ruleText } from "./rule";

export interface ReportedImports {
  readonly plan: Plan;
  readonly region: string;
  readonly imports: Imports;
  readonly fit?: BetterFit | undefined;
  /** How to ask for the rules that nothing requires. Absent if the options in `fit` plan all of them. */
  readonly keeping?: Keeping | undefined;
}

const lines = (texts: readonly string[]) => texts.map((text) => `${oneLine(text)}\n`).join("");

/** Openings to the world, before everything else; then the groups, each with the rules that the deploy creates. */
export function importsText(reported: ReportedImports): string {
  const { imports, fit } = reported;
  return lines([...openingLines(reported), ...imports.groups.flatMap(groupLines), ...(fit ? [fitLine(fit)] : [])]);
}

function openingLines({ plan, imports }: ReportedImports): readonly string[] {
  const opened = imports.groups.flatMap(({ found, created }) =>
    found ? created.filter((one) => one.opensToWorld) : [],
  );
  if (opened.length === 0) return [];
  const traffic = [...new Set(opened.map(({ rule }) => ruleText(rule).replace(/ from .*/, "")))];
  return [
    `${plan.deployment.name}: this deploy opens ${traffic.join(", ")} to the world, closed today`,
    ...narrowingLines(plan, opened, imports),
  ];
}

/** The addresses to which a port rule is open today, as its sources; if there are none, how to leave it out. */
function narrowingLines({ deployment }: Plan, opened: readonly NewRule[], { groups }: Imports): readonly string[] {
  const byPortRule = groupBy(
    opened.flatMap(({ rule, narrower }) => rule.portRules.map((id) => ({ id: `${id}`, narrower }))),
    ({ id }) => id,
  );
  const narrow = new Map(
    [...byPortRule].map(([id, some]) => [id, some.flatMap(({ narrower }) => narrower.map(({ peer }) => peer))]),
  );
  // A port rule that is open in another group, or for another family of addresses, cannot be left out.
  const isOpen = (id: string) =>
    groups.some(
      ({ matching, created }) =>
        matching.some(({ rule }) => rule.portRules.some((one) => one === id)) ||
        created.some((one) => one.today !== "closed" && one.rule.portRules.some((name) => name === id)),
    );
  const added = new Set((deployment.rules.add ?? []).map(({ id }) => id));
  const hasSources = deployment.type === "rancher-nodes" && !deployment.hardened;
  const sources = [...narrow].filter(([id, peers]) => hasSources && peers.length > 0 && !added.has(id));
  const omitted = [...narrow.keys()].filter(
    (id) => !sources.some(([one]) => one === id) && !isOpen(id) && !added.has(id),
  );
  return [
    ...(sources.length > 0
      ? [
          `    to keep it narrow: sources: { ${sources.map(([id, peers]) => `${id}: ${sourceText(peers)}`).join(", ")} }`,
        ]
      : []),
    ...(omitted.length > 0 ? [`    to keep it closed: rules: { omit: [${omitted.join(", ")}] }`] : []),
  ];
}

function sourceText(peers: readonly NetworkPeer[]): string {
  const values = (isOf: (type: NetworkPeer["type"]) => boolean) => [
    ...new Set(peers.filter(({ type }) => isOf(type)).map(({ value }) => value)),
  ];
  const [cidrs, prefixListIds] = [values((type) => type.startsWith("cidr")), values((type) => type === "prefixList")];
  return mapText({ ...(cidrs.length > 0 ? { cidrs } : {}), ...(prefixListIds.length > 0 ? { prefixListIds } : {}) });
}

function groupLines({ planned, found, matching, created, others, redundant }: GroupImports): readonly string[] {
  const rules = planned.rules.length;
  if (!found) {
    const what = planned.existing ? "is not among the groups that were read" : "does not exist: the deploy creates it";
    return [`${planned.name} ${what}, with ${plural(rules, "rule")}`];
  }
  const [closed, unknown, open] = states.map((state) => created.filter(({ today }) => today === state)) as [
    NewRule[],
    NewRule[],
    NewRule[],
  ];
  const summary = [
    `${found.name} is ${found.id}: ${matching.length} of ${plural(rules, "rule")} exist`,
    ...(created.length > 0
      ? [
          `the deploy creates ${created.length}: ${closed.length} closed today, ${open.length} open already${unknown.length > 0 ? `, ${unknown.length} not known` : ""}`,
        ]
      : []),
  ];
  return [
    summary.join("; "),
    ...closed.map(({ rule }) => `    closed today  ${ruleText(rule)} [${rule.portRules.join(", ")}]`),
    ...unknown.map(({ rule, openBy }) => `    not known     ${ruleText(rule)}: ${dependence(openBy)}`),
    ...(others.length > 0 ? [`    and ${plural(others.length, "rule")} that the deployment does not have`] : []),
    ...redundant.map(
      (rule) => `    not needed    ${ruleText(rule)}${rule.key ? ` (${rule.key})` : ""}: opens only what is required`,
    ),
    ...open.map(({ rule, openBy }) => `    open already  ${ruleText(rule)}, by ${openBy.map(nameOf).join(", ")}`),
  ];
}

const dependence = (openBy: readonly NetworkRule[]) =>
  openBy.length === 0
    ? "the rules of the group were not read"
    : `open today only if ${openBy.map(nameOf).join(", ")} admits its addresses, which are not known`;

const states: readonly NewRule["today"][] = ["closed", "unknown", "open"];

const nameOf = (rule: NetworkRule) => (rule.key === "" ? ruleText(rule) : rule.key);

function fitLine(fit: BetterFit): string {
  const { options, matching, existing, created } = fit;
  const text = Object.entries(options)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ");
  if (isWhole(fit)) return `all ${existing} rules are those of ${text}`;
  return `${text} fits better: ${matching} of ${existing} existing rules are planned then, and ${created} new ones`;
}

/** How to keep what nothing requires, and which rules `rules.add` cannot ask for. */
export function keepingText({ keeping }: ReportedImports): string {
  const { entries, inexpressible } = keeping ?? none;
  const byGroup = groupBy(inexpressible, ({ group }) => group.found?.name ?? group.planned.name);
  return lines([
    ...(entries.length > 0
      ? ["to keep what nothing requires, write under the deployment:", "    rules:", "      add:"]
      : []),
    ...entries.map((rule) => `        - ${yaml(rule)}`),
    ...[...byGroup].map(([name, some]) => {
      const rules = [...new Set(some.map(({ rule }) => nameOf(rule)))];
      return `no entry of rules.add writes only these in ${name}; remove them, or change the layout of groups: ${rules.join(", ")}`;
    }),
  ]);
}

const none: Keeping = { entries: [], inexpressible: [] };

/** How to remove the other rules. Before the deploy they may be all that opens a required flow. */
export function removalText({ region, imports }: ReportedImports): string {
  const removals = imports.groups.flatMap(({ planned, found, others }) =>
    (["ingress", "egress"] as const).flatMap((direction) => {
      if (planned.existing && direction === "egress") return [];
      const ids = others.filter((rule) => rule.direction === direction && isRuleId(rule.key)).map(({ key }) => key);
      const command = `aws ec2 revoke-security-group-${direction} --region ${region} --group-id ${found?.id}`;
      return ids.length === 0 ? [] : [`    ${command} --security-group-rule-ids ${ids.join(" ")}`];
    }),
  );
  return removals.length > 0
    ? lines(["after that deploy, to remove the rules that the deployment does not have:", ...removals])
    : "";
}

function yaml({ id, from, to, protocol, ports, purpose, peer }: KeepingRule): string {
  const range = ports && (isIcmpProtocol(protocol) ? icmpText(ports) : portsText(ports));
  const entries = {
    id,
    from: `[${from.join(", ")}]`,
    to: `[${to.join(", ")}]`,
    protocol: /^\d/.test(protocol) ? `"${protocol}"` : protocol,
    ports: range,
    peer: typeof peer === "object" ? mapText(peer) : peer,
    purpose: JSON.stringify(purpose),
  };
  return `{ ${Object.entries(withoutUndefined(entries))
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ")} }`;
}

/** A type with every code, or type and code. */
const icmpText = ({ from, to }: { readonly from: number; readonly to: number }) =>
  to === -1 ? `${from}` : `"${from}/${to}"`;

function mapText(peer: object): string {
  const entries = Object.entries(peer).map(
    ([key, values]) => `${key}: [${(values as string[]).map(quoted).join(", ")}]`,
  );
  return `{ ${entries.join(", ")} }`;
}

/** IPv6 addresses have colons, which YAML reads as keys of a map. */
const quoted = (value: string) => (/[:{}[\],&*#?|<>=!%@`]/.test(value) ? JSON.stringify(value) : value);

/** Each group with its rules, and the import map. */
export function importsJson({ imports, fit, keeping = none }: ReportedImports): object {
  return {
    groups: imports.groups.map(({ planned, found, matching, created, others, redundant }) => ({
      key: planned.key,
      name: found?.name ?? planned.name,
      isBound: planned.existing !== undefined,
      ...(found ? { securityGroupId: found.id, description: found.description } : {}),
      matching: matching.map(({ rule, found: { key } }) => ({ rule: ruleKey(rule), ...(key ? { id: key } : {}) })),
      created: created.map(({ rule, today, openBy, opensToWorld }) => ({
        rule: ruleKey(rule),
        portRules: rule.portRules,
        today,
        openBy: openBy.map(nameOf),
        opensToWorld,
      })),
      others: others.map((rule) => ({
        id: rule.key,
        direction: rule.direction,
        rule: ruleText(rule),
        isRedundant: redundant.includes(rule),
      })),
    })),
    ...(fit ? { fit } : {}),
    kept: keeping.entries,
    inexpressible: keeping.inexpressible.map(({ group, rule }) => ({
      group: group.planned.key,
      id: rule.key,
      direction: rule.direction,
      rule: ruleText(rule),
    })),
    importMap: imports.importMap,
  };
}
