/**
 * A deploy that is killed at a random moment, the provider with it, and what its user does then: run it again, and where
 * EC2 has what Terraform does not remember, `rancher-sg audit --imports`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand } from "@aws-sdk/client-ec2";
import type { LeashedProcess } from "../../../scripts/emulator/leashed-process";
import type { PlacedEntry } from "../../../src/config/config-file";
import { closedAfterKill } from "./layout-check";
import { deploymentName, type Place, type Side, type StatePlace } from "./upgrade-pair";
import { deployName, failureOf, type PlacedUpgrade } from "./upgrade-run";
import type { UpgradeSite } from "./upgrade-site";

/** When to kill: `share` of the changes have begun or ended, and `delayMs` later; a negative share is before the first. */
export interface KillMoment {
  readonly share: number;
  readonly delayMs: number;
}

/** What a kill led to. */
export interface KillRecord {
  readonly state: StatePlace;
  /** How many changes had begun and ended; undefined where the deploy ended before it was killed. */
  begun?: number;
  ended?: number;
  /** How many of the upgrades had some of their changes begun, and not all of them done. */
  halfDone: number;
  /** What EC2 had and Terraform did not remember: groups and rules. */
  forgotten: number;
  /** Whether the state file was cut short, so that its backup had to be taken. */
  isStateCutShort: boolean;
  /** Whether the lock had to be broken by hand. */
  wasLocked: boolean;
  /** How it ended well: by running it again, or by importing first. */
  cure?: "again" | "imports";
  /** What the second run was told by EC2, where it failed. */
  refusals: readonly string[];
  /** Rules that only `rancher-sg audit --imports` saw, and that were removed as it says. */
  removed: number;
}

export function newRecord(state: StatePlace): KillRecord {
  return { state, halfDone: 0, forgotten: 0, isStateCutShort: false, wasLocked: false, refusals: [], removed: 0 };
}

/** Applies a step of some upgrades, fills `record` as it goes, and returns what went wrong. */
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
  // The emulator completes the requests that it received before.
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
function isHalfDone(said: string, prefix: string): boolean {
  const lines = said.split("\n");
  const of = (start: string, what: RegExp) =>
    lines.filter((line) => line.startsWith(`${start}${prefix}`) && what.test(line)).length;
  const planned = of("  # ", / (will|must) be (created|destroyed|updated|replaced)/);
  return of("", /: (Creating|Modifying|Destroying)\.\.\./) > 0 && of("", / complete after /) < planned;
}

/** Whether it was still running then. */
async function killAt(apply: LeashedProcess, share: number, delayMs: number): Promise<boolean> {
  if (share >= 0) {
    while (apply.running && !isReached(apply.said, share)) await delay(5);
  }
  await delay(delayMs);
  if (!apply.running) return false;
  await apply.kill();
  return !/Apply complete!/.test(apply.said);
}

function isReached(said: string, share: number): boolean {
  const [, add, change, destroy] =
    /Plan: (?:\d+ to import, )?(\d+) to add, (\d+) to change, (\d+) to destroy/.exec(said) ?? [];
  const changes = Number(add) + Number(change) + Number(destroy);
  return changes > 0 && count(said, begins) + count(said, ends) > 2 * changes * share;
}

/** Groups and rules in the deployment's reach that are neither remembered nor were there before. */
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

/** Imports, deploys, and removes by hand the rules that are left; then the deployments no longer name the import maps. */
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
    // It reads the import map, which the next one replaces.
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
