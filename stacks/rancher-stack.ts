import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { PlacedDeployment } from "../src/config/schema";
import { ConfiguredSecurityGroups } from "../src/constructs/configured-security-groups";
import type { PlannedSecurityGroups } from "../src/constructs/planned-security-groups";
import { referencesOf } from "../src/model/deployment-references";
import type { ImportMap } from "../src/model/import-map";
import type { Plan } from "../src/model/plan";
import { withoutUndefined } from "../src/model/without-undefined";
import { constructIds } from "../src/report/terraform-address";
import { addGroupOutputs } from "./group-outputs";
import { addStateBackend } from "./state-backend";

/** One deployment of the config file: its provider, its state, its security groups, and their ids and names as outputs. */
export class RancherStack extends TerraformStack {
  readonly securityGroups: PlannedSecurityGroups;

  /** `deployments` are the stacks' groups that this one may refer to, by deployment. */
  constructor(
    scope: Construct,
    readonly plan: Plan<PlacedDeployment>,
    imports?: ImportMap,
    deployments: Readonly<Record<string, PlannedSecurityGroups>> = {},
  ) {
    const { deployment } = plan;
    super(scope, deployment.name);
    this.addProvider(deployment);
    addStateBackend(this, deployment);
    const { vpcId, tags, lifecycle } = deployment;
    const placement = { vpcId, deployments, ...withoutUndefined({ tags, lifecycle, adopt: imports }) };
    this.securityGroups = new ConfiguredSecurityGroups(this, constructIds[deployment.type], plan, placement);
    addGroupOutputs(this, this.securityGroups);
  }

  /** Resolves everything once more than a synth does, to find references to other stacks: only those who have some need it. */
  override prepareStack(): void {
    if (referencesOf(this.plan.deployment).length > 0) super.prepareStack();
    else this.ensureBackendExists();
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

/** The emulator takes any credentials; real ones must not reach it. Terraform asks its sts and iam for the account. */
function emulator(url: string) {
  return { accessKey: "emulator", secretKey: "emulator", endpoints: [{ ec2: url, sts: url, iam: url }] };
}
