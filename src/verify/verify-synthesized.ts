/**
 * Does Terraform's JSON open exactly what the tables require? Three proofs: for every group and direction, the flows of
 * the JSON equal those of the plan, by set algebra; if they do, the rules are those of the plan; and each party can
 * reach what the port rules require. The order, the repetition and the form of rules in the JSON make no difference.
 * Reads no Terraform state, so an existing group may have rules that are not compared.
 */
import { compareNetworks, type SideComparison } from "../diff/compare-networks";
import { type Issue, problems, SecurityGroupsError } from "../errors";
import { FlowSet, refusalOf } from "../flows";
import { groupBy } from "../model/group-by";
import type { ImportMap } from "../model/import-map";
import { type Network, type NetworkGroup, peerName } from "../model/network";
import { ruleIdentity } from "../model/rule-identity";
import { isToken } from "../model/token";
import { PlanNames, peerText, plannedNetwork } from "../network/planned-network";
import { renameGroups } from "../network/rename-groups";
import {
  type RuleFault,
  readTerraformApp,
  type TerraformApp,
  type TerraformGroup,
  type TerraformStack,
} from "../network/terraform-json";
import { addedFlowText } from "../reach/added-flow";
import { DeploymentParts, type StackPart } from "./deployment-parts";
import { MatchedNames, matchGroups } from "./match-groups";
import { otherContent } from "./other-content";
import type { Verification, VerifiedPlan, Violation } from "./verification";
import { flowViolations, groupFlows, groupText, ruleViolations, unique } from "./verify-flows";
import { verifyReach } from "./verify-reach";

export interface VerifyOptions {
  /**
   * Whether the folder may have more than the synth of this package writes for the deployments: then other blocks are
   * listed and not judged, and of settings only those that decide what is open. Else each is a violation. Default: true.
   */
  readonly mayHaveOthers?: boolean;
  /** Groups and rules that the next deploy of each deployment imports. Default: none. */
  readonly imports?: ReadonlyMap<string, ImportMap>;
}

/**
 * Compares an output folder of cdktf, or one read already, with the deployments it was made from: all of them, since
 * what belongs to none is a violation.
 * `only` names the deployments to judge, the others being there to be referred to. Default: all.
 * @throws SecurityGroupsError where the folder cannot be read, or a deployment has no stack in it.
 */
export function verifySynthesized(
  source: string | TerraformApp,
  plans: readonly VerifiedPlan[],
  only: readonly string[] = [],
  { mayHaveOthers = true, imports = new Map() }: VerifyOptions = {},
): Verification {
  const app = typeof source === "string" ? readTerraformApp(source) : source;
  const parts = new DeploymentParts(app);
  const names = app.stacks.map(({ name }) => name);
  const issues = plans
    .filter((plan) => !parts.stackOf(plan))
    .map(({ deployment: { name } }): Issue => {
      return { ...problems.missingStack(name, names), root: app.manifest, path: ["stacks"] };
    });
  if (issues.length > 0) throw new SecurityGroupsError(issues);

  const members = groupBy(plans, (plan) => `${parts.stackOf(plan)?.name}`);
  const planned = new PlanNames(plans);
  const context = { parts, planned, matched: new MatchedNames(parts, plans, planned) };
  const judged = plans.filter(({ deployment: { name } }) => only.length === 0 || only.includes(name));
  const chosen = new Set(judged.map((plan) => parts.stackOf(plan)));
  const judgedStacks = app.stacks.filter((stack) => only.length === 0 || chosen.has(stack));
  const violations = judgedStacks.flatMap((stack) => {
    const ofStack = members.get(stack.name);
    if (!ofStack) return unexpectedStack(stack, mayHaveOthers);
    const deployments = judged.filter((plan) => parts.stackOf(plan) === stack);
    const found = [
      ...deployments.flatMap((plan) => verifyDeployment(plan, context)),
      ...verifyStack(stack, ofStack, context),
    ];
    return mayHaveOthers
      ? [...found, ...regionViolations(stack, ofStack)]
      : [...found, ...otherContent(stack, ofStack, { plans, imports }, found.length > 0)];
  });
  const others = mayHaveOthers
    ? judgedStacks.flatMap((stack) => stack.others.map((address) => `${stack.name}: ${address}`))
    : [];
  const counted = only.length === 0 ? app.stacks : judged.flatMap((plan) => parts.of(plan) ?? []);
  const groups = counted.reduce((count, part) => count + resourcesOf(part).length, 0);
  const rules = counted.reduce((count, part) => count + ruleAddresses(part).size, 0);
  const added = judged.flatMap(({ deployment: { name }, addedFlows }) =>
    unique(addedFlows.map(addedFlowText)).map((flow) => ({ deployment: name, flow })),
  );
  const omitted = judged.flatMap(({ deployment: { name }, skipped }) =>
    unique(skipped.flatMap(({ because, portRule }) => (because === "omitted" ? [`${portRule.id}`] : []))).map(
      (portRule) => ({ deployment: name, portRule }),
    ),
  );
  return { deployments: judged.length, groups, rules, added, others, omitted, violations };
}

