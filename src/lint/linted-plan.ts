/** A plan and its network in the form that checks read. */
import type { AddressLists } from "../model/address-entries";
import type { Deployment } from "../model/deployment";
import { groupBy } from "../model/group-by";
import { type Network, peerName } from "../model/network";
import type { Party } from "../model/party";
import type { Peer, Plan } from "../model/plan";
import { Reachability } from "../reach/reachability";
import { type LintedGroup, type LintedRule, lintedGroup } from "./linted-group";

/** The plan to lint. If a deployment has `tags`, its groups get them. `vpcId` is the VPC of the groups. */
export type LintSubject = Plan<
  Deployment & { readonly tags?: Readonly<Record<string, string>> | undefined; readonly vpcId?: string | undefined }
>;

export interface LintOptions {
  /** All plans of the config, for the checks that compare deployments. Default: the plan alone. */
  readonly plans?: readonly LintSubject[];
  /** The address lists of the config. Default: those that the deployment uses. */
  readonly addressLists?: AddressLists;
  /** The groups to check. Default: those of the plan. */
  readonly network?: Network;
}

export class LintedPlan {
  readonly deployment: LintSubject["deployment"];
  readonly groups: readonly LintedGroup[];
  readonly reachability: Reachability;

  /** All plans of the config. */
  readonly plans: readonly LintSubject[];

  /** The address lists of the config. */
  readonly addressLists: AddressLists;

  /** For each peer of a rule, the positions in the plan of the parties with this peer. */
  readonly #parties: ReadonlyMap<string, readonly { readonly index: number }[]>;

  constructor(
    readonly plan: LintSubject,
    { plans = [plan], addressLists = plan.deployment.addressLists ?? {}, network }: LintOptions,
  ) {
    this.addressLists = addressLists;
    this.plans = plans;
    this.deployment = plan.deployment;
    this.reachability = new Reachability(plan, network);
    this.groups = this.reachability.network.groups.map(lintedGroup);
    const places = plan.parties.flatMap(({ party }, index) =>
      this.reachability.allPeers(party).map((peer) => ({ name: peerName(peer), index })),
    );
    this.#parties = groupBy(places, ({ name }) => name);
  }

  /** A group by the name that a user knows: its name in EC2, or its id. */
  nameOf({ label }: Peer): string {
    return this.plan.groups.find(({ key }) => key === label)?.name ?? label;
  }

  /** The parties that are a peer of these rules and an end of their port rules, in the order of the plan. */
  partiesBehind(rules: readonly LintedRule[]): readonly Party[] {
    const ids = new Set(rules.flatMap(({ rule }) => rule.portRules));
    const named = this.plan.portRules.filter(({ id }) => ids.has(id)).flatMap(({ from, to }) => [...from, ...to]);
    const behind = rules.flatMap(({ rule }) => this.#parties.get(peerName(rule.peer)) ?? []);
    return [...new Set(behind.map(({ index }) => index))]
      .sort((a, b) => a - b)
      .flatMap((index) => this.plan.parties[index]?.party ?? [])
      .filter((party) => named.length === 0 || named.includes(party));
  }
}
