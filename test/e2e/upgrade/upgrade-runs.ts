/**
 * Random configs of one deployment, deployed one after the other with the real Terraform to an emulator of EC2: `npm
 * run upgrade-runs -- --count 100 --seed 1` deploys pairs of unrelated configs. With `--layouts`, each run is a layout
 * change in three steps. In the first `--killed N` runs, one deploy is killed at a random moment and run again. Prints
 * a line for each run; the exit code is 1 if one failed. `--only N` runs a single one.
 */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { findToolchain, type Toolchain } from "../../../scripts/emulator/toolchain";
import type { LoadedEntry } from "../../../src/config/config-file";
import { mistake, problems, SecurityGroupsError } from "../../../src/errors";
import { RULES_PER_GROUP } from "../../../src/lint/quotas";
import { killSummary, killText } from "./kill-report";
import { type KillMoment, type KillRecord, killedApply, newRecord } from "./killed-apply";
import { layoutChanges, stepsOf } from "./layout-change";
import type { PacketCounts } from "./layout-packets";
import { type StatePlace, upgradePairs } from "./upgrade-pair";
import { type ApplyStep, applyAtOnce, type PlacedUpgrade, upgrade } from "./upgrade-run";
import { UpgradeSite } from "./upgrade-site";

/**
 * The number of upgrades side by side. Terraform writes its whole state after each change, so more would take longer.
 */
const upgradesTogether = 4;

interface Options {
  readonly count: number;
  readonly seed: number;
  readonly only: number | undefined;
  readonly killed: number;
  readonly layouts: boolean;
}

