import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { PlacedDeployment } from "../src/config/schema";
import { ConfiguredSecurityGroups } from "../src/constructs/configured-security-groups";
import type { PlannedSecurityGroups } from "../src/constructs/planned-security-groups";
import { referencesOf } from "../src/model/deployment-references";
import type { ImportMap } from "../src/model/import-map";
import type { Plan } from "../src/model/plan";
import { constructPathOf, formerPathsOf, stackNameOf } from "../src/model/stack-member";
import { withoutUndefined } from "../src/model/without-undefined";
import { addGroupOutputs, addSharedGroupOutput } from "./group-outputs";
import { addStateBackend } from "./state-backend";

/**
 * A stack of the config file: one provider, one state, the security groups of its deployments, and their ids and names as
 * outputs.
 */
export class RancherStack extends TerraformStack {
  readonly #plans: Plan[] = [];

  /** Without groups. `deployment` is one of those that will be in it. */
  constructor(scope: Construct, deployment: PlacedDeployment) {
    super(scope, stackNameOf(deployment));
    this.addProvider(deployment);
    addStateBackend(this, deployment);
  }

  /** `deployments` are the groups that this deployment may refer to, in this stack or in others, by deployment. */
  addDeployment(
    plan: Plan<PlacedDeployment>,
    imports?: ImportMap,
    deployments: Readonly<Record<string, PlannedSecurityGroups>> = {},
  ): PlannedSecurityGroups {
    const { deployment } = plan;
    this.#plans.push(plan);
    const { vpcId, tags, lifecycle } = deployment;
    const placement = { vpcId, deployments, ...withoutUndefined({ tags, lifecycle, adopt: imports }) };
    const paths = formerPathsOf(deployment).map((path) => [this.node.path, ...path].join("/"));
    const former = { paths, deployments: renamedIn(deployments) };
    const [scope, id] = this.placeOf(constructPathOf(deployment));
    const securityGroups = new ConfiguredSecurityGroups(scope, id, plan, placement, former);
    if (deployment.stack === undefined) addGroupOutputs(this, securityGroups);
    else addSharedGroupOutput(this, deployment.name, securityGroups);
    return securityGroups;
  }

  /** Resolves everything once more than a synth does, to find references to other stacks: only those who have some need it. */
  override prepareStack(): void {
    const own = new Set(this.#plans.map(({ deployment }) => deployment.name));
    const references = this.#plans.flatMap(({ deployment }) => referencesOf(deployment));
    if (references.some(({ deployment }) => !own.has(deployment))) super.prepareStack();
    else this.ensureBackendExists();
  }

  /** The scope and the id of a construct at a path. Deployments of one type have one scope. */
  private placeOf([first = "", second]: readonly string[]): readonly [Construct, string] {
    if (second === undefined) return [this, first];
    return [(this.node.tryFindChild(first) as Construct | undefined) ?? new Construct(this, first), second];
  }

  private addProvider({ region, profile, assumeRole, endpoint, awsProviderVersion }: PlacedDeployment): void {
    const role = assumeRole && [withoutUndefined(assumeRole)];
    new AwsProvider(this, "aws", {
      region,
      ...withoutUndefined({ profile, assumeRole: role }),
      ...(endpoint ? emulator(endpoint) : {}),
    });
    if (awsProviderVersion) this.addOverride("terraform.required_providers.aws.version", awsProviderVersion);
  }
}

/** The former names of the deployments that were renamed, by their names now. */
function renamedIn(deployments: Readonly<Record<string, PlannedSecurityGroups>>): ReadonlyMap<string, string> {
  return new Map(
    Object.values(deployments).flatMap(({ plan }) => {
      const { name, movedFrom }: Pick<PlacedDeployment, "name" | "movedFrom"> = plan.deployment;
      return movedFrom === undefined || movedFrom === name ? [] : [[name, movedFrom] as const];
    }),
  );
}

/** The emulator takes any credentials; real ones must not reach it. Terraform asks its sts and iam for the account. */
function emulator(url: string) {
  return { accessKey: "emulator", secretKey: "emulator", endpoints: [{ ec2: url, sts: url, iam: url }] };
}
