/** What a synth made, for a person at a terminal. */
import { addonsOf } from "../catalog/addon-issues";
import { cniNameOf, distributionOf, hasNodes } from "../catalog/settings";
import { rancherVersionOf } from "../catalog/table-choice";
import { addonIn } from "../model/addon";
import { type Deployment, isPinned } from "../model/deployment";
import { referencesOf } from "../model/deployment-references";
import { isChange, layoutNames } from "../model/group-layout";
import type { ImportMap } from "../model/import-map";
import { hasOpenEgress } from "../model/open-egress";
import {
  type InvalidAddresses,
  invalidAddresses,
  omittedPortRules,
  type Plan,
  type PlannedSecurityGroup,
  type Pool,
  portsOf,
  type SecurityGroupRule,
} from "../model/plan";
import { portsText } from "../model/ports";
import { isProtocolNumber, protocolText } from "../model/protocol";
import { newestRancherVersion } from "../model/rancher-version";
import { withLayout } from "../projection/layout";
import { planDeployment } from "../projection/plan-deployment";
import { addedFlowText } from "../reach/added-flow";
import { plural } from "../texts/plural";
import { poolStages } from "./pool-stages";
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
  const plans = synthesized.map(({ plan }) => plan);
  const notes = synthesized.flatMap(({ plan, imports }) => [
    ...notesOf(plan, plans),
    ...(imports ? [importNote(imports, plan)] : []),
  ]);
  const files = [...new Set(synthesized.map(({ file }) => `wrote ${file}`))];
  return [table, ...(notes.length > 0 ? [lines(notes)] : []), lines(files)].join("\n");
}

/** `plans` has all deployments that were synthesised together. */
function notesOf(plan: Plan, plans: readonly Plan[]): readonly string[] {
  const { deployment, groups, ipFamily } = plan;
  const omitted = omittedPortRules(plan);
  const notes = [
    ...(isPinned(deployment) ? [] : [unpinnedNote(deployment)]),
    ...(omitted.length > 0 ? [`${deployment.name} omits ${omitted.join(", ")}`] : []),
    ...invalidAddresses(plan).map((found) => invalidNote(deployment, found)),
    ...unencapsulatedNote(plan),
    ...layoutNotes(plan, plans),
  ];
  const written = groups.filter(({ existing, rules }) => !existing && rules.length > 0);
  // A node that attaches one group with open egress needs no other.
  const isOpen = (group: PlannedSecurityGroup) => hasOpenEgress(group, ipFamily);
  const openTo = new Set(written.filter(isOpen).flatMap(({ parties }) => parties));
  const closed = written.filter((group) => !isOpen(group) && !group.parties.every((party) => openTo.has(party)));
  if (closed.length === 0) return notes;
  const which = closed.length === written.length ? deployment.name : closed.map(({ name }) => name).join(", ");
  const needed = outboundHint(deployment);
  return needed ? [...notes, `only the traffic of port rules may leave ${which}; ${needed}`] : notes;
}

/** Which groups nodes attach, how many rules other layouts would need, and what the layout adds to the tables. */
function layoutNotes(plan: Plan, plans: readonly Plan[]): readonly string[] {
  const { deployment, pools, addedFlows } = plan;
  if (deployment.type === "rancher-nodes") return [];
  const { name } = deployment;
  const isDeclared =
    deployment.groups !== undefined || (deployment.type === "cluster" && deployment.pools !== undefined);
  const isPlain = !isDeclared && pools.every(({ groups }) => groups.length < 2);
  return [
    ...(isPlain ? [] : pools.flatMap((pool) => attachNotes(plan, pool))),
    ...changeNote(plan, plans),
    ...(isPlain ? [] : rulesNote(deployment)),
    ...addedFlowsNote(name, [...new Set(addedFlows.map(addedFlowText))].sort()),
  ];
}

function attachNotes(plan: Plan, pool: Pool): readonly string[] {
  const subject = `nodes of ${pool.name} in ${plan.deployment.name} attach`;
  const texts = { only: "", now: "", next: " next:", last: " at last:" };
  return poolStages(plan, pool).map(({ stage, groups }) => {
    const names = groups.map(({ name }) => name).join(", ") || "no group";
    return `${subject}${texts[stage]} ${names}${stage === "now" ? " so far" : ""}`;
  });
}

/** The order of the steps, in which no node loses a required flow. */
function changeNote({ deployment, pools }: Plan, plans: readonly Plan[]): readonly string[] {
  const { name } = deployment;
  const isChanging = hasTwoLayouts(deployment);
  if (!isChanging && !pools.some(({ change }) => change)) return [];
  const changing = plans.map((plan) => plan.deployment).filter(hasTwoLayouts);
  const isReferred = (other: Deployment) => referencesOf(deployment).some((to) => to.deployment === other.name);
  const subject = isChanging
    ? `${name} changes its layout`
    : `roles of ${name} attach groups of ${listed(changing.filter(isReferred))}, whose layout changes`;
  const steps = "once all its nodes attach the next groups, attach the last ones only";
  if (!isChanging) return [`${subject}: ${steps}`];
  const referring = plans
    .map((plan) => plan.deployment)
    .filter((other) => referencesOf(other).some((to) => to.deployment === name));
  const order = referring.length > 0 ? `, and deploy ${listed(referring)} before ${name}` : "";
  return [`${subject}: ${steps}; once no node attaches another, write the layout of to directly under groups${order}`];
}

