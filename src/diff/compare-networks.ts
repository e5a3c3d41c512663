/**
 * Differences between two networks: by rules, and by the flows that the rules allow together. `diff`, `verify` and
 * `audit` use this comparison. Groups are the same if they have the same name and deployment.
 */
import { AddressSet, FlowSet } from "../flows";
import { groupBy } from "../model/group-by";
import { type Direction, type Network, type NetworkGroup, type NetworkRule, peerName } from "../model/network";
import { ruleIdentity } from "../model/rule-identity";
import { everyAddress } from "../reach/reachability";

type Rules = readonly NetworkRule[];

export interface ComparisonOptions {
  /** Whether rules that are open to every IPv4 address also count as open to each group. Default: false. */
  readonly groupsHaveAddresses?: boolean;
}

/** Rules of one group in two networks. Flows are meaningful for rules of one direction only. */
export class RuleComparison {
  /** Rules of the first network that the second network has too. */
  readonly matching: readonly { readonly rule: NetworkRule; readonly found: NetworkRule }[];
  /** Rules of the first network only. */
  readonly missing: Rules;
  /** Rules of the second network only. */
  readonly extra: Rules;
  #flows: readonly [FlowSet, FlowSet] | undefined;

  constructor(
    readonly first: Rules,
    readonly second: Rules,
    private readonly options: ComparisonOptions = {},
  ) {
    const mine = new Set(first.map(ruleIdentity));
    const theirs = new Map(second.map((rule) => [ruleIdentity(rule), rule]));
    const pairs = first.map((rule) => ({ rule, found: theirs.get(ruleIdentity(rule)) }));
    this.matching = pairs.flatMap(({ rule, found }) => (found ? [{ rule, found }] : []));
    this.missing = pairs.flatMap(({ rule, found }) => (found ? [] : [rule]));
    this.extra = second.filter((rule) => !mine.has(ruleIdentity(rule)));
  }

  get hasSameRules(): boolean {
    return this.missing.length + this.extra.length === 0;
  }

  /** The flows that the rules of the first network allow, and those that the rules of the second network allow. */
  get flows(): readonly [FlowSet, FlowSet] {
    this.#flows ??= [FlowSet.of(this.first), FlowSet.of(this.second)];
    return this.#flows;
  }

  /** Flows that only the first network allows. */
  get missingFlows(): FlowSet {
    if (this.missing.length === 0) return FlowSet.empty;
    const [mine, theirs] = this.flows;
    return mine.subtract(this.withMembers(theirs, this.first));
  }

  /** Flows that only the second network allows. */
  get extraFlows(): FlowSet {
    if (this.extra.length === 0) return FlowSet.empty;
    const [mine, theirs] = this.flows;
    return theirs.subtract(this.withMembers(mine, this.second));
  }

  /** The rules of the first network that allow any of the flows. */
  askingFor(flows: FlowSet): Rules {
    return allowing(this.first, flows);
  }

  /** The rules of the second network that allow any of the flows. */
  opening(flows: FlowSet): Rules {
    return allowing(this.second, flows);
  }

  /**
   * Members of a group have IPv4 addresses, so a rule that admits every IPv4 address admits each group that rules
   * reference.
   */
  private withMembers(flows: FlowSet, rules: Rules): FlowSet {
    if (!this.options.groupsHaveAddresses) return flows;
    const named = rules.filter(({ peer: { type } }) => groupTypes.has(type));
    const groups = AddressSet.of({ atoms: named.map(({ peer }) => peerName(peer)) });
    return flows.mapPeers((peers) => (peers.contains(everyAddress) ? peers.union(groups) : peers));
  }
}

const groupTypes: ReadonlySet<string> = new Set(["group", "securityGroup", "deployment"]);

const allowing = (rules: Rules, flows: FlowSet) => rules.filter((rule) => flows.intersects(FlowSet.of([rule])));

/** One direction of one group in two networks. */
export interface SideComparison {
  readonly group: NetworkGroup;
  readonly direction: Direction;
  /** Whether each of the networks has the group. */
  readonly isIn: readonly [first: boolean, second: boolean];
  readonly rules: RuleComparison;
}

/** Both directions of every group of either network: first the groups of the first network, in its order. */
export function compareNetworks(
  first: Network,
  second: Network,
  options: ComparisonOptions = {},
): readonly SideComparison[] {
  const [mine, theirs] = [groupsByName(first), groupsByName(second)];
  return [...new Set([...mine.keys(), ...theirs.keys()])].flatMap((name) => {
    const [some, others] = [mine.get(name) ?? [], theirs.get(name) ?? []];
    const [group] = [...some, ...others] as [NetworkGroup];
    return (["ingress", "egress"] as const).map((direction) => ({
      group,
      direction,
      isIn: [some.length > 0, others.length > 0] as const,
      rules: new RuleComparison(rulesOf(some, direction), rulesOf(others, direction), options),
    }));
  });
}

/**
 * Two parties may be bound to one existing group. The network then has it twice, each time with the rules of one of
 * them.
 */
function groupsByName({ groups }: Network): ReadonlyMap<string, readonly NetworkGroup[]> {
  return groupBy(groups, ({ deployment, peer }) => JSON.stringify([deployment, peerName(peer)]));
}

const rulesOf = (groups: readonly NetworkGroup[], direction: Direction) =>
  groups.flatMap(({ rules }) => rules.filter((rule) => rule.direction === direction));
