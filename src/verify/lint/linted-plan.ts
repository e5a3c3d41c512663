/** A plan as checks look at it. What only Terraform knows is a name here: it is never judged. */
import type { Deployment } from "../../model/deployment";
import type { Party } from "../../model/party";
import type { PlannedSecurityGroup, SecurityGroupPlan } from "../../model/plan";
import { Reachability } from "../reachability";
import { type LintedGroup, type LintedRule, lintedGroup, namedPeer } from "./linted-group";

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
    this.#reachability ??= new Reachability(withNamedTokens(this.plan));
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

function withNamedTokens(plan: SecurityGroupPlan): SecurityGroupPlan {
  const withNames = (group: PlannedSecurityGroup): PlannedSecurityGroup => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, peer: namedPeer(rule.peer) })),
  });
  return {
    ...plan,
    parties: plan.parties.map((party) => ({ ...party, peers: party.peers.map(namedPeer) })),
    groups: plan.groups.map(withNames),
  };
}
