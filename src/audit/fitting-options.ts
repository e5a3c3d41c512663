/**
 * Options with which the tables describe the existing groups better: edition, distribution, CNI, family of addresses,
 * `optimize`. Each combination is planned, and its rules are compared with those that exist.
 */
import { cnis } from "../catalog/cni";
import { SecurityGroupsError } from "../errors";
import type { Deployment } from "../model/deployment";
import { rancherNodesEditions } from "../model/rancher-nodes-edition";
import { ipFamilies } from "../model/settings";
import type { Ec2Network } from "../network/ec2-network";
import type { PlacedPlan } from "../network/found-groups";
import { planDeployment } from "../projection/plan-deployment";
import { type ComparedGroup, comparedGroups } from "./imports";

/** Options to change, with the rules that exist and are planned then. */
export interface BetterFit {
  /** Keys and values as the config has them. */
  readonly options: Readonly<Record<string, string | boolean>>;
  /** Existing rules that the plan has too, of all rules of the existing groups. */
  readonly matching: number;
  readonly existing: number;
  /** Planned rules that do not exist. */
  readonly created: number;
}

type Options = BetterFit["options"];

/** The combination with the fewest differences, then with the fewest changed options; undefined if none is clearly better. */
export function fittingOptions(
  subject: PlacedPlan,
  existing: Ec2Network,
  others: readonly PlacedPlan[],
): BetterFit | undefined {
  const { deployment } = subject.plan;
  const today = comparedGroups(subject, existing, others).groups;
  const now = fitOf(today, {});
  if (now.existing === 0) return undefined;
  // Rules of other groups make no difference.
  const ids = new Set(today.map(({ found }) => found?.id));
  const near = {
    ...existing,
    groups: existing.groups.map((group) => (ids.has(group.id) ? group : { ...group, rules: [] })),
  };
  const candidates = combinations(deployment).flatMap((options): readonly BetterFit[] => {
    try {
      const plan = planDeployment({ ...deployment, ...changed(options) } as Deployment);
      return [fitOf(comparedGroups({ ...subject, plan }, near, others).groups, options)];
    } catch (error) {
      // The combination does not exist.
      if (error instanceof SecurityGroupsError) return [];
      throw error;
    }
  });
  const size = ({ options }: BetterFit) => Object.keys(options).length;
  const [best] = candidates.sort((a, b) => differences(a) - differences(b) || size(a) - size(b));
  if (!best || differences(best) >= differences(now)) return undefined;
  // A small part of the rules says nothing about the options.
  const isClear = best.matching > now.matching && best.matching * 2 > best.existing;
  return isWhole(best) || isClear ? best : undefined;
}

/** Whether all existing rules are planned then, and no others. */
export const isWhole = ({ matching, existing, created }: BetterFit) => matching === existing && created === 0;

const differences = ({ matching, existing, created }: BetterFit) => existing - matching + created;

function fitOf(groups: readonly ComparedGroup[], options: Options): BetterFit {
  const found = groups.filter((group) => group.found);
  const sum = (count: (group: (typeof found)[number]) => number) =>
    found.reduce((total, group) => total + count(group), 0);
  return {
    options,
    matching: sum(({ rules }) => rules.matching.length),
    existing: sum((group) => group.found?.rules.length ?? 0),
    created: sum(({ rules }) => rules.missing.length),
  };
}

/** All combinations of the options that the deployment can have, each without the values that it has now. */
function combinations(deployment: Deployment): readonly Options[] {
  const choices: Readonly<Record<string, readonly (string | boolean)[]>> = {
    ...(deployment.type === "rancher-nodes" ? { edition: Object.keys(rancherNodesEditions) } : {}),
    ...(deployment.type === "cluster" && deployment.distribution
      ? { distribution: ["rke2", "k3s"], cni: cnis.map(({ name }) => name) }
      : {}),
    ipFamily: ipFamilies,
    optimize: [true, false],
  };
  return Object.entries(choices).reduce<readonly Options[]>(
    (all, [key, values]) =>
      all.flatMap((options) => [
        options,
        ...values.filter((value) => value !== current(deployment, key)).map((value) => ({ ...options, [key]: value })),
      ]),
    [{}],
  );
}

function current(deployment: Deployment, key: string): unknown {
  const value = (deployment as unknown as Readonly<Record<string, unknown>>)[key];
  return key === "cni" && typeof value === "object" && value !== null && "name" in value ? value.name : value;
}

/** The options as a validated deployment has them. */
function changed({ cni, ...options }: Options): Readonly<Record<string, unknown>> {
  return { ...options, ...(cni === undefined ? {} : { cni: { name: cni } }) };
}