function optionsOf(args: readonly string[]): Options {
  const options = {
    count: { type: "string" },
    seed: { type: "string" },
    only: { type: "string" },
    killed: { type: "string" },
    layouts: { type: "boolean" },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const number = (name: "count" | "seed" | "only" | "killed", least: number, standard?: number) => {
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
    killed: number("killed", 0, 0),
    layouts: values.layouts ?? false,
  };
}

/** The deploy to kill, and the moment. */
interface Kill {
  readonly step: number;
  readonly moment: KillMoment;
  /** Where the state is kept that the kill may truncate. */
  readonly state: StatePlace;
}

type Upgrade = Omit<PlacedUpgrade, "place">;

/**
 * `steps` are those that may be killed. The share of the changes that are done by then is between `min` and `max`
 * percent.
 */
const killsAt = (steps: readonly number[], [min, max]: readonly [number, number]): fc.Arbitrary<Kill> =>
  fc.record({
    step: fc.constantFrom(...steps),
    moment: fc.record({
      // Not fc.double, which draws from all doubles evenly, and most of those are close to zero.
      share: fc.noBias(fc.integer({ min, max })).map((percent) => percent / 100),
      delayMs: fc.noBias(fc.integer({ min: 0, max: 200 })),
    }),
    state: fc.constantFrom("local", "s3"),
  });

interface Drawn {
  readonly upgrade: Upgrade;
  readonly kill: Kill;
}

const pairs: fc.Arbitrary<Drawn> = fc.record({
  upgrade: upgradePairs.map((steps) => ({ steps })),
  kill: killsAt([1], [-10, 99]),
});
const changes: fc.Arbitrary<Drawn> = fc.tuple(layoutChanges, killsAt([0, 1, 2], [5, 90])).map(([change, kill]) => {
  // In this case only the first deploy changes anything.
  const isSame = JSON.stringify(change.from) === JSON.stringify(change.to);
  return { upgrade: { steps: stepsOf(change), change }, kill: isSame ? { ...kill, step: 0 } : kill };
});

/**
 * The first ones whose steps are all valid configs. A step can be invalid if two parties of one group require the same
 * rule.
 */
async function deployable(site: UpgradeSite, { count, seed, layouts }: Options): Promise<readonly Drawn[]> {
  await site.reset();
  const place = await site.newPlace();
  const loads = ({ upgrade }: Drawn) => {
    try {
      return upgrade.steps.every((side) => isWithinQuota(site.load(side, place)));
    } catch (error) {
      if (error instanceof SecurityGroupsError) return false;
      throw error;
    }
  };
  const drawn: Drawn[] = [];
  for (let tries = count; drawn.length < count; tries *= 2) {
    const sample = fc.sample(layouts ? changes : pairs, { seed, numRuns: tries });
    drawn.splice(0, drawn.length, ...sample.filter(loads).slice(0, count));
  }
  return drawn;
}

function isWithinQuota({ plan }: LoadedEntry): boolean {
  const directions = ["ingress", "egress"] as const;
  return plan.groups.every(({ rules }) =>
    // Two less than the quota, because an existing group has egress rules.
    directions.every((direction) => rules.filter((rule) => rule.direction === direction).length <= RULES_PER_GROUP - 2),
  );
}

/** Results so far. */
interface Counts extends PacketCounts {
  wrong: number;
  deploys: number;
  killed: number;
}

interface Numbered extends Upgrade {
  readonly number: number;
  /** Set if a deploy is killed. */
  readonly kill?: Kill;
}

async function run(site: UpgradeSite, options: Options): Promise<boolean> {
  const all = (await deployable(site, options)).map(({ upgrade, kill }, index): Numbered => {
    return { number: index + 1, ...upgrade, ...(index < options.killed ? { kill } : {}) };
  });
  const drawn = all.filter(({ number }) => options.only === undefined || number === options.only);
  const records: KillRecord[] = [];
  const counts: Counts = { wrong: 0, deploys: 0, killed: 0, required: 0, forbidden: 0 };
  for (const some of [drawn.filter(({ kill }) => kill), drawn.filter(({ kill }) => !kill)]) {
    for (let start = 0; start < some.length; start += upgradesTogether) {
      await runTogether(site, some.slice(start, start + upgradesTogether), counts, records);
    }
  }
  report(options, drawn.length, records, counts);
  return counts.wrong === 0;
}

function report(
  { seed, layouts }: Options,
  drawn: number,
  records: readonly KillRecord[],
  { wrong, deploys, killed, required, forbidden }: Counts,
): void {
  const lines = [
    `${drawn - wrong} of ${drawn} ${layouts ? "changes" : "pairs"} right, seed ${seed}`,
    `${deploys} deploys, ${killed} of them killed half-way`,
    ...(layouts ? [`${required + forbidden} packets: ${required} required, ${forbidden} not`] : []),
  ];
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  if (records.length > 0) process.stdout.write(killSummary(records));
}

/** Deploys some side by side. If they are killed, then at the moment that was drawn for the first. */
async function runTogether(
  site: UpgradeSite,
  drawn: readonly Numbered[],
  counts: Counts,
  records: KillRecord[],
): Promise<void> {
  const start = performance.now();
  await site.reset();
  const [{ kill } = { kill: undefined }] = drawn;
  const placed: PlacedUpgrade[] = [];
  for (const { steps, change } of drawn) {
    const place = await site.newPlace(kill?.state, change?.egress);
    placed.push({ steps, place, ...(change ? { change } : {}) });
  }
  const record = kill && newRecord(kill.state);
  const applyStep: ApplyStep = async (_, step) => {
    counts.deploys += placed.length;
    return record && step === kill.step
      ? killedApply(site, placed, step, kill.moment, record)
      : applyAtOnce(site, step);
  };
  const { together, each } = await upgrade(site, placed, applyStep, counts);
  if (record) records.push(record);
  counts.killed += record?.halfDone ?? 0;
  const seconds = Math.round((performance.now() - start) / 1000);
  for (const [index, { number }] of drawn.entries()) {
    const isWrong = together.length > 0 || (each[index] ?? []).length > 0;
    if (isWrong) counts.wrong += 1;
    process.stdout.write(`${number}: ${isWrong ? "WRONG" : "right"}\n`);
    for (const line of each[index] ?? []) process.stdout.write(`    ${line}\n`);
  }
  const killing = record && kill ? [`deploy ${kill.step + 1}${killText(record)}`] : [];
  process.stdout.write([...together, ...killing, `${seconds} s`].map((line) => `    ${line}\n`).join(""));
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  const { tools, missing } = findToolchain();
  if (missing !== undefined) throw new Error(missing);
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interruption.abort());
  const site = await UpgradeSite.open(tools as Toolchain, interruption.signal);
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
