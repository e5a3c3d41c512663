/** A plan as checks look at it. */
import type { Deployment } from "../../model/deployment";
import type { Party } from "../../model/party";
import type { Plan } from "../../model/plan";
import { Reachability } from "../reachability";
import { type LintedGroup, type LintedRule, lintedGroup } from "./linted-group";

/** The plan to lint. Where a deployment has `tags`, its groups get them. `vpcId` is the VPC of the groups. */
export type LintSubject = Plan<
  Deployment & { readonly tags?: Readonly<Record<string, string>> | undefined; readonly vpcId?: string | undefined }
>;

export class LintedPlan {
  readonly deployment: LintSubject["deployment"];
  readonly groups: readonly LintedGroup[];
  #reachability: Reachability | undefined;

  /** `plans` are all plans of the config. */
  constructor(
    readonly plan: LintSubject,
    readonly plans: readonly LintSubject[],
  ) {
    this.deployment = plan.deployment;
    this.groups = plan.groups.map(lintedGroup);
  }

  get reachability(): Reachability {
    this.#reachability ??= new Reachability(this.plan);
    return this.#reachability;
  }

  /** The parties that these rules name as peers and their port rules name too, in the order of the plan. */
  partiesBehind(rules: readonly LintedRule[]): readonly Party[] {
    const peers = new Set(rules.map(({ rule }) => `${rule.peer.type}:${rule.peer.value}`));
    const ids = new Set(rules.flatMap(({ rule }) => rule.portRules));
    const named = this.plan.portRules.filter(({ id }) => ids.has(id)).flatMap(({ from, to }) => [...from, ...to]);
    return this.plan.parties
      .filter(({ party }) => named.length === 0 || named.includes(party))
      .filter((party) => party.peers.some(({ type, value }) => peers.has(`${type}:${value}`)))
      .map(({ party }) => party);
  }
}
