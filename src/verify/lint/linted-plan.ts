/** A plan as checks look at it. */
import type { Deployment } from "../../model/deployment";
import type { Party } from "../../model/party";
import type { SecurityGroupPlan } from "../../model/plan";
import { Reachability } from "../reachability";
import { type LintedGroup, type LintedRule, lintedGroup } from "./linted-group";

/** What is linted: a deployment with its plan, and the tags its groups get. */
export interface LintSubject {
  readonly deployment: Deployment & { readonly tags?: Readonly<Record<string, string>> | undefined };
  readonly plan: SecurityGroupPlan;
}

export class LintedPlan {
  readonly deployment: LintSubject["deployment"];
  readonly plan: SecurityGroupPlan;
  readonly groups: readonly LintedGroup[];
  #reachability: Reachability | undefined;

  constructor({ deployment, plan }: LintSubject) {
    this.deployment = deployment;
    this.plan = plan;
    this.groups = plan.groups.map(lintedGroup);
  }

  get reachability(): Reachability {
    this.#reachability ??= new Reachability(this.plan);
    return this.#reachability;
  }

  /** The parties that the peers of these rules stand for, in the order of the plan. */
  partiesBehind(rules: readonly LintedRule[]): readonly Party[] {
    const peers = new Set(rules.map(({ rule }) => `${rule.peer.type}:${rule.peer.value}`));
    return this.plan.parties
      .filter((party) => party.peers.some(({ type, value }) => peers.has(`${type}:${value}`)))
      .map(({ party }) => party);
  }
}
