/**
 * Proves that synthesised JSON opens what the tables ask for, and nothing else: for every group and direction the flows
 * of the JSON equal those of the plan, by set algebra; where they do, that the rules are those written for the deployment,
 * and that what each party can reach is what the port rules ask for. In which order and how often rules stand, and in
 * which of Terraform's forms, does not matter. Knows no Terraform state: a group that exists already may have more rules than are here.
 */
import { type Issue, problems, SecurityGroupsError } from "../errors";
import type { Plan } from "../model/plan";
import { isToken } from "../model/token";
import { bySide, flowsOf, type NamedRule, plannedRules } from "./named-rules";
import { readSynthesized, type SynthesizedApp, type SynthesizedStack } from "./synthesized";
import type { Verification, VerifiedPlan, Violation } from "./verification";
import { compareFlows, groupFlows, judgeRules } from "./verify-flows";
import { matchGroups, type Named, nameText, PlanNames, SynthesizedNames } from "./verify-names";
import { verifyReach } from "./verify-reach";
import { compareRules } from "./verify-rules";

/**
 * Compares an output folder of cdktf, or one read already, with the deployments it was made from: all of them, since
 * what belongs to none is a violation.
 * `only` names the deployments to judge, the others being there to be referred to. Default: all.
 * @throws SecurityGroupsError where the folder cannot be read, or a deployment has no stack in it.
 */
export function verifySynthesized(
  source: string | SynthesizedApp,
  plans: readonly VerifiedPlan[],
  only: readonly string[] = [],
): Verification {
  const app = typeof source === "string" ? readSynthesized(source) : source;
  const stacks = new Map(app.stacks.map((stack) => [stack.name, stack]));
  const issues = plans.flatMap(({ deployment: { name } }): Issue[] => {
    if (stacks.has(name)) return [];
    return [{ ...problems.missingStack(name, [...stacks.keys()]), root: app.manifest, path: ["stacks"] }];
  });
  if (issues.length > 0) throw new SecurityGroupsError(issues);

  const known = new Set(plans.map(({ deployment }) => deployment.name));
  const names = { planned: new PlanNames(plans), synthesized: new SynthesizedNames(app, plans) };
  const judged = plans.filter(({ deployment: { name } }) => only.length === 0 || only.includes(name));
  const judgedStacks = app.stacks.filter(({ name }) => only.length === 0 || only.includes(name));
  const violations = [
    ...judged.flatMap((plan) => verifyStack(stacks.get(plan.deployment.name) as SynthesizedStack, plan, names)),
    ...judgedStacks.filter(({ name }) => !known.has(name)).flatMap(unexpectedStack),
  ];
  const groups = judgedStacks.reduce((count, stack) => count + stack.groups.length, 0);
  const rules = judgedStacks.reduce((count, stack) => count + stack.rules.length, 0);
  return { deployments: judged.length, groups, rules, violations };
}

interface Names {
  readonly planned: PlanNames;
  readonly synthesized: SynthesizedNames;
}

function verifyStack(stack: SynthesizedStack, plan: VerifiedPlan, names: Names): readonly Violation[] {
  const required = plannedRules(plan, names.planned);
  const { sound, violations } = judgeRules(stack, (rule) => names.synthesized.of(stack, rule), required);
  const found = bySide(sound);
  const held = heldGroups(plan, names.planned);
  const flows = compareFlows(plan.deployment.name, held.values(), bySide(required), found);
  const foreign = foreignRules(stack, held, sound);
  const others = [...groupViolations(stack, plan), ...violations, ...flows, ...foreign];
  // Whatever is wrong with flows is wrong with rules and parties too, and better said as flows.
  if (flows.length + foreign.length > 0) return others;
  return [
    ...others,
    ...compareRules(plan.deployment.name, bySide(required), found),
    ...verifyReach(plan, found, names.planned),
  ];
}

const keyOf = ({ type, value }: Named) => `${type}:${value}`;

/** The groups whose rules are the plan's, each once: two parties may be bound to one group of another deployment. */
function heldGroups(plan: Plan, names: PlanNames) {
  const named = plan.groups.map((group) => ({ group: names.group(plan, group), name: group.name }));
  return new Map(named.map((one) => [keyOf(one.group), one]));
}

/** Groups that are missing, too many, misnamed or misplaced, and what could not be read. */
function groupViolations(stack: SynthesizedStack, plan: VerifiedPlan): readonly Violation[] {
  const { deployment } = plan;
  const matches = matchGroups(stack, plan);
  const about = { deployment: plan.deployment.name, flows: [], portRules: [] };
  const present = new Set(matches.values());
  const missing = plan.groups.filter((group) => !group.existing && !present.has(group));
  return [
    ...missing.map(({ name, rules }): Violation => {
      const portRules = [...new Set(rules.flatMap((rule) => rule.portRules))].sort();
      const witness = `no aws_security_group has the name ${name}`;
      return { ...about, kind: "missing-group", group: name, witness, portRules, addresses: [] };
    }),
    ...stack.groups.flatMap((group): Violation[] => {
      const planned = matches.get(group);
      const addresses = [group.address];
      const name = planned?.name ?? group.name ?? group.address;
      if (!planned) {
        return [{ ...about, kind: "unexpected-group", group: name, witness: "no party has this group", addresses }];
      }
      const found: Violation[] = [];
      const written = group.namePrefix === undefined ? group.name : `${group.namePrefix}*`;
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
    ...unreadable(stack),
  ];
}

function unreadable({ name, unreadable }: SynthesizedStack): readonly Violation[] {
  return unreadable.map(({ address, why }) => ({
    kind: "unreadable",
    deployment: name,
    witness: why,
    flows: [],
    portRules: [],
    addresses: [address],
  }));
}

function foreignRules(
  stack: SynthesizedStack,
  held: ReadonlyMap<string, unknown>,
  rules: readonly NamedRule[],
): readonly Violation[] {
  return rules
    .filter(({ group }) => !held.has(keyOf(group)))
    .map((rule) => ({
      kind: "foreign-rule",
      deployment: stack.name,
      group: nameText(rule.group),
      direction: rule.direction,
      ...groupFlows(rule.direction, flowsOf([rule])),
      portRules: [],
      addresses: [rule.address],
    }));
}

/** A stack that no deployment has may hold anything but security groups. */
function unexpectedStack(stack: SynthesizedStack): readonly Violation[] {
  const addresses = [...stack.groups, ...stack.rules, ...stack.unreadable].map(({ address }) => address).sort();
  if (addresses.length === 0) return [];
  const witness = "no deployment has this stack, and it has security groups or rules";
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
