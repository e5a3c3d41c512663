/**
 * Which groups and rules of a plan exist already, and under which ids? Descriptions and tags of rules make no
 * difference. Pure.
 */
import { RuleComparison } from "../diff/compare-networks";
import { type Issue, problems, SecurityGroupsError } from "../errors";
import { AddressSet, FlowSet } from "../flows";
import { world } from "../model/cidr";
import { requiresEgressOf } from "../model/condition";
import type { ImportMap } from "../model/import-map";
import { type NetworkRule, peerName } from "../model/network";
import { isGroupReference, type Plan, type PlannedSecurityGroup, type SecurityGroupRule } from "../model/plan";
import { ruleIdentity, ruleKey } from "../model/rule-identity";
import type { Ec2Group, Ec2Network } from "../network/ec2-network";
import type { PlacedPlan } from "../network/found-groups";
import { AddressBook } from "../reach/address-book";
import { Admission, type End, peersOf } from "./ends";
import { ExistingGroups, type PairedGroup } from "./existing-groups";
import { ExtraFlows } from "./unrequired-flows";

/** A planned rule that exists. */
export interface MatchedRule {
  readonly rule: SecurityGroupRule;
  readonly found: NetworkRule;
}

/** A planned rule that does not exist: the deploy creates it. */
export interface NewRule {
  readonly rule: SecurityGroupRule;
  /** `unknown` if it depends on addresses of nodes or prefix lists, or on rules, that are not known. */
  readonly today: "open" | "closed" | "unknown";
  /** The rules by which all of it is open already, or may be. Empty if some of it is closed today. */
  readonly openBy: readonly NetworkRule[];
  /** Whether it opens traffic to every address that is not open to every address today. */
  readonly opensToWorld: boolean;
  /** Rules from addresses or prefix lists for at least the same traffic, which it would replace. */
  readonly narrower: readonly NetworkRule[];
}

/** A group of a plan, and the group that the deploy takes over. */
export interface GroupImports {
  readonly planned: PlannedSecurityGroup;
  /** Absent if the deploy creates the group. */
  readonly found?: Ec2Group;
  readonly matching: readonly MatchedRule[];
  readonly created: readonly NewRule[];
  /**
   * Rules of the group that no deployment of the config asks for: the deploy leaves them, unless Terraform made them.
   * Outbound rules of a group that is only bound are none of them, unless its egress is `required`.
   */
  readonly others: readonly NetworkRule[];
  /** Those of them that open only what is required. */
  readonly redundant: readonly NetworkRule[];
}

/** A deployment and the part of it that exists. */
export interface Imports {
  readonly groups: readonly GroupImports[];
  /** Everything that exists and has an id. */
  readonly importMap: ImportMap;
}

/**
 * `others` are the deployments that the plan may refer to, and those that write into its groups.
 * @throws SecurityGroupsError if EC2 or Terraform would refuse the deploy, imports or not.
 */
export function importsOf(subject: PlacedPlan, existing: Ec2Network, others: readonly PlacedPlan[] = []): Imports {
  const { name } = subject.plan.deployment;
  const { known, groups: compared } = comparedGroups(subject, existing, others);
  const book = new AddressBook(existing);
  const groups = compared.map((one) => groupImports(subject, one, known, book));
  return {
    groups,
    importMap: { deployment: name, vpcId: subject.vpcId, groups: Object.fromEntries(groups.flatMap(importsOfGroup)) },
  };
}

/** A group of a plan, its rules compared with those that exist. */
export interface ComparedGroup extends PairedGroup {
  readonly rules: RuleComparison;
}

/**
 * The part of `importsOf` that needs no judgement of flows.
 * @throws SecurityGroupsError if EC2 or Terraform would refuse the deploy, imports or not.
 */
export function comparedGroups(
  subject: PlacedPlan,
  existing: Ec2Network,
  others: readonly PlacedPlan[],
): { readonly known: ExistingGroups; readonly groups: readonly ComparedGroup[] } {
  const known = new ExistingGroups(existing, [subject, ...others]);
  const { plan } = subject;
  const pairs = known.groupsOf(plan).map((pair) => ({ pair, rules: rulesOf(subject, pair.planned, known) }));
  const issues = pairs.flatMap(({ pair: { planned }, rules }) => {
    const other = known.found.groupOfOtherCase(subject, planned);
    const root = `${plan.deployment.name}: ${planned.name}`;
    if (other) return [{ ...problems.nameOfOtherCase(other.name, other.id), root, path: [] }];
    return duplicateIssues(rules, root);
  });
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  const groups = pairs.map(({ pair, rules }) => ({
    ...pair,
    rules: new RuleComparison(rules, pair.found?.rules ?? []),
  }));
  return { known, groups };
}

/** The planned rules, their peers named as in EC2, with the keys of their constructs. */
function rulesOf({ plan }: PlacedPlan, planned: PlannedSecurityGroup, known: ExistingGroups) {
  return planned.rules.map((rule): NetworkRule => ({ ...rule, peer: known.peer(plan, rule.peer), key: ruleKey(rule) }));
}

/** Different peers of a plan may be one group in EC2. */
function duplicateIssues(rules: readonly NetworkRule[], root: string): readonly Issue[] {
  const first = new Map<string, NetworkRule>();
  return rules.flatMap((rule): Issue[] => {
    const identity = ruleIdentity(rule);
    const same = first.get(identity);
    if (same) return [{ ...problems.sameRuleTwice(same.key), root, path: [rule.key] }];
    first.set(identity, rule);
    return [];
  });
}

