/** Groups of a config and groups of a synthesised folder under the same names, so that the two can be compared. */
import { type Issue, problems, SecurityGroupsError } from "../errors";
import type { Plan } from "../model/plan";
import type { ComparedRule, DiffSubject } from "./diff";
import type { SynthesizedApp, SynthesizedStack } from "./synthesized";
import type { SynthesizedRule } from "./synthesized-rules";
import { type Named, nameText, PlanNames } from "./verify-names";

/** Groups are called `<deployment>/<name in EC2>`, and existing ones by their ids. */
export function plannedSubjects(plans: readonly Plan[]): readonly DiffSubject[] {
  const names = new PlanNames(plans);
  return plans.map((plan) => ({
    deployment: plan.deployment.name,
    groups: plan.groups.map((group) => ({
      name: nameText(names.group(plan, group)),
      rules: group.rules.map((rule) => ({ ...rule, peer: names.peer(plan, rule.peer) })),
    })),
  }));
}

/** @throws SecurityGroupsError on what may open ports and cannot be read. */
export function synthesizedSubjects(app: SynthesizedApp): readonly DiffSubject[] {
  const issues = app.stacks.flatMap(({ file, unreadable }) =>
    unreadable.map(({ address, why }): Issue => ({ ...problems.unreadableBlock(why), root: file, path: [address] })),
  );
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  const groups = app.stacks.flatMap((stack) =>
    stack.groups.map(({ id, name, address }) => [id, `${stack.name}/${name ?? address}`] as const),
  );
  const names = new Map(groups);
  return app.stacks.map((stack) => ({ deployment: stack.name, groups: groupsOf(stack, names) }));
}

function groupsOf(stack: SynthesizedStack, names: ReadonlyMap<string, string>): DiffSubject["groups"] {
  const named = ({ type, value }: Named): Named => ({ type, value: names.get(value) ?? value });
  const rules = new Map<string, ComparedRule[]>(stack.groups.map(({ id }) => [names.get(id) ?? id, []]));
  for (const rule of stack.rules) {
    const group = nameText(named(rule.group));
    const made = rule.peers.map((peer) => ruleOf(rule, named(peer)));
    const own = rules.get(group);
    if (own) own.push(...made);
    else rules.set(group, made);
  }
  return [...rules].map(([name, own]) => ({ name, rules: own }));
}

function ruleOf(rule: SynthesizedRule, peer: Named): ComparedRule {
  const { direction, ipProtocol, fromPort, toPort, description, address } = rule;
  return {
    direction,
    ipProtocol,
    ...(fromPort === undefined ? {} : { fromPort }),
    ...(toPort === undefined ? {} : { toPort }),
    peer,
    portRules: portRulesOf(description) ?? [address],
    description,
  };
}

/** Our descriptions end with the ids of the port rules: `etcd client requests [rke-etcd-client-tcp]`. */
function portRulesOf(description: string): readonly string[] | undefined {
  return / \[([a-z0-9-]+(?:, [a-z0-9-]+)*)\]$/.exec(description)?.[1]?.split(", ");
}