const resourcesOf = ({ groups }: Pick<StackPart, "groups">) => groups.flatMap(({ resource }) => resource ?? []);

/** Addresses of the written rules. A rule with several peers is one. */
function ruleAddresses({ groups, faults }: Pick<StackPart, "groups" | "faults">): ReadonlySet<string> {
  return new Set([
    ...groups.flatMap(({ rules }) => rules.map(({ key }) => key)),
    ...faults.map(({ address }) => address),
  ]);
}

interface Context {
  readonly parts: DeploymentParts;
  readonly planned: PlanNames;
  readonly matched: MatchedNames;
}

/** Compares what a deployment wrote in its stack with its plan. */
function verifyDeployment(plan: VerifiedPlan, context: Context): readonly Violation[] {
  const { parts, planned, matched } = context;
  const part = parts.of(plan) as StackPart;
  const required = plannedNetwork([plan], planned);
  const written = renameGroups(part, (peer) => matched.of(part.stack, peer));
  const { sound, violations } = soundRules(written, required);
  const own = new Set(required.groups.map(({ peer }) => peerName(peer)));
  const isOwn = ({ peer }: NetworkGroup) => own.has(peerName(peer));
  const sides = compareNetworks(required, { groups: sound.groups.filter(isOwn) });
  const flows = sides.flatMap(flowViolations);
  const foreign = foreignRules(
    plan.deployment.name,
    sound.groups.filter((group) => !isOwn(group)),
  );
  const faults = part.faults.map((fault) => faultViolation(part.stack, fault, matched));
  const others = [...groupViolations(part, plan), ...faults, ...violations, ...flows, ...foreign];
  // Whatever is wrong with flows is wrong with rules and parties too, and better said as flows.
  if (flows.length + foreign.length > 0) return others;
  return [...others, ...byKind(sides), ...verifyReach(plan, sound, planned)];
}

/** Violations of a stack with one or more deployments, apart from those in what the deployments wrote. */
function verifyStack(
  stack: TerraformStack,
  plans: readonly VerifiedPlan[],
  { parts, matched }: Context,
): readonly Violation[] {
  const rest = parts.rest(stack, new Set(plans.map(({ deployment }) => deployment.name)));
  const { groups } = renameGroups({ groups: rest.groups }, (peer) => matched.of(stack, peer));
  return [
    ...rest.groups.flatMap((group) =>
      group.resource ? unexpectedGroup(stack.name, group, group.resource.address) : [],
    ),
    ...rest.faults.map((fault) => faultViolation(stack, fault, matched)),
    ...foreignRules(stack.name, groups),
    ...unreadable(stack),
  ];
}

/** Missing rules before extra ones. */
function byKind(sides: readonly SideComparison[]): readonly Violation[] {
  const violations = sides.flatMap(ruleViolations);
  const ofKind = (kind: Violation["kind"]) => violations.filter((violation) => violation.kind === kind);
  return [...ofKind("missing-rule"), ...ofKind("extra-rule")];
}

/** The network without rules that EC2 would refuse: no plan has such a rule. */
export function soundRules(
  network: Network,
  required: Network,
): { readonly sound: Network; readonly violations: readonly Violation[] } {
  const known = new Set(required.groups.flatMap(({ rules }) => rules.map(ruleIdentity)));
  const violations: Violation[] = [];
  const groups = network.groups.map((group) => ({
    ...group,
    rules: group.rules.filter((rule) => {
      const witness = known.has(ruleIdentity(rule)) ? undefined : refusalOf(rule);
      if (witness === undefined) return true;
      const about = { deployment: group.deployment, group: groupText(group.peer), direction: rule.direction };
      violations.push({ kind: "invalid-rule", ...about, witness, flows: [], portRules: [], addresses: [rule.key] });
      return false;
    }),
  }));
  return { sound: { groups }, violations };
}

