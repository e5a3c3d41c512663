/** What deployments that are right by themselves do wrong together: names, groups and references. */
import { type Issue, nearest, problems } from "../errors";
import { type DeploymentReference, referencesOf } from "../model/deployment";
import { lacksEgress } from "../model/open-egress";
import { ruleKey } from "../model/rule-identity";
import type { Entry } from "./config-file";
import { duplicateRules } from "./duplicate-rules";
import { sharedStates } from "./shared-state";

/** An issue and the deployment at whose place it is reported. */
export interface FleetIssue {
  readonly entry: Entry;
  readonly issue: Issue;
}

export function fleetIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  return [
    ...nameIssues(entries),
    ...groupIssues(entries),
    ...referenceIssues(entries),
    ...cycleIssues(entries),
    ...ruleIssues(entries),
    ...exclusiveIssues(entries),
    ...stateIssues(entries),
  ];
}

function nameIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  const first = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    if (entry.name === undefined) return [];
    const other = first.get(entry.name.toLowerCase());
    if (!other) first.set(entry.name.toLowerCase(), entry);
    return other ? [at(entry, { ...problems.duplicateName(spot(other)), path: ["name"], received: entry.name })] : [];
  });
}

/** EC2 takes a group name once in a VPC, whatever the case. */
function groupIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  const first = new Map<string, Entry>();
  return entries.flatMap((entry) =>
    (entry.plan?.groups ?? []).flatMap(({ name, existing }) => {
      const vpcId = entry.plan?.deployment.vpcId ?? "";
      const key = `${vpcId} ${name.toLowerCase()}`;
      if (existing) return [];
      const other = first.get(key);
      if (!other) first.set(key, entry);
      if (!other || other === entry || other.name?.toLowerCase() === entry.name?.toLowerCase()) return [];
      const path = [entry.plan?.deployment.type === "rancher-nodes" ? "groupName" : "name"];
      return [at(entry, { ...problems.duplicateGroup(name, vpcId, spot(other)), path })];
    }),
  );
}

function ruleIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  return duplicateRules(entries).map(({ entry, first, group, rule }) => {
    const key = ruleKey(rule);
    const problem =
      first === entry ? problems.sharedGroup(key, group) : problems.duplicateRule(key, group, spot(first));
    return at(entry, { ...problem, path: ["parties"] });
  });
}

function stateIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  return sharedStates(entries).map(({ first, second, writer, path, place, isLock }) => {
    const problem = isLock ? problems.stateIsLock : problems.sharedState;
    return { entry: writer, issue: { ...problem(place, named(first), named(second)), path } };
  });
}

/** Rules that a deployment writes into groups of another one, which removes what is not its own. */
function exclusiveIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  const owners = new Map(entries.map((entry) => [entry.name, entry]));
  return entries.flatMap((stranger) =>
    (stranger.plan?.groups ?? []).flatMap(({ key, existing }) => {
      const owner = existing && "deployment" in existing ? owners.get(existing.deployment) : undefined;
      if (!owner?.plan?.deployment.lifecycle?.exclusiveRules) return [];
      const problem = problems.strangerInExclusive(spot(stranger), key);
      return [at(owner, { ...problem, path: ["lifecycle", "exclusiveRules"] })];
    }),
  );
}

function referenceIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const names = entries.flatMap(({ name }) => name ?? []);
  return entries.flatMap((entry) =>
    references(entry).flatMap((reference) => {
      const { deployment, party, path } = reference;
      const other = byName.get(deployment);
      if (!other || other === entry) {
        const others = names.filter((name) => name !== entry.name);
        return [
          at(entry, { ...problems.unknownDeployment(nearest(deployment, others), others), path, received: deployment }),
        ];
      }
      if (!other.plan) return [];
      const { region } = other.plan.deployment;
      if (region !== entry.plan?.deployment.region) {
        return [at(entry, { ...problems.otherRegion(region), path, received: deployment })];
      }
      const holders = other.plan.groups.filter(({ existing }) => !existing).flatMap(({ parties }) => parties);
      if (!holders.includes(party)) {
        return [at(entry, { ...problems.noGroupFor(party, holders), path, received: deployment })];
      }
      const isClosed = entry.plan && lacksEgress(reference, entry.plan, other.plan);
      return isClosed ? [at(entry, { ...problems.closedGroup(deployment), path, received: deployment })] : [];
    }),
  );
}

/** Stacks are deployed one after another: two cannot wait for each other. */
function cycleIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const state = new Map<Entry, "open" | "done">();
  const issues: FleetIssue[] = [];
  const visit = (entry: Entry): void => {
    state.set(entry, "open");
    for (const { deployment, path } of references(entry)) {
      const other = byName.get(deployment);
      if (!other || other === entry) continue;
      if (state.get(other) === "open") {
        issues.push(at(entry, { ...problems.circularReference(), path, received: deployment }));
      } else if (!state.has(other)) visit(other);
    }
    state.set(entry, "done");
  };
  for (const entry of entries) if (!state.has(entry)) visit(entry);
  return issues;
}

function references(entry: Entry): readonly DeploymentReference[] {
  return entry.plan ? referencesOf(entry.plan.deployment) : [];
}

/** Whether a key is written in the deployment or not, the issue stands at the deployment. */
function at(entry: Entry, issue: Issue): FleetIssue {
  return { entry, issue: { ...issue, path: [...entry.path, ...issue.path] } };
}

function spot(entry: Entry): string {
  return `the deployment at ${place(entry)}`;
}

function named(entry: Entry): string {
  return `"${entry.name}" (${place(entry)})`;
}

function place(entry: Entry): string {
  const { file, line, column } = entry.document.placeOf([...entry.path, "name"]);
  return `${file}:${line}:${column}`;
}
