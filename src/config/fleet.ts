/** What deployments that are right by themselves do wrong together: names, groups and references. */
import { type Conflict, findConflicts, type Writer, type WrittenGroup } from "../conflicts/written-groups";
import { type Issue, nearest, type Problem, problems } from "../errors";
import { type DeploymentReference, referencesOf } from "../model/deployment-references";
import { groupBy } from "../model/group-by";
import { peerName } from "../model/network";
import { lacksEgress } from "../model/open-egress";
import type { PlannedSecurityGroup } from "../model/plan";
import { ruleIdentity, ruleKey } from "../model/rule-identity";
import { stackNameOf } from "../model/stack-member";
import { PlanNames, peerText } from "../network/planned-network";
import { missingReference } from "../projection/references";
import type { Entry } from "./config-file";
import { stackMistakes } from "./shared-stack";
import { sharedStates } from "./shared-state";

/** An issue and the deployment at whose place it is reported. */
export interface FleetIssue {
  readonly entry: Entry;
  readonly issue: Issue;
}

export function fleetIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  return [
    ...nameIssues(entries),
    ...conflictIssues(entries),
    ...referenceIssues(entries),
    ...cycleIssues(entries),
    ...stateIssues(entries),
    ...stackIssues(entries),
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

/** A deployment with what it writes. */
interface EntryWriter extends Writer {
  readonly entry: Entry;
}

function conflictIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  const names = new PlanNames(entries.flatMap(({ plan }) => plan ?? []));
  return findConflicts(entries.map((entry) => writerOf(entry, names))).flatMap(conflictIssue);
}

function conflictIssue(conflict: Conflict<EntryWriter>): readonly FleetIssue[] {
  switch (conflict.kind) {
    case "same-name": {
      const [first, second] = [conflict.first.entry, conflict.second.entry];
      // Deployments of one name are reported for their name.
      if (first.name?.toLowerCase() === second.name?.toLowerCase()) return [];
      const path = [second.plan?.deployment.type === "rancher-nodes" ? "groupName" : "name"];
      return [at(second, { ...problems.duplicateGroup(conflict.names[1], conflict.vpc, spot(first)), path })];
    }
    case "same-rule": {
      const [first, second] = [conflict.first.entry, conflict.second.entry];
      const problem = problems.duplicateRule(conflict.rule, conflict.names[1], spot(first));
      return [at(second, { ...problem, path: ["parties"] })];
    }
    case "exclusive": {
      const problem = problems.strangerInExclusive(spot(conflict.stranger.entry), conflict.name);
      return [at(conflict.owner.entry, { ...problem, path: ["lifecycle", "exclusiveRules"] })];
    }
  }
}

function writerOf(entry: Entry, names: PlanNames): EntryWriter {
  const { plan } = entry;
  if (!plan) return { entry, groups: () => [] };
  const { vpcId, lifecycle } = plan.deployment;
  const writtenGroup = (group: PlannedSecurityGroup): WrittenGroup => {
    const peer = names.group(plan, group);
    return {
      identity: peerName(peer),
      name: group.existing ? peerText(peer) : group.name,
      // Where the VPC is not known, two groups of one name may be in different VPCs.
      ...(group.existing || vpcId === undefined ? {} : { vpc: vpcId }),
      isExclusive: !group.existing && lifecycle?.exclusiveRules === true,
      // A plan has each group of a config under one key.
      mayRepeatRules: false,
      rules: () =>
        new Map(
          group.rules.map((rule) => [ruleKey(rule), ruleIdentity({ ...rule, peer: names.peer(plan, rule.peer) })]),
        ),
    };
  };
  return { entry, groups: () => plan.groups.map(writtenGroup) };
}

function stateIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  return sharedStates(entries).map(({ first, second, writer, path, place, isLock }) => {
    const problem = isLock ? problems.stateIsLock : problems.sharedState;
    return { entry: writer, issue: { ...problem(place, named(first), named(second)), path } };
  });
}

function stackIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  return stackMistakes(entries).map(({ entry, path, problem, other }) =>
    at(entry, { ...problem(other ? named(other) : ""), path }),
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
      const [region, own] = [other.plan.deployment.region, entry.plan?.deployment.region];
      if (region !== undefined && own !== undefined && region !== own) {
        return [at(entry, { ...problems.otherRegion(region), path, received: deployment })];
      }
      const missing = missingReference(other.plan, party);
      if (missing) return [at(entry, { ...missing, path, received: deployment })];
      const isClosed = entry.plan && lacksEgress(reference, entry.plan, other.plan);
      return isClosed ? [at(entry, { ...problems.closedGroup(deployment), path, received: deployment })] : [];
    }),
  );
}

/** Deployments are made one after another, and so are stacks: two cannot wait for each other. */
function cycleIssues(entries: readonly Entry[]): readonly FleetIssue[] {
  const deployments = cycles(
    entries.map((entry) => [entry]),
    () => problems.circularReference(),
  );
  if (deployments.length > 0) return deployments;
  const stacks = groupBy(
    entries.filter(({ plan }) => plan),
    stackOf,
  );
  return cycles([...stacks.values()], (other) => problems.circularStacks(stackOf(other)));
}

const stackOf = ({ plan }: Entry) => (plan ? stackNameOf(plan.deployment) : "");

/** References that close a cycle of sets of deployments. */
function cycles(sets: readonly (readonly Entry[])[], problem: (other: Entry) => Problem): readonly FleetIssue[] {
  const byName = new Map(sets.flatMap((set) => set.map((entry) => [entry.name, { entry, set }] as const)));
  const state = new Map<readonly Entry[], "open" | "done">();
  const issues: FleetIssue[] = [];
  const visit = (set: readonly Entry[]): void => {
    state.set(set, "open");
    for (const entry of set) {
      for (const { deployment, path } of references(entry)) {
        const other = byName.get(deployment);
        if (!other || other.set === set) continue;
        if (state.get(other.set) === "open") {
          issues.push(at(entry, { ...problem(other.entry), path, received: deployment }));
        } else if (!state.has(other.set)) visit(other.set);
      }
    }
    state.set(set, "done");
  };
  for (const set of sets) if (!state.has(set)) visit(set);
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
