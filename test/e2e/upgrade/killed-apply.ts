/**
 * Kills a deploy and its provider at a random moment and recovers like a user: run it again and, if EC2 has resources
 * that Terraform does not remember, run `rancher-sg audit --imports`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand } from "@aws-sdk/client-ec2";
import type { LeashedProcess } from "../../../scripts/emulator/leashed-process";
import type { PlacedEntry } from "../../../src/config/config-file";
import { closedAfterKill } from "./layout-check";
import { deploymentName, type Place, type Side, type StatePlace } from "./upgrade-pair";
import { deployName, failureOf, type PlacedUpgrade } from "./upgrade-run";
import type { UpgradeSite } from "./upgrade-site";

/**
 * When to kill: `delayMs` after `share` of the changes have begun or ended. A negative share is before the first
 * change.
 */
export interface KillMoment {
  readonly share: number;
  readonly delayMs: number;
}

/** The result of a kill. */
export interface KillRecord {
  readonly state: StatePlace;
  /** The number of changes that had begun and ended; undefined if the deploy ended before it was killed. */
  begun?: number;
  ended?: number;
  /** The number of upgrades with changes that had begun but not all ended. */
  halfDone: number;
  /** The number of groups and rules in EC2 that Terraform did not remember. */
  forgotten: number;
  /** Whether the state file was truncated, so that its backup was restored. */
  isStateCutShort: boolean;
  /** Whether the lock had to be broken by hand. */
  wasLocked: boolean;
  /** How it was completed: by running it again, or by importing first. */
  cure?: "again" | "imports";
  /** EC2's errors in the second run, if it failed. */
  refusals: readonly string[];
  /** Rules that only `rancher-sg audit --imports` found, and that were removed as it suggests. */
  removed: number;
}

export function newRecord(state: StatePlace): KillRecord {
  return { state, halfDone: 0, forgotten: 0, isStateCutShort: false, wasLocked: false, refusals: [], removed: 0 };
}

/** Applies a step of some upgrades, updates `record` meanwhile, and returns the problems. */
export async function killedApply(
  site: UpgradeSite,
  placed: readonly PlacedUpgrade[],
  step: number,
  { share, delayMs }: KillMoment,
  record: KillRecord,
): Promise<readonly string[]> {
  const apply = site.startApply();
  const isKilled = await killAt(apply, share, delayMs);
  if (!isKilled) {
    record.cure = "again";
    return failureOf(deployName(step), { exitCode: await apply.ended, said: apply.said });
  }
  Object.assign(record, { begun: count(apply.said, begins), ended: count(apply.said, ends) });
  const prefixes = placed.length === 1 ? [""] : placed.map((_, index) => site.addressPrefix(index));
  record.halfDone = prefixes.filter((prefix) => isHalfDone(apply.said, prefix)).length;
  // The emulator completes the requests that it has already received.
  await delay(500);
  if ((await site.remembered()) === "unreadable") {
    record.isStateCutShort = true;
    site.restoreBackup();
  }
  for (const { place } of placed) record.forgotten += await forgotten(site, place);
  const closed: string[] = [];
  for (const { change, place } of placed) {
    if (change) closed.push(...closedAfterKill(change, step, { place, groups: await site.groups(place) }));
  }
  return closed.length > 0 ? closed : startedAgain(site, placed, step, record);
}

const begins = /: (Creating|Modifying|Destroying)\.\.\./g;
const ends = /: (Creation|Modifications|Destruction) complete/g;
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/** Whether Terraform began some of the changes at addresses with this prefix, and did not end all of them. */
function isHalfDone(output: string, prefix: string): boolean {
  const lines = output.split("\n");
  const of = (start: string, what: RegExp) =>
    lines.filter((line) => line.startsWith(`${start}${prefix}`) && what.test(line)).length;
  const planned = of("  # ", / (will|must) be (created|destroyed|updated|replaced)/);
  return of("", /: (Creating|Modifying|Destroying)\.\.\./) > 0 && of("", / complete after /) < planned;
}

/** Whether the deploy was still running at that moment. After its last change, it may not have released the lock yet. */
async function killAt(apply: LeashedProcess, share: number, delayMs: number): Promise<boolean> {
  if (share >= 0) {
    while (apply.running && !isReached(apply.said, share)) await delay(5);
  }
  await delay(delayMs);
  if (!apply.running) return false;
  await apply.kill();
  return (await apply.ended) === null;
}

function isReached(output: string, share: number): boolean {
  const [, add, change, destroy] =
    /Plan: (?:\d+ to import, )?(\d+) to add, (\d+) to change, (\d+) to destroy/.exec(output) ?? [];
  const changes = Number(add) + Number(change) + Number(destroy);
  return changes > 0 && count(output, begins) + count(output, ends) > 2 * changes * share;
}

/** The number of groups and rules within the deployment's reach that are not remembered and did not exist before. */
async function forgotten(site: UpgradeSite, place: Place): Promise<number> {
  const remembered = await site.remembered();
  if (remembered === "unreadable") return 0;
  const groups = await site.groups(place);
  const isOurs = (tags: Readonly<Record<string, string>>) => tags.Name !== undefined;
  const all = groups.flatMap(({ id, tags, rules }) => [{ id, tags }, ...rules]);
  return all.filter(({ id, tags }) => isOurs(tags) && !remembered.has(id)).length;
}

async function startedAgain(
  site: UpgradeSite,
  placed: readonly PlacedUpgrade[],
  step: number,
  record: KillRecord,
): Promise<readonly string[]> {
  let again = await site.apply();
  const lock = /ID:\s+([0-9a-f-]{36})/.exec(again.said)?.[1];
  if (again.exitCode !== 0 && lock && again.said.includes("Error acquiring the state lock")) {
    record.wasLocked = true;
    await site.terraform("force-unlock", "-force", lock);
    again = await site.apply();
  }
  if (again.exitCode === 0) {
    record.cure = "again";
    return [];
  }
  record.refusals = [...new Set(again.said.match(/\bInvalid\w+\.\w+/g) ?? [])];
  record.cure = "imports";
  return imported(site, placed, step, record);
}

/**
 * Imports, deploys, and removes the remaining rules by hand. After that the deployments no longer refer to the import
 * maps.
 */
async function imported(
  site: UpgradeSite,
  placed: readonly PlacedUpgrade[],
  step: number,
  record: KillRecord,
): Promise<readonly string[]> {
  const sides = placed.map(({ steps, place }) => [steps[step] as Side, place] as const);
  const adopt = `${deploymentName}.import.json`;
  const importing: PlacedEntry[] = [];
  for (const [side, place] of sides) {
    site.load(side, place);
    await site.audit(adopt);
    // This reads the import map now, because the next one replaces it.
    importing.push(site.load({ ...side, deployment: { ...side.deployment, adopt } }, place));
  }
  await site.synth(importing);
  const failures = failureOf("the deploy with import maps", await site.apply());
  if (failures.length > 0) return failures;
  for (const [side, place] of sides) {
    site.load(side, place);
    const { report } = await site.audit(adopt);
    for (const { securityGroupId, others } of report.groups.filter(({ isBound }) => !isBound)) {
      for (const { id, direction } of others) {
        const input = { GroupId: securityGroupId, SecurityGroupRuleIds: [id] };
        if (direction === "ingress") await site.client.send(new RevokeSecurityGroupIngressCommand(input));
        else await site.client.send(new RevokeSecurityGroupEgressCommand(input));
        record.removed += 1;
      }
    }
  }
  await site.synth(sides.map(([side, place]) => site.load(side, place)));
  return [];
}
