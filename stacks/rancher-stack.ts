import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { ConfiguredDeployment } from "../src/config/schema";
import { ClusterSecurityGroups } from "../src/constructs/cluster-security-groups";
import type { PlannedSecurityGroups } from "../src/constructs/planned-security-groups";
import { RancherNodesSecurityGroup } from "../src/constructs/rancher-nodes-security-group";
import { RancherServerSecurityGroups } from "../src/constructs/rancher-server-security-groups";
import { referencesOf } from "../src/model/deployment";
import { given } from "../src/model/given";
import { addStateBackend } from "./state-backend";

/** One deployment of the config file: its provider, its state, its security groups, and their ids and names as outputs. */
export class RancherStack extends TerraformStack {
  readonly securityGroups: PlannedSecurityGroups;

  /** `deployments` are the stacks' groups that this one may refer to, by deployment. */
  constructor(
    scope: Construct,
    readonly deployment: ConfiguredDeployment,
    deployments: Readonly<Record<string, PlannedSecurityGroups>> = {},
  ) {
    super(scope, deployment.name);
    this.addProvider(deployment);
    addStateBackend(this, deployment);
    this.securityGroups = this.addSecurityGroups(deployment, deployments);
    for (const [party, group] of this.securityGroups.groups) {
      if (!group.resource) continue;
      const prefix = `${snakeCase(party)}_security_group`;
      new TerraformOutput(this, `${prefix}_id`, { value: group.id, staticId: true });
      // The name that AWS reports: with a name prefix, only Terraform knows it.
      new TerraformOutput(this, `${prefix}_name`, { value: group.resource.name, staticId: true });
    }
  }

  /** Resolves everything once more than a synth does, to find references to other stacks: only those who have some need it. */
  override prepareStack(): void {
    if (referencesOf(this.deployment).length > 0) super.prepareStack();
    else this.ensureBackendExists();
  }

  private addProvider({ region, profile, assumeRole, endpoint, awsProviderVersion }: ConfiguredDeployment): void {
    const role = assumeRole && [given(assumeRole)];
    new AwsProvider(this, "aws", {
      region,
      ...given({ profile, assumeRole: role }),
      ...(endpoint ? emulator(endpoint) : {}),
    });
    if (awsProviderVersion) this.addOverride("terraform.required_providers.aws.version", awsProviderVersion);
  }

  private addSecurityGroups(
    deployment: ConfiguredDeployment,
    deployments: Readonly<Record<string, PlannedSecurityGroups>>,
  ): PlannedSecurityGroups {
    const { region, profile, assumeRole, state, awsProviderVersion, endpoint, type, ...written } = deployment;
    const { tags, lifecycle, adopt, imports, ...props } = written;
    const placed = { ...props, ...given({ tags, lifecycle, adopt: imports }) };
    if ("groupName" in placed) {
      const { groupName, name, ...nodes } = placed;
      return new RancherNodesSecurityGroup(this, "rancher-nodes", { ...nodes, name: groupName, deployments });
    }
    if ("provisioning" in placed) return new ClusterSecurityGroups(this, "cluster", { ...placed, deployments });
    return new RancherServerSecurityGroups(this, "server", { ...placed, deployments });
  }
}

/** `loadBalancer` -> `load_balancer` */
function snakeCase(party: string): string {
  return party.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The emulator takes any credentials; real ones must not reach it. Terraform asks its sts and iam for the account. */
function emulator(url: string) {
  return { accessKey: "emulator", secretKey: "emulator", endpoints: [{ ec2: url, sts: url, iam: url }] };
}
