import { DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from "cdktf";
import { Construct } from "constructs";
import type { z } from "zod";
import { type Issue, nearest, problems, SecurityGroupsError } from "../errors";
import { asWritten } from "../flows/optimize";
import { type Deployment, referencesOf } from "../model/deployment";
import type { Party } from "../model/party";
import { placementSchema } from "../model/placement";
import type { SecurityGroupPlan } from "../model/plan";
import { validate } from "../model/validate";
import { project } from "../projection/project";
import { requireSameFramework } from "./framework";
import { RoleSecurityGroup } from "./role-security-group";

/** Where groups go, what they carry, and which other constructs they refer to. */
export interface PlacementProps {
  /** The VPC of the groups: an id, or a token. */
  readonly vpcId: string;
  /** Tags of every group and rule. Groups get a `Name` too, unless it is set here. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The constructs that bindings such as `{ deployment: "rancher-prod" }` name. Default: none. */
  readonly deployments?: Readonly<Record<string, PlannedSecurityGroups>>;
}

/** The security groups of one deployment, made from its plan. */
export abstract class PlannedSecurityGroups extends Construct {
  /** The plan behind the resources: pure data, for checks and reports. */
  readonly plan: SecurityGroupPlan;
  /** The groups whose rules are managed here, by the party whose nodes hold them. */
  readonly groups: ReadonlyMap<Party, RoleSecurityGroup>;

  /** @throws SecurityGroupsError with every mistake in the props, under the path of the construct. */
  protected constructor(
    scope: Construct,
    id: string,
    schema: z.ZodType<Deployment>,
    input: unknown,
    { deployments = {}, ...placement }: PlacementProps,
  ) {
    super(scope, id);
    requireSameFramework(this);
    const placed = validate(placementSchema, placement);
    const deployment = validate(schema, input);
    if (placed.issues || deployment.issues) {
      throw this.rooted([...(placed.issues ?? []), ...(deployment.issues ?? [])]);
    }
    const references = referenceIssues(deployment.value, deployments);
    if (references.length > 0) throw this.rooted(references);
    this.plan = this.projected(deployment.value);

    const { vpcId, tags = {} } = placed.value;
    const elsewhere = (name: string, party: Party) => (deployments[name] as PlannedSecurityGroups).findGroup(party).id;
    const byKey = new Map(
      this.plan.groups.map((group) => [group.key, new RoleSecurityGroup(this, group, vpcId, tags, elsewhere)]),
    );
    for (const group of byKey.values()) group.addRules((key) => (byKey.get(key) as RoleSecurityGroup).id);
    this.groups = new Map(
      this.plan.groups.flatMap(({ key, parties }) =>
        parties.map((party) => [party, byKey.get(key) as RoleSecurityGroup] as const),
      ),
    );
  }

  /** @throws Error where the party has no group here, naming those that do. */
  findGroup(party: Party): RoleSecurityGroup {
    const group = this.groups.get(party);
    if (group) return group;
    throw new Error(`${this.node.path} has no group for ${party}; it has ${[...this.groups.keys()].join(", ")}`);
  }

  private projected(deployment: Deployment): SecurityGroupPlan {
    try {
      return asWritten(deployment, project(deployment, undefined, { labelOf: (token) => this.labelOf(token) }));
    } catch (error) {
      throw error instanceof SecurityGroupsError ? this.rooted(error.issues) : error;
    }
  }

  /**
   * Names a token by the Terraform expression it stands for, which every reading of the same attribute shares;
   * with the stack in front, where it comes from another one.
   */
  private labelOf(token: string): string {
    const resolver = new DefaultTokenResolver(new StringConcat());
    const expression: unknown = Tokenization.resolve(token, { scope: this, resolver });
    const origins = Tokenization.reverse(token).flatMap((part) =>
      "originStack" in part && TerraformStack.isStack(part.originStack) ? [part.originStack] : [],
    );
    const foreign = origins.filter((stack) => stack !== TerraformStack.of(this)).map((stack) => `${stack.node.path}.`);
    return `${foreign.join("")}${expression}`.replaceAll(/[${}]/g, "");
  }

  private rooted(issues: readonly Issue[]): SecurityGroupsError {
    const asProps = issues.map((issue) => ({ ...issue, path: propPath(issue.path), root: this.node.path }));
    return new SecurityGroupsError(asProps);
  }
}

/** What a config file calls `groupName` is the `name` of a construct for one group. */
function propPath([first, ...rest]: Issue["path"]): Issue["path"] {
  return first === undefined ? [] : [first === "groupName" ? "name" : first, ...rest];
}

function referenceIssues(deployment: Deployment, known: Readonly<Record<string, PlannedSecurityGroups>>) {
  return referencesOf(deployment).flatMap(({ deployment: name, party }): Issue[] => {
    const path = ["parties", party, "deployment"];
    const names = Object.keys(known);
    const other = names.includes(name) ? known[name] : undefined;
    if (!other) return [{ ...problems.unknownDeployment(nearest(name, names), names), path, received: name }];
    if (other.groups.has(party)) return [];
    return [{ ...problems.noGroupFor(party, [...other.groups.keys()]), path, received: name }];
  });
}
