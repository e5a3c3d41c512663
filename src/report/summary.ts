/** What a synth made, for a person at a terminal. */
import { type Deployment, isPinned } from "../model/deployment";
import type { ImportMap } from "../model/import-map";
import { hasOpenEgress } from "../model/open-egress";
import {
  type InvalidAddresses,
  invalidAddresses,
  omittedPortRules,
  type Plan,
  type PlannedSecurityGroup,
  portsOf,
  type SecurityGroupRule,
} from "../model/plan";
import { portsText } from "../model/ports";
import { newestRancherVersion } from "../model/rancher-version";
import { textTable } from "./text-table";

/** The plan of a deployment and the file it was synthesised to. */
export interface Synthesized {
  readonly plan: Plan;
  readonly file: string;
  /** What the next deploy takes over. Default: nothing. */
  readonly imports?: ImportMap | undefined;
}

/** Groups with their rules, what is open to the world, what to know about it, and the files written. */
export function summary(synthesized: readonly Synthesized[]): string {
  const rows = synthesized.flatMap(({ plan }) =>
    plan.groups.map((group) => [
      plan.deployment.name,
      group.name,
      `${count(group, "ingress")}`,
      `${count(group, "egress")}`,
      openToTheWorld(group) || "-",
    ]),
  );
  const table = textTable(["deployment", "group", "rules in", "rules out", "open to the world"], rows);
  const notes = synthesized.flatMap(({ plan, imports }) => [
    ...notesOf(plan),
    ...(imports ? [importNote(imports)] : []),
  ]);
  const files = synthesized.map(({ file }) => `wrote ${file}`);
  return [table, ...(notes.length > 0 ? [lines(notes)] : []), lines(files)].join("\n");
}

function notesOf(plan: Plan): readonly string[] {
  const { deployment, groups, ipFamily } = plan;
  const omitted = omittedPortRules(plan);
  const notes = [
    ...(isPinned(deployment) ? [] : [unpinnedNote(deployment)]),
    ...(omitted.length > 0 ? [`${deployment.name} omits ${omitted.join(", ")}`] : []),
    ...new Set(invalidAddresses(plan).map((found) => invalidNote(deployment, found))),
  ];
  const written = groups.filter(({ existing, rules }) => !existing && rules.length > 0);
  const closed = written.filter((group) => !hasOpenEgress(group, ipFamily));
  if (closed.length === 0) return notes;
  const which = closed.length === written.length ? deployment.name : closed.map(({ name }) => name).join(", ");
  const needed = "nodes commonly need image registries, package mirrors and AWS APIs too (443/tcp): see rules.add";
  return [...notes, `only the traffic of port rules may leave ${which}; ${needed}`];
}

function unpinnedNote({ name }: Deployment): string {
  return `${name} has no rancherVersion: the tables of Rancher ${newestRancherVersion}, the newest on record, apply`;
}

function invalidNote({ name }: Deployment, { party, invalidSince }: InvalidAddresses): string {
  return `${name} opens ${party} at the addresses that the original document prints, which have not been valid since ${invalidSince}: bind ${party}`;
}

function importNote({ deployment, groups }: ImportMap): string {
  const all = Object.values(groups);
  const rules = all.flatMap((group) => Object.keys(group.rules));
  const what = `${all.length} ${all.length === 1 ? "group" : "groups"} and ${rules.length} rules`;
  return `${deployment} takes over ${what} that exist, as adopt says: remove adopt once that is deployed`;
}

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join("");

const count = ({ rules }: PlannedSecurityGroup, direction: SecurityGroupRule["direction"]) =>
  rules.filter((rule) => rule.direction === direction).length;

function openToTheWorld({ rules }: PlannedSecurityGroup): string {
  const open = rules.filter(
    ({ direction, peer }) => direction === "ingress" && /^(0\.0\.0\.0|::)\/0$/.test(peer.value),
  );
  return [...new Set(open.map((rule) => `${portsText(portsOf(rule))}/${rule.ipProtocol}`))].join(" ");
}
