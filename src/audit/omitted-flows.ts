/** Closed flows that a deployment omits although its tables require them. */
import { SecurityGroupsError } from "../errors";
import type { Deployment } from "../model/deployment";
import type { Omission } from "../model/layer";
import type { Plan } from "../model/plan";
import { planDeployment } from "../projection/plan-deployment";
import { type FlowJudge, type RequiredFlow, requiredFlows } from "./required-flows";

/** The closed flows of the port rules under `rules.omit`, but for those whose parties are not bound. */
export function omittedFlows(plan: Plan, required: readonly RequiredFlow[], judge: FlowJudge): readonly RequiredFlow[] {
  const { omit = [] } = plan.deployment.rules;
  if (omit.length === 0) return [];
  const known = new Set(required.map(keyOf));
  const whole = planWith(plan, []);
  const plans = whole
    ? [whole]
    : omit.flatMap(
        (one) =>
          planWith(
            plan,
            omit.filter((other) => other !== one),
          ) ?? [],
      );
  return plans
    .flatMap((documented) => requiredFlows(documented, judge))
    .filter((flow) => flow.state === "closed" && !known.has(keyOf(flow)));
}

const keyOf = ({ portRule, from, to }: RequiredFlow) => `${portRule} ${from} ${to}`;

/** Undefined if a party of a port rule is not bound. */
function planWith({ deployment }: Plan, omit: readonly Omission[]): Plan | undefined {
  const { omit: _, ...rules } = deployment.rules;
  try {
    return planDeployment({
      ...deployment,
      rules: omit.length > 0 ? { ...rules, omit: [...omit] } : rules,
    } as Deployment);
  } catch (error) {
    if (error instanceof SecurityGroupsError) return undefined;
    throw error;
  }
}