function faultViolation(stack: TerraformStack, fault: RuleFault, matched: MatchedNames): Violation {
  const { kind, address, direction, rule, deployment } = fault;
  const peers = rule.peers.map((peer) => peerText(matched.of(stack, peer)));
  const witness = {
    "no-peer": "names no peer, so it opens nothing and EC2 refuses it",
    "several-peers": `names ${peers.join(" and ")}, and takes one`,
    "ports-with-all": `-1 with ports ${rule.fromPort} to ${rule.toPort}: leave the ports out`,
  }[kind];
  const group = groupText(matched.of(stack, fault.group));
  return { kind, deployment, group, direction, witness, flows: [], portRules: [], addresses: [address] };
}

/** Groups that are missing, too many, misnamed or misplaced. */
function groupViolations(part: StackPart, plan: VerifiedPlan): readonly Violation[] {
  const { deployment } = plan;
  const matches = matchGroups(part, plan);
  const about = { deployment: plan.deployment.name, flows: [], portRules: [] };
  const present = new Set(matches.values());
  const missing = plan.groups.filter((group) => !group.existing && !present.has(group));
  return [
    ...missing.map(({ name, rules }): Violation => {
      const portRules = [...new Set(rules.flatMap((rule) => rule.portRules))].sort();
      const witness = `no aws_security_group has the name ${name}`;
      return { ...about, kind: "missing-group", group: name, witness, portRules, addresses: [] };
    }),
    ...part.groups.flatMap((group): Violation[] => {
      const { resource } = group;
      if (!resource) return [];
      const planned = matches.get(group);
      const addresses = [resource.address];
      if (!planned) return [unexpectedGroup(deployment.name, group, resource.address)];
      const { name } = planned;
      const found: Violation[] = [];
      const written = resource.namePrefix === undefined ? resource.name : `${resource.namePrefix}*`;
      if (written !== (deployment.lifecycle?.namePrefix ? `${planned.name}-*` : planned.name)) {
        const witness = `its name is ${written ?? "not written"}`;
        found.push({ ...about, kind: "group-name", group: name, witness, addresses });
      }
      const { vpcId } = deployment;
      if (vpcId !== undefined && !isToken(vpcId) && group.vpcId !== vpcId) {
        const witness = `its VPC is ${group.vpcId ?? "not written"}, not ${vpcId}`;
        found.push({ ...about, kind: "group-vpc", group: name, witness, addresses });
      }
      return found;
    }),
  ];
}

function unexpectedGroup(deployment: string, { name }: TerraformGroup, address: string): Violation {
  const witness = "no party has this group";
  return { kind: "unexpected-group", deployment, group: name, witness, flows: [], portRules: [], addresses: [address] };
}

function regionViolations({ name, regions }: TerraformStack, plans: readonly VerifiedPlan[]): readonly Violation[] {
  // All deployments of a stack have one region.
  const region = plans[0]?.deployment.region;
  const others = region === undefined || isToken(region) ? [] : regions.filter((one) => one !== region);
  return others.map((other) => ({
    kind: "provider-region",
    deployment: name,
    witness: `an AWS provider has the region ${other}, not ${region}`,
    flows: [],
    portRules: [],
    addresses: ["provider.aws"],
  }));
}

function unreadable({ name, unreadable }: TerraformStack): readonly Violation[] {
  return unreadable.map(({ address, why }) => ({
    kind: "unreadable",
    deployment: name,
    witness: why,
    flows: [],
    portRules: [],
    addresses: [address],
  }));
}

function foreignRules(deployment: string, groups: readonly NetworkGroup[]): readonly Violation[] {
  return groups.flatMap(({ peer, rules }) =>
    rules.map((rule) => ({
      kind: "foreign-rule",
      deployment,
      group: peerText(peer),
      direction: rule.direction,
      ...groupFlows(rule.direction, FlowSet.of([rule])),
      portRules: [],
      addresses: [rule.key],
    })),
  );
}

/** A stack that no deployment has may hold anything but security groups, unless the app is this package's. */
function unexpectedStack(stack: TerraformStack, mayHaveOthers: boolean): readonly Violation[] {
  const blocks = [...resourcesOf(stack), ...stack.unreadable].map(({ address }) => address);
  const addresses = [...blocks, ...ruleAddresses(stack), ...(mayHaveOthers ? [] : stack.others)].sort();
  if (addresses.length === 0 && mayHaveOthers) return [];
  const witness = mayHaveOthers
    ? "no deployment has this stack, and it has security groups or rules"
    : "no deployment has this stack";
  return [
    {
      kind: "unexpected-stack",
      deployment: stack.name,
      witness,
      flows: [],
      portRules: [],
      addresses: [...new Set(addresses)],
    },
  ];
}
