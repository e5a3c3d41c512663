/** From props to a plan, and from a plan to resources: what the deployment constructs have in common. */
import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import type { z } from "zod";
import { type Issue, SecurityGroupsError } from "../errors";
import { type Deployment, placementSchema } from "../model/deployment";
import type { Party } from "../model/party";
import type { SecurityGroupPlan } from "../model/plan";
import { validate } from "../model/validate";
import { project } from "../projection/project";
import { RoleSecurityGroup } from "./role-security-group";

/** Where groups go, and what they carry. */
export interface PlacementProps {
  /** The VPC of the groups: an id, or a token. */
  readonly vpcId: string;
  /** Tags of every group and rule. Groups get a `Name` too, unless it is set here. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The groups of a construct and the plan they were made from. */
export interface Realized {
  readonly plan: SecurityGroupPlan;
  readonly groups: ReadonlyMap<Party, RoleSecurityGroup>;
}

/** @throws SecurityGroupsError with every mistake in the props, under the path of the construct. */
export function realize<S extends z.ZodType<Deployment>>(
  scope: Construct,
  schema: S,
  input: z.input<S>,
  placement: PlacementProps,
): Realized {
  const placed = validate(placementSchema, placement);
  const deployment = validate(schema, input);
  if (placed.issues || deployment.issues) {
    throw rooted(scope, [...(placed.issues ?? []), ...(deployment.issues ?? [])]);
  }
  try {
    const plan = project(deployment.value, undefined, { labelOf: (token) => labelOf(token, scope) });
    const { vpcId, tags } = placed.value;
    return { plan, groups: resources(scope, plan, vpcId, tags) };
  } catch (error) {
    throw error instanceof SecurityGroupsError ? rooted(scope, error.issues) : error;
  }
}

function resources(scope: Construct, plan: SecurityGroupPlan, vpcId: string, tags: PlacementProps["tags"] = {}) {
  const byKey = new Map(
    plan.groups.map((group) => [group.key, new RoleSecurityGroup(scope, group.key, group, vpcId, tags)]),
  );
  for (const group of byKey.values()) group.addRules((key) => (byKey.get(key) as RoleSecurityGroup).id);
  return new Map(
    plan.groups.flatMap(({ key, parties }) =>
      parties.map((party) => [party, byKey.get(key) as RoleSecurityGroup] as const),
    ),
  );
}

/** A token by the Terraform expression it stands for, which every reading of the same attribute shares. */
function labelOf(token: string, scope: Construct): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const expression: unknown = Tokenization.resolve(token, { scope, resolver });
  return `${expression}`.replaceAll(/[${}]/g, "");
}

function rooted(scope: Construct, issues: readonly Issue[]): SecurityGroupsError {
  return new SecurityGroupsError(issues.map((issue) => ({ ...issue, root: scope.node.path })));
}