function groupImports(
  subject: PlacedPlan,
  { planned, peer, found, rules: { matching, missing } }: ComparedGroup,
  known: ExistingGroups,
  book: AddressBook,
): GroupImports {
  const byKey = new Map(planned.rules.map((rule) => [ruleKey(rule), rule]));
  const plannedRule = ({ key }: NetworkRule) => byKey.get(key) as SecurityGroupRule;
  const name = peerName(peer);
  // A group that the deployment only binds keeps its outbound rules, unless they have to be those of the tables.
  const keepsEgress = planned.existing && !requiresEgressOf(subject.plan.deployment, planned.existing);
  const others = othersIn(name, known).filter(({ direction }) => !(keepsEgress && direction === "egress"));
  const extra = new ExtraFlows(known, book.addressesOf);
  const opening = directions.flatMap((direction) => [...extra.of(direction, name).keys()]);
  return {
    planned,
    ...(found ? { found } : {}),
    matching: matching.map((match) => ({ rule: plannedRule(match.rule), found: match.found })),
    created: missing.map((rule) => ({
      rule: plannedRule(rule),
      ...effectOf(rule, name, subject.plan, known, book),
    })),
    others,
    redundant: others.filter((rule) => !opening.includes(rule)),
  };
}

const directions = ["ingress", "egress"] as const;

function othersIn(group: string, known: ExistingGroups): readonly NetworkRule[] {
  return directions.flatMap(
    (direction) => new RuleComparison(known.asked(direction, group), known.rules(direction, group)).extra,
  );
}

/** Whether what a rule opens is open today. All members of a group that it names count, and all addresses. */
function effectOf(
  rule: NetworkRule,
  group: string,
  plan: Plan,
  known: ExistingGroups,
  book: AddressBook,
): Omit<NewRule, "rule"> {
  const { direction } = rule;
  const rules = known.rules(direction, group);
  const admitted = known.admitted(direction, group);
  const judged = endsOf(rule, plan, known, book).map((end) => {
    const needed = known
      .flowsOf([rule])
      .mapPeers(() => peersOf(end))
      .resolve(known.prefixLists);
    const admission = new Admission(end, plan.ipFamily);
    const uncertain = needed.subtract(admitted.mapPeers(admission.certain));
    const closed = known.isUnread(group) ? FlowSet.empty : needed.subtract(admitted.mapPeers(admission.possible));
    const admits = closed.isEmpty && !uncertain.isEmpty ? admission.possible : admission.some;
    const by = rules.filter((one) => known.flowsOf([one]).mapPeers(admits).intersects(needed));
    return { today: !closed.isEmpty ? "closed" : !uncertain.isEmpty ? "unknown" : "open", by } as const;
  });
  const today = (["closed", "unknown"] as const).find((state) => judged.some((one) => one.today === state)) ?? "open";
  const flows = known.flowsOf([rule]);
  const opensTo = (everyone: AddressSet) => {
    const world = (set: FlowSet) => set.trafficWhere((peers) => peers.contains(everyone));
    return !world(flows).subtract(world(admitted)).isEmpty;
  };
  const opensToWorld = direction === "ingress" && everyAddresses.some(opensTo);
  return {
    today,
    openBy: today === "closed" ? [] : [...new Set(judged.flatMap(({ by }) => by))],
    opensToWorld,
    narrower: opensToWorld ? rules.filter((one) => isNarrower(one, flows, known)) : [],
  };
}

/** The other end of a rule, once for each set of groups that the members of the group at that end attach. */
function endsOf({ peer }: NetworkRule, plan: Plan, known: ExistingGroups, book: AddressBook): readonly End[] {
  const name = peerName(peer);
  if (!isGroupReference(peer)) return [{ party: "peer", held: [], others: [peer], addresses: {} }];
  // While the layout changes, some nodes attach the groups of one layout only.
  const isChanging = plan.pools.some(({ change }) => change);
  const populations = isChanging ? [[name]] : known.attachedWith(name);
  return populations.map((held) => ({ party: "peer", held, others: [], addresses: book.addressesOf([name]) }));
}

const everyAddresses = [world.ipv4, world.ipv6].map((cidr) => AddressSet.of({ cidrs: [cidr] }));

/** `sources` need no group: rules among nodes are other port rules. */
function isNarrower(one: NetworkRule, flows: FlowSet, known: ExistingGroups): boolean {
  return !isGroupReference(one.peer) && anyPeer(known.flowsOf([one])).contains(anyPeer(flows));
}

const anyPeer = (flows: FlowSet) => flows.mapPeers(() => AddressSet.of({ atoms: ["peer"] }));

/** Only EC2 has ids: plans and states have addresses of Terraform. */
export const isRuleId = (key: string) => key.startsWith("sgr-");

function importsOfGroup({ planned, found, matching }: GroupImports): readonly [string, ImportMap["groups"][string]][] {
  if (!found) return [];
  const rules = matching.flatMap(({ rule, found: { key } }) => (isRuleId(key) ? [[ruleKey(rule), key] as const] : []));
  return [[planned.key, { securityGroupId: found.id, rules: Object.fromEntries(rules) }]];
}
