/**
 * One deployment as an ordinary Terraform module: without a provider and a backend, which belong to the program that
 * calls it. Resources have the same addresses as in the stack of the deployment.
 */
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Fn, type TerraformOutput, type TerraformRemoteState, TerraformStack, TerraformVariable, Token } from "cdktf";
import type { Construct } from "constructs";
import type { ConfiguredDeployment } from "../src/config/schema";
import { ConfiguredSecurityGroups } from "../src/constructs/configured-security-groups";
import type { PlannedSecurityGroups } from "../src/constructs/planned-security-groups";
import type { RuleResource } from "../src/constructs/rule-resource";
import { mistake, problems } from "../src/errors";
import type { Plan } from "../src/model/plan";
import { constructIds } from "../src/model/stack-member";
import { variableForOutput } from "../src/model/terraform-names";
import { withoutUndefined } from "../src/model/without-undefined";
import { addGroupOutputs } from "./group-outputs";

/**
 * The first AWS provider with the resources for single rules, and the first with the one for `exclusiveRules`. Source:
 * the changelog of the provider.
 */
const providerVersions = { rules: ">= 4.56.0", exclusiveRules: ">= 6.29.0" };

/** The first Terraform with `replace_triggered_by`. */
const terraformVersion = ">= 1.2.0";

type Json = Record<string, unknown>;

export class RancherModule extends TerraformStack {
  readonly securityGroups: PlannedSecurityGroups;
  readonly #outputs: ReadonlyMap<SecurityGroup, TerraformOutput>;
  readonly #tags: TerraformVariable;

  constructor(
    scope: Construct,
    readonly plan: Plan<ConfiguredDeployment>,
    deployments: Readonly<Record<string, PlannedSecurityGroups>>,
  ) {
    const { deployment } = plan;
    super(scope, deployment.name);
    const { vpcId, tags = {}, lifecycle } = deployment;
    const vpc = this.variable("vpc_id", {
      type: "string",
      description: "The VPC of the security groups.",
      nullable: false,
      ...(vpcId === undefined ? {} : { default: vpcId }),
    });
    this.#tags = this.variable("tags", {
      type: "map(string)",
      description: "Tags of every group and rule.",
      nullable: false,
    });
    // cdktf would write the keys of a default in snake case.
    this.#tags.addOverride("default", tags);
    const placement = { vpcId: vpc.stringValue, deployments, ...withoutUndefined({ lifecycle }) };
    this.securityGroups = new ConfiguredSecurityGroups(this, constructIds[deployment.type], plan, placement);
    this.#outputs = addGroupOutputs(this, this.securityGroups);
    for (const resource of resourcesOf(this.securityGroups)) this.addTags(resource);
    const aws = {
      source: "hashicorp/aws",
      version: lifecycle?.exclusiveRules ? providerVersions.exclusiveRules : providerVersions.rules,
    };
    this.addOverride("terraform", { required_version: terraformVersion, required_providers: { aws } });
  }

  /** Another module refers to a group by the output that has its id. */
  override registerOutgoingCrossStackReference(identifier: string): TerraformOutput {
    for (const [{ friendlyUniqueId }, output] of this.#outputs) {
      if (identifier === `aws_security_group.${friendlyUniqueId}.id`) return output;
    }
    return super.registerOutgoingCrossStackReference(identifier);
  }

  /** The output of another module comes in as a variable. */
  override registerIncomingCrossStackReference(other: TerraformStack): TerraformRemoteState {
    const { id: deployment } = other.node;
    const getString = (output: string) => {
      const name = variableForOutput(deployment, output);
      const description = `the output ${output} of the module of ${deployment}`;
      const known = this.node.tryFindChild(name) as TerraformVariable | undefined;
      if (known && known.description !== description) {
        throw mistake(problems.variableTaken(name, `${known.description} and for ${description}`), [this.node.id]);
      }
      return (known ?? this.variable(name, { type: "string", description, nullable: false })).stringValue;
    };
    return { getString } as TerraformRemoteState;
  }

  /** Those of the groups. The stack itself would ask for a provider. @throws Error with everything that is wrong. */
  override runAllValidations(): void {
    const errors = this.securityGroups.node.findAll().flatMap(({ node }) => node.validate());
    if (errors.length > 0) throw new Error(`${this.node.id}: ${errors.join("\n")}`);
  }

  /** The content of main.tf.json. */
  override toTerraform(): Json {
    const { terraform = {}, resource, ...json } = super.toTerraform() as Readonly<Record<string, Json>>;
    return {
      "//": `Written by rancher-sg synth for ${this.node.id}. The next synth replaces this file.`,
      terraform: withoutKey(terraform, "backend"),
      ...withoutKey(json, "//"),
      resource: mapValues(resource, (bodies) =>
        mapValues(bodies as Record<string, Json>, (body) => withoutKey(body, "//")),
      ),
    };
  }

  private variable(name: string, props: ConstructorParameters<typeof TerraformVariable>[2]): TerraformVariable {
    const variable = new TerraformVariable(this, name, props);
    variable.overrideLogicalId(name);
    return variable;
  }

  /** Tags of the caller, and those that are the package's own. */
  private addTags(resource: SecurityGroup | RuleResource): void {
    const { Name = "", ...own } = resource.tagsInput ?? {};
    const name = { Name };
    const maps = resource instanceof SecurityGroup ? [name, this.#tags.value] : [this.#tags.value, name];
    resource.tags = Token.asStringMap(Fn.merge(Object.keys(own).length > 0 ? [...maps, own] : maps));
  }
}

function resourcesOf({ groupsByKey }: PlannedSecurityGroups): readonly (SecurityGroup | RuleResource)[] {
  return [...groupsByKey.values()].flatMap((group) => [
    ...(group.resource ? [group.resource] : []),
    ...group.allRules("ingress"),
    ...group.allRules("egress"),
  ]);
}

function mapValues<T, R>(map: Readonly<Record<string, T>> = {}, change: (value: T) => R): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function withoutKey({ ...map }: Json, key: string): Json {
  delete map[key];
  return map;
}