const hasTwoLayouts = (deployment: Deployment) =>
  deployment.type !== "rancher-nodes" && deployment.groups !== undefined && isChange(deployment.groups);

const listed = (deployments: readonly Deployment[]) => deployments.map(({ name }) => name).join(", ");

/** How many rules each layout with a name would have. */
function rulesNote(deployment: Deployment): readonly string[] {
  if (deployment.type !== "cluster") return [];
  const counts = layoutNames.map((groups) => {
    const { groups: planned } = planDeployment(withLayout(deployment, groups));
    return `${groups} ${planned.reduce((sum, { rules }) => sum + rules.length, 0)}`;
  });
  return [`rules of ${deployment.name} by layout of groups: ${counts.join(", ")}`];
}

function addedFlowsNote(name: string, flows: readonly string[]): readonly string[] {
  if (flows.length === 0) return [];
  const few = flows.slice(0, 4).join(", ");
  const rest = flows.length > 4 ? ", ...; rancher-sg lint lists all" : "";
  const count = flows.length === 1 ? "a flow" : `${flows.length} flows`;
  return [`roles of ${name} share groups, which opens ${count} that no port rule requires: ${few}${rest}`];
}

/** The reason why every protocol is open among the nodes of a cluster. */
function unencapsulatedNote({ deployment, portRules }: Plan): readonly string[] {
  if (!hasNodes(deployment) || !portRules.some(({ when }) => when.includes("unencapsulated"))) return [];
  const { name, cni } = deployment;
  const reason =
    cni?.name === "none"
      ? "cni: none, so another CNI may carry the traffic of pods without encapsulation"
      : cni?.encapsulation === "none"
        ? "encapsulation: none, so the traffic of pods reaches nodes on the ports of the pods"
        : "Cilium does not encapsulate the traffic of pods among nodes with IPv6 addresses only";
  return [`every protocol is open among the nodes of ${name}: ${reason}`];
}

/** The outbound add-ons that the deployment neither has nor declines, as YAML. Undefined if there are none. */
function outboundHint(deployment: Deployment): string | undefined {
  if (!hasNodes(deployment)) {
    return "nodes commonly need image registries, package mirrors and AWS APIs too (443/tcp): see rules.add";
  }
  const entries = addonsOf({
    distribution: distributionOf(deployment),
    cni: cniNameOf(deployment),
    rancherVersion: rancherVersionOf(deployment),
  })
    .filter(({ name, options }) => options?.to === "required" && !addonIn(deployment, name))
    .map(({ name }) => `{ name: ${name}, to: anywhere }`);
  if (entries.length === 0) return undefined;
  const choice = "write cidrs or prefixListIds in place of anywhere for fewer destinations, to: none for no need";
  return `of these addons, add those that the nodes need: [${entries.join(", ")}]; ${choice}`;
}

function unpinnedNote({ name }: Deployment): string {
  return `${name} has no rancherVersion: the tables of Rancher ${newestRancherVersion}, the newest on record, apply`;
}

function invalidNote({ name }: Deployment, { party, invalidSince }: InvalidAddresses): string {
  return `${name} opens ${party} at the addresses that the original document prints, which have not been valid since ${invalidSince}: bind ${party} to current cidrs, to anywhere or to none`;
}

/** A group that the deployment only binds is not imported: its rules are. */
function importNote({ deployment, groups }: ImportMap, plan: Plan): string {
  const imported = plan.groups.filter(({ key, existing }) => groups[key] && !existing).length;
  const rules = Object.values(groups).flatMap((group) => Object.keys(group.rules)).length;
  const what = [...(imported > 0 ? [plural(imported, "group")] : []), plural(rules, "rule")].join(" and ");
  return `${deployment} imports ${what}: remove the line adopt after this deploy`;
}

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join("");

const count = ({ rules }: PlannedSecurityGroup, direction: SecurityGroupRule["direction"]) =>
  rules.filter((rule) => rule.direction === direction).length;

function openToTheWorld({ rules }: PlannedSecurityGroup): string {
  const open = rules.filter(
    ({ direction, peer }) => direction === "ingress" && /^(0\.0\.0\.0|::)\/0$/.test(peer.value),
  );
  return [...new Set(open.map(portsAndProtocol))].join(" ");
}

function portsAndProtocol(rule: SecurityGroupRule): string {
  const { ipProtocol } = rule;
  return isProtocolNumber(ipProtocol) ? protocolText(ipProtocol) : `${portsText(portsOf(rule))}/${ipProtocol}`;
}
