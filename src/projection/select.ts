/** The port rules that are in effect for a deployment. Knows conditions; knows nothing of AWS. */
import { addonIn } from "../model/addon";
import { isMet } from "../model/condition";
import type { Deployment } from "../model/deployment";
import type { SkippedPortRule } from "../model/plan";
import type { PortRule } from "../model/port-rule";
import type { Settings } from "../model/settings";
import type { LayeredRules } from "./layer";

export interface Selection {
  readonly selected: readonly PortRule[];
  readonly skipped: readonly SkippedPortRule[];
}

export function select(deployment: Deployment, settings: Settings, { rules, omitted }: LayeredRules): Selection {
  const isAbsent = ({ addon }: PortRule) => addon !== undefined && !addonIn(deployment, addon);
  const judged = rules
    .filter((rule) => !isAbsent(rule))
    .map((portRule) => ({
      portRule,
      because: portRule.when.filter((condition) => !isMet(condition, deployment, settings)),
    }));
  return {
    selected: judged.filter(({ because }) => because.length === 0).map(({ portRule }) => portRule),
    skipped: [
      ...omitted.map((portRule) => ({ portRule, because: "omitted" as const })),
      ...rules.filter(isAbsent).map((portRule) => ({ portRule, because: "addon" as const })),
      ...judged.filter(({ because }) => because.length > 0),
    ],
  };
}
