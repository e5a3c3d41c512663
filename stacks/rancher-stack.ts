import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { ConfiguredDeployment } from "../src/config/schema";
import { ClusterSecurityGroups } from "../src/constructs/cluster-security-groups";
import { RancherNodesSecurityGroup } from "../src/constructs/rancher-nodes-security-group";
import type { SecurityGroupPlan } from "../src/model/plan";

/** One deployment of the config file: its provider, its state, its security groups and their ids as outputs. */
export class RancherStack extends TerraformStack {
  readonly plan: SecurityGroupPlan;

  constructor(scope: Construct, deployment: ConfiguredDeployment) {
    super(scope, deployment.name);
    const { region, vpcId, tags, awsProviderVersion, endpoint } = deployment;
    new AwsProvider(this, "aws", { region, ...(endpoint ? emulator(endpoint) : {}) });
    if (awsProviderVersion) this.addOverride("terraform.required_providers.aws.version", awsProviderVersion);
    // Beside the output folder, and relative: cdktf's default writes the absolute path of this machine.
    new LocalBackend(this, { path: `../../../terraform.${deployment.name}.tfstate` });

    const placement = { vpcId, ...(tags ? { tags } : {}) };
    if (deployment.type === "rancher-nodes") {
      const { groupName, sources } = deployment;
      const group = new RancherNodesSecurityGroup(this, "nodes", { name: groupName, sources, ...placement });
      this.plan = group.plan;
      this.output("rancher-nodes", group.id);
    } else {
      const { name, provisioning, loadBalancer, egress, parties } = deployment;
      const cluster = new ClusterSecurityGroups(this, "cluster", {
        name,
        provisioning,
        ...(loadBalancer ? { loadBalancer } : {}),
        egress,
        parties,
        ...placement,
      });
      this.plan = cluster.plan;
      for (const [party, group] of cluster.groups) this.output(party, group.id);
    }
  }

  private output(party: string, id: string): void {
    new TerraformOutput(this, `${party}-security-group-id`, { value: id, staticId: true });
  }
}

/** The emulator takes any credentials; real ones must not reach it. Terraform asks its sts and iam for the account. */
function emulator(url: string) {
  return { accessKey: "emulator", secretKey: "emulator", endpoints: [{ ec2: url, sts: url, iam: url }] };
}
