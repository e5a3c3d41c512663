/** Which port rules a deployment asks for. Knows conditions; knows nothing of AWS. */
import { type Condition, isMet } from "../model/condition";
import type { Deployment } from "../model/deployment";
import type { PortRule } from "../model/port-rule";
import type { Settings } from "../model/settings";

export interface Selection {
  readonly selected: readonly PortRule[];
  /** The others, each with the conditions that do not hold. */
  readonly switchedOff: readonly { readonly rule: PortRule; readonly because: readonly Condition[] }[];
}

export function select(deployment: Deployment, settings: Settings, rules: readonly PortRule[]): Selection {
  const judged = rules.map((rule) => ({
    rule,
    because: rule.when.filter((condition) => !isMet(condition, deployment, settings)),
  }));
  return {
    selected: judged.filter(({ because }) => because.length === 0).map(({ rule }) => rule),
    switchedOff: judged.filter(({ because }) => because.length > 0),
  };
}
