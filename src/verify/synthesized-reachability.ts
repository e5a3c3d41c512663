/**
 * Who can reach whom by the rules of Terraform's JSON? The plans say which groups and parties there are, and the JSON which
 * rules each group has.
 */
import { type NetworkRule, peerName } from "../model/network";
import type { Plan } from "../model/plan";
import { PlanNames, plannedNetwork } from "../network/planned-network";
import { renameGroups } from "../network/rename-groups";
import type { TerraformApp } from "../network/terraform-json";
import { Reachability } from "../reach/reachability";
import { DeploymentParts } from "./deployment-parts";
import { MatchedNames } from "./match-groups";
import { soundRules } from "./verify-synthesized";

/**
 * Answers by the JSON, for each of the plans. `all` has the plans that they refer to. Rules that EC2 would refuse are left
 * out, and a group that is missing in the JSON has no rules: `verifySynthesized` reports both.
 */
export function synthesizedReachability(
  app: TerraformApp,
  plans: readonly Plan[],
  all: readonly Plan[] = plans,
): ReadonlyMap<Plan, Reachability> {
  const names = new PlanNames(all);
  const parts = new DeploymentParts(app);
  const matched = new MatchedNames(parts, all, names);
  return new Map(
    plans.map((plan) => {
      const required = plannedNetwork([plan], names);
      const part = parts.of(plan);
      const written = part ? renameGroups(part, (peer) => matched.of(part.stack, peer)).groups : [];
      const { sound } = soundRules({ groups: written }, required);
      const rules = new Map<string, readonly NetworkRule[]>(
        sound.groups.map((group) => [peerName(group.peer), group.rules]),
      );
      const groups = required.groups.map((group) => ({ ...group, rules: rules.get(peerName(group.peer)) ?? [] }));
      return [plan, new Reachability(plan, { groups }, names)];
    }),
  );
}
