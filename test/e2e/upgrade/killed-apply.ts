/**
 * A deploy that is killed at a random moment, the provider with it, and what its user does then: run it again, and where
 * EC2 has what Terraform does not remember, `rancher-sg adopt`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand } from "@aws-sdk/client-ec2";
import type { LeashedProcess } from "../../../scripts/emulator/leashed-process";
import { deploymentName, type Place, type StatePlace, type UpgradePair } from "./upgrade-pair";
import { type ApplyAfter, failureOf, type PlacedPair } from "./upgrade-run";
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
  /** What EC2 had and Terraform did not remember: groups and rules. */
  forgotten: number;
  /** Whether the state file was cut short, so that its backup had to be taken. */
  isStateCutShort: boolean;
  /** Whether the lock had to be broken by hand. */
  wasLocked: boolean;
  /** How it ended well: by running it again, or by adopting first. */
  cure?: "again" | "adopt";
  /** What the second run was told by EC2, where it failed. */
  refusals: readonly string[];
  /** Rules that only `rancher-sg adopt` saw, and that were removed as it says. */
  removed: number;
}

/** Fills `record` as it goes. */
export function killedApply(
  { share, delayMs }: KillMoment,
  { pair, place }: PlacedPair,
  record: KillRecord,
): ApplyAfter {
  return async (site) => {
    const apply = site.startApply();
    const isKilled = await killAt(apply, share, delayMs);
    if (!isKilled) {
      record.cure = "again";
      return failureOf("the deploy of B", { exitCode: await apply.ended, said: apply.said });
    }
    Object.assign(record, { begun: count(apply.said, begins), ended: count(apply.said, ends) });
    // What the emulator had received by then, it still does.
    await delay(500);
    if ((await site.remembered()) === "unreadable") {
      record.isStateCutShort = true;
      site.restoreBackup();
    }
    record.forgotten = await forgotten(site, place);
    return startedAgain(site, pair, place, record);
  };
}

const begins = /: (Creating|Modifying|Destroying)\.\.\./g;
const ends = /: (Creation|Modifications|Destruction) complete/g;
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

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
  pair: UpgradePair,
  place: Place,
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
  record.cure = "adopt";
  return adopted(site, pair, place, record);
}

/** Adopts, deploys, and removes by hand what is extra even then; then the deployment no longer names the import map. */
async function adopted(
  site: UpgradeSite,
  { after }: UpgradePair,
  place: Place,
  record: KillRecord,
): Promise<readonly string[]> {
  await site.adopt();
  const adopt = `${deploymentName}.import.json`;
  await site.synth([site.load({ ...after, deployment: { ...after.deployment, adopt } }, place)]);
  const failures = failureOf("the deploy of B after rancher-sg adopt", await site.apply());
  if (failures.length > 0) return failures;
  const { report } = await site.adopt();
  for (const { securityGroupId, extra } of report.groups) {
    for (const { id, direction } of extra) {
      const input = { GroupId: securityGroupId, SecurityGroupRuleIds: [id] };
      if (direction === "ingress") await site.client.send(new RevokeSecurityGroupIngressCommand(input));
      else await site.client.send(new RevokeSecurityGroupEgressCommand(input));
      record.removed += 1;
    }
  }
  await site.synth([site.load(after, place)]);
  return [];
}
