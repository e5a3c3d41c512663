/**
 * Deployments in one stack that contradict each other, or cannot be in it together. A stack has one provider, so one account
 * and region, and one state.
 */
import { isDeepStrictEqual } from "node:util";
import { type Path, type Problem, problems } from "../errors";
import { groupBy } from "../model/group-by";
import { groupParties } from "../model/group-layout";
import type { Party } from "../model/party";
import type { Plan, PlannedSecurityGroup } from "../model/plan";
import { stackNameOf } from "../model/stack-member";
import { layoutGroups, rolesOf } from "../projection/layout";
import { groupName } from "../projection/name";
import type { Entry } from "./config-file";
import type { ConfiguredDeployment } from "./schema";

/** A deployment without mistakes. */
type PlannedEntry = Entry & { readonly plan: Plan<ConfiguredDeployment> };

export interface StackMistake {
  readonly entry: Entry;
  /** The key of the deployment. */
  readonly path: Path;
  /** `other` is the text for the other deployment, if the mistake is about two. */
  readonly problem: (other: string) => Problem;
  readonly other?: Entry;
}

/** Keys whose values all deployments of a stack share. */
const sharedKeys = ["region", "profile", "assumeRole", "endpoint", "state", "awsProviderVersion"] as const;

export function stackMistakes(entries: readonly Entry[]): readonly StackMistake[] {
  const planned = entries.filter((entry): entry is PlannedEntry => entry.plan !== undefined);
  const stacks = groupBy(planned, ({ plan }) => stackNameOf(plan.deployment).toLowerCase());
  return [
    ...[...stacks.values()].flatMap(([first, ...others]) =>
      others.flatMap((entry) => contradictions(first as PlannedEntry, entry)),
    ),
    ...[...stacks.values()].flatMap(movedMistakes),
  ];
}

function contradictions(first: PlannedEntry, entry: PlannedEntry): readonly StackMistake[] {
  const [mine, theirs] = [entry.plan.deployment, first.plan.deployment];
  const about = { entry, other: first };
  // Deployments of one name are reported for their name.
  if (entry.name?.toLowerCase() === first.name?.toLowerCase()) return [];
  if (mine.stack === undefined || theirs.stack === undefined) {
    const path = [mine.stack === undefined ? "name" : "stack"];
    return [{ ...about, path, problem: (other) => problems.stackOfOne(stackNameOf(theirs), other) }];
  }
  if (mine.stack !== theirs.stack) {
    const { stack } = theirs;
    return [{ ...about, path: ["stack"], problem: (other) => problems.stackOfOtherCase(stack, other) }];
  }
  return (
    sharedKeys
      .filter((key) => !isDeepStrictEqual(mine[key], theirs[key]))
      // A module needs no region.
      .filter((key) => key !== "region" || (mine.region !== undefined && theirs.region !== undefined))
      .map((key) => ({
        ...about,
        path: [key],
        problem: (other) =>
          problems.contradictsStack(`${mine.stack}`, other, valueText(mine[key]), valueText(theirs[key])),
      }))
  );
}

const valueText = (value: unknown) => (value === undefined ? "none" : JSON.stringify(value));

/** The mistakes in `movedFrom` of deployments in one stack. */
function movedMistakes(members: readonly PlannedEntry[]): readonly StackMistake[] {
  const first = new Map<string, PlannedEntry>();
  return members.flatMap((entry): readonly StackMistake[] => {
    const { deployment } = entry.plan;
    const { movedFrom, name, stack } = deployment;
    if (movedFrom === undefined) return [];
    const at = { entry, path: ["movedFrom"] };
    if (movedFrom === name) {
      return stack === undefined ? [] : [{ ...at, problem: () => problems.movedFromOwnName() }];
    }
    const other = first.get(movedFrom) ?? members.find((one) => one.name === movedFrom);
    first.set(movedFrom, entry);
    if (other) return [{ ...at, other, problem: (text) => problems.movedFromOther(text) }];
    const renamed = renamedGroups(entry.plan, movedFrom);
    if (renamed.length === 0) return [];
    const names = renamed.map(({ group, former }) => `${former} to ${group.name}`);
    const texts = renamed.map(({ group, former }) => entryText(group, former, rolesOf(deployment)));
    return [{ ...at, problem: () => problems.renamesGroups(names, texts.join(", ")) }];
  });
}

/** Groups that would have another name, with the name that they had. EC2 cannot rename a group. */
function renamedGroups(
  { deployment, groups }: Plan<ConfiguredDeployment>,
  movedFrom: string,
): readonly { readonly group: PlannedSecurityGroup; readonly former: string }[] {
  const written = new Set(
    layoutGroups(deployment).flatMap(
      (layout) => layout?.flatMap(({ key, name }) => (name === undefined ? [] : key)) ?? [],
    ),
  );
  return groups.flatMap((group) => {
    const former = groupName({ ...deployment, name: movedFrom }, group.key);
    return group.existing || written.has(group.key) || group.name === former ? [] : [{ group, former }];
  });
}

/** The group as an entry of `groups`. A group of no party is that of all nodes. */
function entryText({ key, parties }: PlannedSecurityGroup, name: string, roles: readonly Party[]): string {
  const written = parties.filter((party) => (groupParties as readonly Party[]).includes(party));
  const named = written.length > 0 ? written : roles;
  return `${key}: { parties: [${named.join(", ")}], name: ${name} }`;
}
