/** A plan and its network in the form that checks read. */
import type { Deployment } from "../model/deployment";
import { type Network, peerName } from "../model/network";
import type { Party } from "../model/party";
import type { Plan } from "../model/plan";
import { Reachability } from "../reach/reachability";
import { type LintedGroup, type LintedRule, lintedGroup } from "./linted-group";

/** The plan to lint. Where a deployment has `tags`, its groups get them. */
export type LintSubject = Plan<Deployment & { readonly tags?: Readonly<Record<string, string>> | undefined }>;

export class LintedPlan {
  readonly deployment: LintSubject["deployment"];
  readonly groups: readonly LintedGroup[];
  readonly reachability: Reachability;

  /** `network` has the groups to judge. Default: those of the plan. */
  constructor(
    readonly plan: LintSubject,
    network?: Network,
  ) {
    this.deployment = plan.deployment;
    this.reachability = new Reachability(plan, network);
    this.groups = this.reachability.network.groups.map(lintedGroup);
  }

  /** The parties that the peers of these rules stand for, in the order of the plan. */
  partiesBehind(rules: readonly LintedRule[]): readonly Party[] {
    const peers = new Set(rules.map(({ rule }) => peerName(rule.peer)));
    return this.plan.parties
      .map(({ party }) => party)
      .filter((party) => this.reachability.namedPeers({ party }).some((peer) => peers.has(peerName(peer))));
  }
}
