/**
 * Random pairs of configs A and B of one deployment, deployed one after the other with the real Terraform to an emulator
 * of EC2: `npm run upgrade-runs -- --count 100 --seed 1`. With --kill the deploy of B is killed at a random moment, and
 * run again. A line for each pair, exit code 1 if one went wrong; `--only N` runs that pair alone.
 */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { findToolchain, type Toolchain } from "../../../scripts/emulator/toolchain";
import type { LoadedEntry } from "../../../src/config/config-file";
import { mistake, problems, SecurityGroupsError } from "../../../src/errors";
import { RULES_PER_GROUP } from "../../../src/lint/quotas";
import { killSummary, killText } from "./kill-report";
import { type KillMoment, type KillRecord, killedApply } from "./killed-apply";
import { type StatePlace, type UpgradePair, upgradePairs } from "./upgrade-pair";
import { applyAtOnce, type PlacedPair, upgrade } from "./upgrade-run";
import { UpgradeSite } from "./upgrade-site";

/** So many are deployed side by side: Terraform writes its whole state after each change, so more would take longer. */
const pairsTogether = 4;

interface Options {
  readonly count: number;
  readonly seed: number;
  readonly only: number | undefined;
  readonly kills: boolean;
}

function optionsOf(args: readonly string[]): Options {
  const options = {
    count: { type: "string" },
    seed: { type: "string" },
    only: { type: "string" },
    kill: { type: "boolean" },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const number = (name: "count" | "seed" | "only", least: number, standard?: number) => {
    const text = values[name];
    if (text === undefined && standard !== undefined) return standard;
    const value = Number(text);
    if (text !== undefined && Number.isInteger(value) && value >= least) return value;
    throw mistake(problems.outOfRange(`a whole number, ${least} or more`), [`--${name}`], text);
  };
  return {
    count: number("count", 1, 10),
    seed: number("seed", 0, 1),
    only: values.only === undefined ? undefined : number("only", 1),
    kills: values.kill ?? false,
  };
}

const moments: fc.Arbitrary<KillMoment> = fc.record({
  // Not fc.double: it draws from all doubles alike, and most of those are next to zero.
  share: fc.noBias(fc.integer({ min: -10, max: 99 })).map((percent) => percent / 100),
  delayMs: fc.noBias(fc.integer({ min: 0, max: 200 })),
});

/** Where the state is kept that a kill cuts off. */
const statePlaces: fc.Arbitrary<StatePlace> = fc.constantFrom("local", "s3");

type Draw = readonly [UpgradePair, KillMoment, StatePlace];

/** The first pairs of which both sides are configs that load: two parties of one group may ask for the same rule. */
async function deployable(site: UpgradeSite, { count, seed }: Options): Promise<readonly Draw[]> {
  await site.reset();
  const place = await site.newPlace();
  const loads = ({ before, after }: UpgradePair) => {
    try {
      return [before, after].every((side) => isWithinQuota(site.load(side, place)));
    } catch (error) {
      if (error instanceof SecurityGroupsError) return false;
      throw error;
    }
  };
  const drawn: Draw[] = [];
  for (let tries = count; drawn.length < count; tries *= 2) {
    const sample = fc.sample(fc.tuple(upgradePairs, moments, statePlaces), { seed, numRuns: tries });
    drawn.splice(0, drawn.length, ...sample.filter(([pair]) => loads(pair)).slice(0, count));
  }
  return drawn;
}

function isWithinQuota({ plan }: LoadedEntry): boolean {
  const directions = ["ingress", "egress"] as const;
  return plan.groups.every(({ rules }) =>
    // One less than the quota: a group that was there before has the egress rule of AWS.
    directions.every((direction) => rules.filter((rule) => rule.direction === direction).length < RULES_PER_GROUP),
  );
}

interface Drawn {
  readonly number: number;
  readonly pair: UpgradePair;
  readonly moment: KillMoment;
  readonly state: StatePlace;
}

async function run(site: UpgradeSite, options: Options): Promise<boolean> {
  const all = (await deployable(site, options)).map(([pair, moment, state], index) => {
    return { number: index + 1, pair, moment, state };
  });
  const drawn = all.filter(({ number }) => options.only === undefined || number === options.only);
  const records: KillRecord[] = [];
  let wrong = 0;
  // What is killed is killed alone.
  const size = options.kills ? 1 : pairsTogether;
  for (let start = 0; start < drawn.length; start += size) {
    const some = drawn.slice(start, start + size);
    wrong += await runTogether(site, some, options, records);
  }
  process.stdout.write(`${drawn.length - wrong} of ${drawn.length} pairs right, seed ${options.seed}\n`);
  if (options.kills) process.stdout.write(killSummary(records));
  return wrong === 0;
}

/** Returns how many of the pairs went wrong. */
async function runTogether(
  site: UpgradeSite,
  drawn: readonly Drawn[],
  { kills }: Options,
  records: KillRecord[],
): Promise<number> {
  const start = performance.now();
  await site.reset();
  const placed: PlacedPair[] = [];
  for (const { pair, state } of drawn) placed.push({ pair, place: await site.newPlace(kills ? state : "local") });
  const state = drawn[0]?.state ?? "local";
  const record: KillRecord = {
    state,
    forgotten: 0,
    isStateCutShort: false,
    wasLocked: false,
    refusals: [],
    removed: 0,
  };
  const [one] = placed;
  const [{ moment } = { moment: undefined }] = drawn;
  const applyAfter = kills && one && moment ? killedApply(moment, one, record) : applyAtOnce;
  const { together, each } = await upgrade(site, placed, applyAfter);
  records.push(record);
  const isWrong = (index: number) => together.length > 0 || (each[index] ?? []).length > 0;
  const seconds = Math.round((performance.now() - start) / 1000);
  for (const [index, { number }] of drawn.entries()) {
    process.stdout.write(`pair ${number}: ${isWrong(index) ? "WRONG" : "right"}${kills ? killText(record) : ""}\n`);
    for (const line of each[index] ?? []) process.stdout.write(`    ${line}\n`);
  }
  process.stdout.write([...together, `${seconds} s`].map((line) => `    ${line}\n`).join(""));
  return drawn.filter((_, index) => isWrong(index)).length;
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  const { tools, missing } = findToolchain();
  if (missing !== undefined) throw new Error(missing);
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interruption.abort());
  const site = await UpgradeSite.open(tools as Toolchain, options.kills, interruption.signal);
  try {
    if (!(await run(site, options))) process.exitCode = 1;
  } finally {
    await site.close();
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
